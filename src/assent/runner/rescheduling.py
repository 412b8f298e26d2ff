"""Moving the window of a change: a person asks for another time, and approval begins anew."""

from typing import Literal

from assent.canonical import hidden_characters
from assent.change import examine_again, standing
from assent.compiler.blueprint import NodeKind
from assent.compiler.examining import EXAMINATION, find_zone
from assent.compiler.layout import lay
from assent.compiler.planning import PLAN
from assent.errors import (
    NotCanonicalError,
    NotRescheduledError,
    ObstructedError,
    ProcedureChangedError,
    RunFinishedError,
    WindowError,
)
from assent.execution import in_the_way
from assent.ledger import Ledger
from assent.ports import Clock
from assent.records import (
    Examination,
    GateState,
    LaunchedRun,
    Move,
    OpenGate,
    Organisation,
    Plan,
    Verdict,
)
from assent.runner.concern import check_concern, workflow_of
from assent.runner.holding import taken
from assent.runner.identity import Actor

__all__ = ["MOST_MOVES", "reschedule"]

MOST_MOVES = 9
"""How often the window of one run may be moved."""
_RECORD = "execution.record"
"""The artifact that says that the execution of the plan is over, one way or another."""


def reschedule(
    run: LaunchedRun,
    window: str,
    reason: str,
    actor: Actor,
    ledger: Ledger,
    organisation: Organisation,
    clock: Clock,
) -> Move:
    """Log that a person moved the window; the packet or the approval of the plan is void.

    Raises:
        RunFinishedError: The run has ended.
        NotRescheduledError: No plan is under decision or approved, or it has begun, or the
            window was moved too often, or is the one that stands.
        ProcedureChangedError: The run was launched on another blueprint.
        NotAuthorisedError: The person neither requested it nor holds a role of its gates.
        RationaleMissingError: It does not say why.
        NotCanonicalError: The reason holds characters that a reader would not see.
        WindowError: The text is no window, or names none that lies ahead.
        ObstructedError: The calendar or an approved change stands in the way of it.
        RunBusyError: Another process is advancing it.
    """
    with taken(ledger, run.id) as lease:
        gate, plan = _standing(run, ledger)
        check_concern(run, actor, ledger, "reschedule", reason)
        _check_visible(reason)
        move = Move(
            run_id=run.id,
            number=ledger.moves.count(run.id) + 1,
            person=actor.person.id,
            person_name=actor.person.name,
            identity_assurance=actor.assurance,
            reason=reason,
            examination=_examined(plan, window, ledger, organisation, clock),
            voids=gate.id,
            at=clock.now(),
        )
        ledger.moves.add(move, lease)
        return move


def _check_visible(reason: str) -> None:
    for line, column, character in hidden_characters(reason):
        point = f"U+{ord(character):04X}"
        raise NotCanonicalError(f"hidden character {point} at {line}:{column} of the reason")


def _standing(run: LaunchedRun, ledger: Ledger) -> tuple[OpenGate, Plan]:
    """Return the plan of a run that waits for its decision or its window, and its gate."""
    row, again = ledger.runs.row(run.id), f"assent show {run.id}"
    if row.status.ended:
        raise RunFinishedError(run.id, row.status.value)
    if ledger.effects.executions(run.id) or _RECORD in row.artifacts:
        raise NotRescheduledError(run.id, "its plan has begun, or is refused for good", again)
    blueprint = lay(workflow_of(run, ledger))
    if blueprint.record_digest != run.blueprint:
        raise ProcedureChangedError(run.id, run.blueprint, blueprint.record_digest)
    if not any(node.kind is NodeKind.redraw for node in blueprint.nodes):
        why = "its procedure has no gate over a plan right before its execution"
        raise NotRescheduledError(run.id, why, f"assent graph {run.workflow}")
    gate = next(reversed(ledger.gates.for_run(run.id)), None)
    drafted = row.artifacts.get(PLAN)
    if gate is None or not drafted or gate.bound.plan != drafted or not _stands(gate, ledger):
        why = "no plan of it is under decision or approved"
        raise NotRescheduledError(run.id, why, again)
    plan, moves = Plan.model_validate_json(ledger.content.get(drafted)), ledger.moves.count(run.id)
    if plan.moves != moves:
        why = "it was moved just now, and its plan is not drawn anew yet"
        raise NotRescheduledError(run.id, why, f"assent resume {run.id}")
    if moves >= MOST_MOVES:
        why = f"it was moved {MOST_MOVES} times; withdraw the run and ask again"
        raise NotRescheduledError(run.id, why, again)
    return gate, plan


def _stands(gate: OpenGate, ledger: Ledger) -> bool:
    if ledger.gates.state(gate.id) is GateState.open:
        return True
    resolution = ledger.gates.resolution(gate.id)
    return resolution is not None and resolution.verdict is Verdict.approved


def _examined(
    plan: Plan, window: str, ledger: Ledger, organisation: Organisation, clock: Clock
) -> Examination:
    """Return what is found in the request with the new window; refuse one that cannot be."""
    found = _read(plan, window, ledger, organisation, clock)
    slot = found.slot(plan.run_id)
    if slot is None:
        raise WindowError(window, " ".join(r.message for r in standing(found.timed)))
    if slot.window == plan.window:
        why = "that is the window it has"
        raise NotRescheduledError(plan.run_id, why, f"assent show {plan.run_id}")
    slot = slot.model_copy(update={"items": plan.items, "tiers": _tiers(plan, found)})
    met = in_the_way(ledger, organisation, slot, plan.mode)
    if standing(met):
        why = f"the window of run {plan.run_id!r} was not moved"
        raise ObstructedError(plan.run_id, why, [r.message for r in standing(met)])
    return found.model_copy(update={"remarks": (*found.remarks, *met)})


def _read(
    plan: Plan, window: str, ledger: Ledger, organisation: Organisation, clock: Clock
) -> Examination:
    """Return the examination of the request with the new window, before the calendar is asked."""
    for _, _, character in hidden_characters(window):
        raise WindowError(window, f"it hides <U+{ord(character):04X}>.")
    policy = organisation.extra.get("change") or {}
    found = examine_again(
        _before(plan.run_id, ledger),
        window,
        at=clock.now(),
        zones=find_zone,
        home=organisation.time_zone,
        notice_hours=int(policy.get("notice_hours", 0)),
    )
    if found.window and found.window.end <= clock.now():
        raise WindowError(window, "it lies in the past.")
    return found


def _before(run_id: str, ledger: Ledger) -> Examination:
    move = ledger.moves.latest(run_id)
    if move:
        return move.examination
    examined = ledger.runs.row(run_id).artifacts[EXAMINATION]
    return Examination.model_validate_json(ledger.content.get(examined))


def _tiers(plan: Plan, found: Examination) -> tuple[Literal["low", "high"], ...]:
    """Return the tiers that the plan may be of in the new window: no lower than it is."""
    return ("high",) if plan.tier == "high" or found.high else ("low",)
