"""Whom a run concerns beside its gates: who requested it, and who has a seat in it."""

from assent.errors import NotAuthorisedError, RationaleMissingError
from assent.ledger import Ledger
from assent.records import LaunchedRun, Snapshot, Workflow
from assent.runner.identity import Actor

__all__ = ["check_concern", "workflow_of"]


def check_concern(run: LaunchedRun, actor: Actor, ledger: Ledger, what: str, reason: str) -> None:
    """Refuse who neither requested the run nor has a seat in it, and who gives no reason.

    ``what`` is the verb: ``withdraw``.

    Raises:
        NotAuthorisedError: The person neither requested it nor holds a role of its gates.
        RationaleMissingError: It does not say why.
    """
    steps = workflow_of(run, ledger).steps
    seats = [seat.role for step in steps if step.gate for seat in step.gate.seats]
    needed = list(dict.fromkeys(seats))
    if actor.person.id != run.requester and not {*needed} & {*actor.person.roles}:
        needed = ["requester", *needed]
        raise NotAuthorisedError(
            actor.person.id, run.id, needed, f"{what} run", f"assent show {run.id}"
        )
    if not any(map(str.isalnum, reason)):
        raise RationaleMissingError(run.id, what)


def workflow_of(run: LaunchedRun, ledger: Ledger) -> Workflow:
    """Return the procedure as it was launched."""
    snapshot = Snapshot.model_validate_json(ledger.content.get(run.snapshot))
    return Workflow.model_validate_json(ledger.content.get(snapshot.workflow))
