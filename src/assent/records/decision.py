"""A gate opened for people, and what they decided there."""

from enum import StrEnum
from typing import Literal

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
    whose condition holds in this run, generic roles bound. ``final_round`` means that
    rework is not offered any more.
    """

    id: Identifier
    run_id: str
    thread_id: str
    gate: Gate
    round: int
    seats: tuple[Seat, ...]
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


class Decision(Record):
    """What a person decided, over exactly which content, and why.

    ``shown_at`` is when the log says that they were first shown the packet; None when it
    says so nowhere. ``signature`` is an SSH signature over ``signed_bytes``, made with a key
    of the person.
    """

    run_id: str
    thread_id: str
    gate: Identifier
    seat: Identifier
    decision: Outcome
    reason: str
    conditions: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
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
    expired = "expired"


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
