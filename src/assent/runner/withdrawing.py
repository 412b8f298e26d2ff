"""Ending a run that goes nowhere: a person withdraws it, and nothing is written."""

from collections.abc import Iterator
from contextlib import contextmanager

from assent.errors import (
    NotAuthorisedError,
    NotWithdrawnError,
    RationaleMissingError,
    RunFinishedError,
)
from assent.ledger import Ledger
from assent.ledger.leases import Lease
from assent.records import LaunchedRun, RunStatus, Snapshot, Workflow
from assent.runner.holding import gone, holder
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
    with _held(ledger, run.id) as lease:
        status = ledger.runs.row(run.id).status
        if status.ended:
            raise RunFinishedError(run.id, status.value)
        _check_standing(run, status, ledger)
        needed = _deciding(run, ledger)
        if actor.person.id != run.requester and not {*needed} & {*actor.person.roles}:
            needed = ["requester", *needed]
            raise NotAuthorisedError(
                actor.person.id, run.id, needed, "withdraw run", f"assent show {run.id}"
            )
        if not any(map(str.isalnum, reason)):
            raise RationaleMissingError(run.id, "withdraw")
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


def _deciding(run: LaunchedRun, ledger: Ledger) -> list[str]:
    """Return the roles with a seat at a gate of the procedure, as it was launched."""
    snapshot = Snapshot.model_validate_json(ledger.content.get(run.snapshot))
    workflow = Workflow.model_validate_json(ledger.content.get(snapshot.workflow))
    seats = [seat.role for step in workflow.steps if step.gate for seat in step.gate.seats]
    return list(dict.fromkeys(seats))


@contextmanager
def _held(ledger: Ledger, run_id: str) -> Iterator[Lease]:
    lease = ledger.leases.take(run_id, holder(), gone=gone)
    try:
        yield lease
    finally:
        ledger.leases.release(lease)
