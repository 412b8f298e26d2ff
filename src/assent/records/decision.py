"""A gate opened for people, and what they decided there."""

from enum import StrEnum
from typing import Any, Literal

from pydantic import field_validator

from assent.records.audit import AuditFinding, Override
from assent.records.obligation import Proviso
from assent.records.record import Digest, Identifier, Instant, Record
from assent.records.workflow import Gate, Outcome, Seat

__all__ = ["Bindings", "Decision", "GateState", "OpenGate", "Resolution", "Verdict"]


class GateState(StrEnum):
    """Where an opened gate stands."""

    open = "open"
    resolved = "resolved"
    void = "void"


class Bindings(Record):
    """Everything besides the subject that an approval holds for; any change makes it invalid.

    ``plan`` is the digest of the plan that may be executed; ``targets`` are the expected
    pre-state versions of what it writes to; ``window`` is (start, end) of the change window.
    """

    workflow: Digest
    prompts: Digest
    cards: Digest
    tools: Digest
    policy: Digest
    plan: Digest | None = None
    targets: dict[str, str] = {}
    window: tuple[Instant, Instant] | None = None
    tier: Literal["low", "high"] = "low"
    environment: str = "live"


class OpenGate(Record):
    """A declared gate, opened in one run and round, over exactly one packet.

    ``id`` is ``gate-<10 hex>`` of run, gate, round and packet digest. ``seats`` are those
    whose condition holds in this run, generic roles bound; ``deciding`` are the ids of those
    whose role decides the gate's class, one of which must be among those that approve.
    ``findings`` are those of the audits that the subject was made from, ``overriders`` the
    roles that may override one. ``final_round`` means that rework is not offered any more.
    ``escalated`` are the roles that may fill a seat besides its own, by the seat's id, since
    the time given for it ran out; the log tells them, and no gate is opened with any.
    """

    id: Identifier
    run_id: str
    thread_id: str
    gate: Gate
    round: int
    seats: tuple[Seat, ...]
    deciding: tuple[Identifier, ...] = ()
    findings: tuple[AuditFinding, ...] = ()
    overriders: tuple[Identifier, ...] = ()
    subject: str
    subject_digest: Digest
    packet_digest: Digest
    bound: Bindings
    requester: Identifier
    editors: tuple[Identifier, ...] = ()
    final_round: bool = False
    nonce: str
    requested_at: Instant
    expires_at: Instant | None = None
    escalated: dict[Identifier, tuple[Identifier, ...]] = {}

    def fillers(self, seat: str) -> tuple[str, ...]:
        """Return the roles whose holders may fill a seat: its own, then those it went up to."""
        own = self.seat(seat)
        return (own.role, *self.escalated.get(seat, ())) if own else ()

    @field_validator("seats")
    @classmethod
    def _told_apart(cls, seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
        if len({seat.id for seat in seats}) < len(seats):
            raise ValueError("two seats go by one name; number those of one role")
        return seats

    def seat(self, seat: str) -> Seat | None:
        """Return the seat of that id, or None."""
        return next((known for known in self.seats if known.id == seat), None)


class Decision(Record):
    """What a person decided, over exactly which content, and why.

    ``seat`` is the id of the seat that it fills. ``acting_role`` is the role in which they
    fill a seat that went up to it; None means the seat's own. A condition given as a text is
    the requester's to meet.

    ``shown_at`` is when the log says that they were first shown the packet; None when it
    says so nowhere. ``signature`` is an SSH signature over ``signed_bytes``, made with a key
    of the person.
    """

    run_id: str
    thread_id: str
    gate: Identifier
    seat: Identifier
    acting_role: Identifier | None = None
    decision: Outcome
    reason: str
    conditions: tuple[Proviso, ...] = ()
    confirmed: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    deferred_until: Instant | None = None
    approver_identity: Identifier
    approver_name: str
    identity_assurance: Literal["asserted", "os-account", "signed-key", "token", "oidc"]
    subject_digest: Digest
    packet_digest: Digest
    bound: Bindings
    policy_version: Digest
    nonce: str
    requested_at: Instant
    decided_at: Instant
    expires_at: Instant | None = None
    shown_at: Instant | None = None
    signature: str | None = None

    @field_validator("conditions", mode="before")
    @classmethod
    def _provisos(cls, given: Any) -> Any:
        if not isinstance(given, list | tuple):
            return given
        return tuple({"text": one} if isinstance(one, str) else one for one in given)

    @property
    def capacity(self) -> str:
        """Return the seat, and the role that filled it where that is another one."""
        acting = self.acting_role
        return f"{acting} in the seat of {self.seat}" if acting else self.seat

    @property
    def signed_bytes(self) -> bytes:
        """Return what a signature is made over: the digest of everything but the signature."""
        bare = self.model_copy(update={"signature": None})
        return bare.record_digest.encode()


class Verdict(StrEnum):
    """What a resolved gate means for the run."""

    approved = "approved"
    rework = "rework"
    rejected = "rejected"
    withdrawn = "withdrawn"
    edited = "edited"
    rescheduled = "rescheduled"
    expired = "expired"
    lapsed = "lapsed"


class Resolution(Record):
    """How a gate ended: the verdict and the decisions (or the edit) that made it.

    ``decisions`` are record digests in the order of seats; ``comments`` are the reasons a
    rework carries back to the drafting step, with who gave them.
    """

    gate: Identifier
    verdict: Verdict
    decisions: tuple[Digest, ...] = ()
    comments: tuple[tuple[Identifier, str], ...] = ()
    conditions: tuple[str, ...] = ()
    edited_version: int | None = None
