"""The facts of one decision, as a packet lays them before people."""

from assent.records.change import Remark
from assent.records.draft import DraftQuestion
from assent.records.record import Digest, Record
from assent.records.workflow import Gate, Outcome

__all__ = ["Change", "Changed", "Heard", "Packet", "PastComment", "Write"]


class PastComment(Record):
    """What a person said when they sent an earlier round back."""

    round: int
    person: str
    text: str


class Heard(Record):
    """What a person decided earlier in the run; ``shown`` tells whether they had the packet."""

    name: str
    person: str
    outcome: str
    subject: str
    round: int
    at: str
    shown: bool


class Write(Record):
    """One write of a plan: where, from what, to what, and the difference as simulated.

    ``check`` is what the plan wants looked at afterwards besides the value itself.
    """

    index: int
    tool: str
    target: str
    place: str
    before: str
    after: str
    irreversible: bool
    check: str
    difference: str


class Change(Record):
    """What a change of records is bound to. ``window`` is the same span in two zones.

    ``ruled`` is the least tier that the rules of the practice allow.
    """

    mode: str
    tier: str
    ruled: str
    level: str
    window: tuple[str, ...] = ()
    plan: Digest | None = None
    restore_point: str = ""


class Changed(Record):
    """What a document is compared with, and the titles of the sections that differ."""

    what: str
    added: int
    removed: int
    sections: tuple[str, ...]


class Packet(Record):
    """The facts of one decision.

    ``about`` says what the document is for; ``request`` are the requester's words (name,
    text); ``inputs`` what they chose. ``seats`` are (printed role, condition that put it
    there). ``follows`` says what each outcome brings, by its name. ``drafted_by`` are
    (printed role, model), ``notes`` (printed role, model, words) what agents say to the
    reader. ``remarks`` and ``checks`` are what code found in the request and in the
    document. ``owners`` are the owners of the open questions with how many they have, the
    gravest first. ``before`` is the text of the version before this one. ``signers`` are the
    printed names under the procedure as it was launched; without any it is unsigned.
    ``obstacles`` are what calendar and other changes say of a window, None where there is
    none. ``audit`` is the section of what auditors found, and ``answers`` name each finding
    that an approval must answer. ``lapsed`` says why earlier approvals do not hold now.
    """

    procedure: str
    signers: tuple[str, ...] = ()
    run: str
    step: str
    about: str = ""
    requester: str
    identity_assurance: str
    request: tuple[tuple[str, str], ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    gate: Gate
    seats: tuple[tuple[str, str], ...]
    follows: dict[Outcome, tuple[str, ...]] = {}
    round: int
    rounds: int
    document: str
    version: int
    subject_digest: Digest
    made_from: dict[str, Digest] = {}
    drafted_by: tuple[tuple[str, str], ...]
    edited_by: tuple[str, ...] = ()
    change: Change | None = None
    writes: tuple[Write, ...] = ()
    remarks: tuple[Remark, ...] = ()
    obstacles: tuple[str, ...] | None = None
    checks: tuple[str, ...] = ()
    audit: str = ""
    answers: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    questions: tuple[DraftQuestion, ...] = ()
    owners: tuple[tuple[str, int], ...] = ()
    heard: tuple[Heard, ...] = ()
    comments: tuple[PastComment, ...] = ()
    changed: Changed | None = None
    before: str | None = None
    notes: tuple[tuple[str, str, str], ...] = ()
    text: str

    @property
    def offered(self) -> tuple[Outcome, ...]:
        """Return what may be said; no rework once the rounds are spent."""
        spent = self.round >= self.rounds
        return tuple(o for o in self.gate.outcomes if not (spent and o is Outcome.rework))
