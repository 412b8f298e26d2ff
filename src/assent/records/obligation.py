"""Conditions of an approval: what was asked, what a run owes by it, and how that ended."""

from enum import StrEnum

from assent.records.record import Digest, DocumentName, Identifier, Instant, Record

__all__ = ["Discharge", "Ending", "Obligation", "Proviso"]


class Proviso(Record):
    """A condition as a decision states it; ``owner`` is the role that has to meet it."""

    text: str
    owner: Identifier = "requester"

    @property
    def sentence(self) -> str:
        """Return the condition with its owner, as it is printed."""
        return f"{self.text} (owner: {self.owner})"


class Ending(StrEnum):
    """How a condition ends: somebody shows that it is met, or who set it lets it go."""

    met = "met"
    waived = "waived"


class Discharge(Record):
    """That a condition was met or waived: by whom, in which seat's role, and on what evidence.

    ``signature`` is an SSH signature over ``signed_bytes``, as for a decision.
    """

    run_id: str
    condition: Identifier
    gate: Identifier
    ending: Ending
    evidence: str
    person: Identifier
    name: str
    role: Identifier
    identity_assurance: str
    at: Instant
    signature: str | None = None

    @property
    def signed_bytes(self) -> bytes:
        """Return what a signature is made over: the digest of everything but the signature."""
        bare = self.model_copy(update={"signature": None})
        return bare.record_digest.encode()


class Obligation(Record):
    """A condition as it stands in a run.

    ``id`` is ``condition-<n>``, counted through the run and never given twice. ``role`` is
    that of the seat in which it was set, ``decision`` the digest of the decision that set it.
    """

    id: Identifier
    run_id: str
    gate: Identifier
    document: DocumentName
    text: str
    owner: Identifier
    role: Identifier
    raised_by: Identifier
    raised_name: str
    raised_at: Instant
    decision: Digest
    discharge: Discharge | None = None

    @property
    def open(self) -> bool:
        """Tell whether it still keeps the run from closing."""
        return self.discharge is None
