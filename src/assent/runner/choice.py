"""What a person says at a gate, as a value: ``approve("Fit for use.", by="ines-okafor")``."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from assent.records import Instant, Outcome, Record

__all__ = [
    "Choice",
    "approve",
    "approve_with_conditions",
    "defer",
    "reject",
    "rework",
    "withdraw",
]


class Choice(Record):
    """An outcome with its reason and who says it.

    ``person`` None means the account of the operating system that runs the program. ``key``
    is the private SSH key that signs the decision; a gate of tier high takes no other.
    """

    decision: Outcome
    reason: str
    person: str | None = None
    confirmed: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    deferred_until: Instant | None = None
    key: Path | None = None

    def signed_with(self, key: Path) -> "Choice":
        """Return the choice, to be signed with a private SSH key when it is made."""
        return self.model_copy(update={"key": key})


def approve(reason: str, *, by: str | None = None, confirm: Collection[str] = ()) -> Choice:
    """Approve; ``confirm`` names each item the gate asks to be confirmed."""
    return Choice(decision=Outcome.approve, reason=reason, person=by, confirmed=tuple(confirm))


def approve_with_conditions(
    reason: str,
    conditions: Collection[str],
    *,
    by: str | None = None,
    confirm: Collection[str] = (),
) -> Choice:
    """Approve on conditions, each of which becomes an open item of the run."""
    return Choice(
        decision=Outcome.approve_with_conditions,
        reason=reason,
        person=by,
        confirmed=tuple(confirm),
        conditions=tuple(conditions),
    )


def rework(reason: str, *, by: str | None = None) -> Choice:
    """Send the document back to its drafting step; the reason is the comment it goes with."""
    return Choice(decision=Outcome.rework, reason=reason, person=by)


def reject(reason: str, *, by: str | None = None) -> Choice:
    """End the run without an approval."""
    return Choice(decision=Outcome.reject, reason=reason, person=by)


def defer(reason: str, until: datetime, *, by: str | None = None) -> Choice:
    """Leave the gate open until a later date."""
    return Choice(decision=Outcome.defer, reason=reason, person=by, deferred_until=until)


def withdraw(reason: str, *, by: str | None = None) -> Choice:
    """Take the request back; the run ends."""
    return Choice(decision=Outcome.withdraw, reason=reason, person=by)
