"""What a person says at a gate, as a value: ``approve("Fit for use.", by="ines-okafor")``."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from assent.records import Instant, Outcome, Override, Proviso, Record

__all__ = [
    "Choice",
    "approve",
    "approve_with_conditions",
    "condition",
    "defer",
    "override",
    "reject",
    "rework",
    "withdraw",
]


class Choice(Record):
    """An outcome with its reason and who says it.

    ``person`` None means the account of the operating system that runs the program. ``key``
    is the private SSH key that signs the decision; a gate of tier high takes no other. A
    condition given as ``ROLE: text`` is that role's to meet, any other the requester's.
    """

    decision: Outcome
    reason: str
    person: str | None = None
    confirmed: tuple[str, ...] = ()
    conditions: tuple[str | Proviso, ...] = ()
    overrides: tuple[Override, ...] = ()
    deferred_until: Instant | None = None
    key: Path | None = None

    def signed_with(self, key: Path) -> "Choice":
        """Return the choice, to be signed with a private SSH key when it is made."""
        return self.model_copy(update={"key": key})


def condition(text: str, *, owner: str = "requester") -> Proviso:
    """Return a condition of an approval, and the role that has to meet it."""
    return Proviso(text=text, owner=owner)


def override(finding: str, *, quote: str, because: str) -> Override:
    """Return a person's word against an auditor's finding.

    ``quote`` are words of the finding as the packet shows them, ``because`` is why it does
    not stand in the way.
    """
    return Override(finding=finding, quote=quote, rationale=because)


def approve(
    reason: str,
    *,
    by: str | None = None,
    confirm: Collection[str] = (),
    overrides: Collection[Override] = (),
) -> Choice:
    """Approve; ``confirm`` names each item the gate asks to be confirmed.

    A major finding of an audit is confirmed as corrected by its number, or overridden.
    """
    return Choice(
        decision=Outcome.approve,
        reason=reason,
        person=by,
        confirmed=tuple(confirm),
        overrides=tuple(overrides),
    )


def approve_with_conditions(
    reason: str,
    conditions: Collection[str | Proviso],
    *,
    by: str | None = None,
    confirm: Collection[str] = (),
    overrides: Collection[Override] = (),
) -> Choice:
    """Approve on conditions, each of which must be met before the run closes."""
    return Choice(
        decision=Outcome.approve_with_conditions,
        reason=reason,
        person=by,
        confirmed=tuple(confirm),
        conditions=tuple(conditions),
        overrides=tuple(overrides),
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
