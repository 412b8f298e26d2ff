"""A gate that waits, told to people: the open seats, who may fill them, and how to decide."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from assent.authority import overridable
from assent.cli.place import Place
from assent.cli.screen import moment
from assent.records import AuditWeight, Decision, OpenGate, Organisation, Outcome, Person
from assent.runner import Waiting
from assent.writing.hidden import flat

__all__ = [
    "FreeSeat",
    "Proposal",
    "free_seats",
    "named",
    "overriding",
    "packet_prefix",
    "plain",
    "proposals",
    "said",
]

_ALSO = {
    Outcome.approve_with_conditions: ("--condition", "TEXT"),
    Outcome.defer: ("--until", "YYYY-MM-DD"),
}
_APPROVING = frozenset({Outcome.approve, Outcome.approve_with_conditions})
_PREFIX = slice(len("sha256:"), len("sha256:") + 12)


class FreeSeat(NamedTuple):
    """An open seat: its id, and who may fill it or why nobody may."""

    seat: str
    who: str
    vacant: bool

    @property
    def sentence(self) -> str:
        """Return seat and people in one sentence."""
        return (
            f"nobody may fill {self.seat}: {self.who}"
            if self.vacant
            else f"{self.who} as {self.seat}"
        )


class Proposal(NamedTuple):
    """A finished command for one outcome, and who would be the one to give it."""

    outcome: str
    person: str
    seat: str
    command: str


def packet_prefix(gate: OpenGate) -> str:
    """Return the 12 hex digits a decision may name its packet by."""
    return gate.packet_digest[_PREFIX]


def named(person: str, organisation: Organisation) -> str:
    """Return a person's printed name and id."""
    known = organisation.person(person)
    return f"{known.name} ({known.id})" if known else person


def free_seats(waiting: Waiting, organisation: Organisation) -> Iterator[FreeSeat]:
    """Yield each open seat with the people who may fill it, or why nobody may."""
    for seat, people in waiting.seats:
        if seat in waiting.vacant:
            yield FreeSeat(seat, _vacancy(seat, waiting.gate, organisation), vacant=True)
        else:
            names = " or ".join(named(person, organisation) for person in people)
            yield FreeSeat(seat, names, vacant=False)


def said(decision: Decision) -> str:
    """Return one decision as a sentence."""
    until = decision.deferred_until
    extra = f" until {moment(until)}" if until else ""
    conditions = "; on the condition: ".join(["", *(c.sentence for c in decision.conditions)])
    overridden = "".join(f"; overrides {o.finding}: {o.rationale}" for o in decision.overrides)
    unread = "" if decision.shown_at else ", not shown the packet"
    return flat(
        f"{decision.approver_name} as {decision.capacity}: {decision.decision.value}{extra}, "
        f"{moment(decision.decided_at)}, identity {decision.identity_assurance}{unread}: "
        f"{decision.reason}{conditions}{overridden}"
    )


def proposals(
    waiting: Waiting, place: Place, organisation: Organisation, account: str | None
) -> list[Proposal]:
    """Return a finished command for each outcome: approval by everybody who may give it.

    Where nobody may decide, the requester may still withdraw.

    ``account`` is the person whom the operating system names, if it names one.
    """
    gate = waiting.gate
    able = [(person, seat) for seat, people in waiting.seats for person in people]
    made = []
    for outcome in gate.gate.outcomes:
        if outcome is Outcome.rework and gate.final_round:
            continue
        people = able if outcome in _APPROVING else able[:1]
        if outcome is Outcome.withdraw:
            people = [(gate.requester, "requester")]
        made += [
            Proposal(outcome.value, person, seat, _command(gate, outcome, person, place, account))
            for person, seat in people
        ]
    return made


def overriding(gate: OpenGate) -> str:
    """Return how a major finding is overridden at the gate, or nothing when none can be."""
    major = [f.id for f in overridable(gate) if f.weight is AuditWeight.major]
    if not major:
        return ""
    roles = " or ".join(s.role for s in gate.seats if s.role in gate.overriders)
    return (
        f"A holder of {roles} may override {', '.join(major)}; in place of --confirm {major[0]}, "
        f"add: --override {major[0]} --quote 'WORDS OF IT' --because 'WHY'"
    )


def plain(waiting: Waiting) -> dict[str, Any]:
    """Return what waits as plain JSON data."""
    gate = waiting.gate
    return {
        "gate": gate.id,
        "declared": gate.gate.id,
        "kind": gate.gate.kind,
        "run": gate.run_id,
        "round": gate.round,
        "subject": gate.subject,
        "subject_digest": gate.subject_digest,
        "packet_digest": gate.packet_digest,
        "requested_at": gate.plain()["requested_at"],
        "expires_at": gate.plain()["expires_at"],
        "escalated": gate.plain()["escalated"],
        "requester": gate.requester,
        "outcomes": [o.value for o in gate.gate.outcomes],
        "seats": [
            {"seat": seat, "role": _role(gate, seat), "eligible": list(people)}
            for seat, people in waiting.seats
        ],
        "findings": [finding.plain() for finding in gate.findings],
        "vacant": list(waiting.vacant),
    }


def _command(
    gate: OpenGate, outcome: Outcome, person: str, place: Place, account: str | None
) -> str:
    who = () if person == account else ("--as", person)
    items = (*gate.gate.confirms, *_major(gate)) if outcome in _APPROVING else ()
    confirms = [word for item in items for word in ("--confirm", item)]
    if gate.bound.tier == "high":
        confirms += ["--sign", "KEY"]
    also = _ALSO.get(outcome, ())
    return place.command(
        "decide", packet_prefix(gate), outcome.value, *who, *confirms, *also, "--reason", "…"
    )


def _major(gate: OpenGate) -> list[str]:
    return [f.id for f in gate.findings if f.weight is AuditWeight.major]


def _role(gate: OpenGate, seat: str) -> str:
    known = gate.seat(seat)
    return known.role if known else seat


def _vacancy(seat: str, gate: OpenGate, organisation: Organisation) -> str:
    holders: Sequence[Person] = organisation.holders(_role(gate, seat))
    if not holders:
        return "no person in practice.yaml holds the role"
    return "; ".join(f"{person.name} {_barred(person, gate)}" for person in holders)


def _barred(person: Person, gate: OpenGate) -> str:
    if person.id == gate.requester:
        return "requested this"
    return "edited it" if person.id in gate.editors else "is needed for another seat"
