"""Ending a run that goes nowhere: a person withdraws it, and nothing is written."""

from assent.errors import NotWithdrawnError, RunFinishedError
from assent.ledger import Ledger
from assent.records import LaunchedRun, RunStatus
from assent.runner.concern import check_concern
from assent.runner.holding import taken
from assent.runner.identity import Actor

__all__ = ["withdraw"]


def withdraw(run: LaunchedRun, reason: str, actor: Actor, ledger: Ledger) -> None:
    """End a run as withdrawn, unless its plan has begun or people can decide on it.

    Raises:
        RunFinishedError: The run has ended.
        NotWithdrawnError: A gate is open, or a write may have been made.
        NotAuthorisedError: The person neither requested it nor holds a role of its gates.
        RationaleMissingError: It does not say why.
        RunBusyError: Another process is advancing it.
    """
    with taken(ledger, run.id) as lease:
        status = ledger.runs.row(run.id).status
        if status.ended:
            raise RunFinishedError(run.id, status.value)
        _check_standing(run, status, ledger)
        check_concern(run, actor, ledger, "withdraw", reason)
        ledger.runs.withdraw(lease, actor.person.id, actor.assurance, reason)


def _check_standing(run: LaunchedRun, status: RunStatus, ledger: Ledger) -> None:
    """Refuse while a gate takes the decision, and from the first intended write on."""
    gates = ledger.gates.open_now(run.id)
    if status is RunStatus.waiting and gates:
        why = "a gate is open, where withdrawing is a decision"
        raise NotWithdrawnError(run.id, why, f"assent review {gates[0].id}")
    for execution in ledger.effects.executions(run.id):
        why = f"its plan has begun, and stands at {execution.outcome.value}"
        raise NotWithdrawnError(run.id, why, f"assent show {run.id}")
