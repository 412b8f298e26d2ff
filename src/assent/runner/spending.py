"""Letting a run spend more: a person's decision, recorded before the run may use it."""

from assent.authority import may_extend
from assent.errors import CallError
from assent.ledger import Ledger
from assent.ports import Clock
from assent.records import Budget, Extension, LaunchedRun, Practice
from assent.runner.identity import Actor

__all__ = ["extend"]


def extend(
    run: LaunchedRun,
    more: Budget,
    reason: str,
    actor: Actor,
    practice: Practice,
    ledger: Ledger,
    clock: Clock,
) -> Extension:
    """Record that a run may spend more.

    Raises:
        CallError: It names no amount.
        RunFinishedError: The run has ended.
        RefusedError: See ``authority.may_extend``.
    """
    if not any(amount for _, amount in more):
        raise CallError(f"no amount was named. For example: assent extend {run.id} --calls 20")
    roles = practice.roles.values()
    role = may_extend(actor.person, run.id, run.requester, roles, reason)
    extension = Extension(
        run_id=run.id,
        more=more,
        person=actor.person.id,
        name=actor.person.name,
        role=role,
        identity_assurance=actor.assurance,
        reason=reason,
        extended_at=clock.now(),
    )
    ledger.budgets.extend(extension)
    return extension
