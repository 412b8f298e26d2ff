"""What only a person can do: settle a doubt, close an incident, stop and start all writes."""

from typing import Literal

from assent.errors import (
    NotAuthorisedError,
    NothingToSettleError,
    RationaleMissingError,
    UnknownPersonError,
)
from assent.ledger import Ledger
from assent.records import (
    Effect,
    EffectState,
    Execution,
    ExecutionOutcome,
    Organisation,
    Person,
    Stop,
)

__all__ = ["close_incident", "resolve_doubt", "start", "stop"]


def resolve_doubt(
    ledger: Ledger,
    organisation: Organisation,
    run_id: str,
    index: int,
    outcome: Literal["applied", "absent"],
    person: str,
    reason: str,
) -> Execution:
    """Note what a person found at the target; the run can then be resumed.

    A write said to be applied is validated when the execution goes on.

    Raises:
        NothingToSettleError: No write of that index is in doubt.
        UnknownPersonError: practice.yaml does not name the person.
        NotAuthorisedError: The person holds no role of the gate that approved the plan.
        RationaleMissingError: It does not say what was seen.
    """
    execution = _standing(ledger, run_id, ExecutionOutcome.in_doubt, f"doubt at action {index}")
    effect = _doubted(execution, index)
    _may(ledger, organisation, execution, person, reason)
    found = EffectState.done if outcome == "applied" else EffectState.absent
    said = {"state": found, "settled_by": person, "note": reason, "ended_at": None}
    back = effect.kind == "undo"
    following = ExecutionOutcome.undoing if back else ExecutionOutcome.running
    ledger.effects.settle(effect.model_copy(update=said), following)
    return _known(ledger, execution.plan)


def close_incident(
    ledger: Ledger, organisation: Organisation, run_id: str, person: str, reason: str
) -> Execution:
    """Close an incident: a person says that the target is in order, and how it came to be.

    Raises:
        NothingToSettleError: The run has no incident.
        UnknownPersonError: practice.yaml does not name the person.
        NotAuthorisedError: The person holds no role of the gate that approved the plan.
        RationaleMissingError: It does not say how it was put in order.
    """
    execution = _standing(ledger, run_id, ExecutionOutcome.incident, "incident")
    _may(ledger, organisation, execution, person, reason)
    ledger.effects.close(execution.plan, person, reason)
    return _known(ledger, execution.plan)


def stop(ledger: Ledger, organisation: Organisation, person: str, reason: str) -> Stop:
    """Halt every write of the installation at its next boundary; anybody known may.

    Raises:
        UnknownPersonError: practice.yaml does not name the person.
        RationaleMissingError: It does not say why.
    """
    _person(organisation, person)
    _said("stop", "stop", reason)
    return ledger.effects.stop(person, reason)


def start(ledger: Ledger, organisation: Organisation, person: str, reason: str) -> Stop:
    """Let writes go on; whoever may decide something may.

    Raises:
        UnknownPersonError: practice.yaml does not name the person.
        NotAuthorisedError: The person holds no role.
        RationaleMissingError: It does not say why.
    """
    if not _person(organisation, person).roles:
        needed = ["any role of the practice"]
        raise NotAuthorisedError(person, "writes", needed, "start", "assent inbox --all")
    _said("start", "start", reason)
    return ledger.effects.start_again(person, reason)


def _standing(ledger: Ledger, run_id: str, outcome: ExecutionOutcome, what: str) -> Execution:
    for execution in ledger.effects.executions(run_id):
        if execution.outcome is outcome:
            return execution
    raise NothingToSettleError(run_id, what)


def _doubted(execution: Execution, index: int) -> Effect:
    for effect in execution.effects:
        if effect.state is EffectState.in_doubt and effect.index == index:
            return effect
    raise NothingToSettleError(execution.run_id, f"doubt at action {index}")


def _may(
    ledger: Ledger, organisation: Organisation, execution: Execution, person: str, reason: str
) -> None:
    roles = _person(organisation, person).roles
    needed = [seat.role for seat in ledger.gates.get(execution.gate).seats]
    if not set(needed) & set(roles):
        raise NotAuthorisedError(person, execution.gate, needed)
    _said(execution.gate, "settle", reason)


def _person(organisation: Organisation, person: str) -> Person:
    known = organisation.person(person)
    if known is None:
        raise UnknownPersonError(person, [p.id for p in organisation.people])
    return known


def _said(gate: str, what: str, reason: str) -> None:
    if not reason.strip():
        raise RationaleMissingError(gate, what)


def _known(ledger: Ledger, plan: str) -> Execution:
    known = ledger.effects.execution(plan)
    if known is None:
        raise NothingToSettleError(plan, "execution")
    return known
