"""What must hold before each write, one rule each, over a scene that was read just before.

The rules are pure and stand in a table by name, so that a test can take any one of them
away and see that its absence is found.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from assent.authority import held
from assent.change import obstacles, standing
from assent.errors import (
    ChangedSincePlannedError,
    ClockSetBackError,
    CollisionError,
    FrozenError,
    IrreversibleError,
    LevelNotAllowedError,
    NotApprovedError,
    StoppedError,
    UnknownTargetError,
    UnsignedProcedureError,
    WindowClosedError,
    WindowNotOpenError,
)
from assent.execution.targets import target_of
from assent.ports import WriteTool
from assent.records import (
    Bindings,
    Decision,
    GateState,
    Instant,
    OpenChange,
    OpenGate,
    Organisation,
    Plan,
    PlanMode,
    Remark,
    Resolution,
    RunStatus,
    Stop,
    Verdict,
)

__all__ = ["Guard", "Scene", "check", "guards"]

EXECUTES = "A3"
"""The one level of the ladder that executes."""


@dataclass(frozen=True)
class Scene:
    """Everything that the rules look at, read from the ledger and practice.yaml just now.

    ``later`` are gates of the same declaration opened after this one; ``subject`` is the
    digest of the newest version of the document that was decided on; ``unsigned`` says why
    no signature holds under the procedure, and what was changed, or is None when one does.
    ``moves`` is how often the window was moved, ``others`` the open changes of other runs,
    and ``approved_by`` the entry of the log by which this plan was approved.
    """

    run_id: str
    status: RunStatus
    plan: Plan
    digest: str
    gate: OpenGate
    state: GateState
    resolution: Resolution | None
    decisions: Sequence[Decision]
    later: Sequence[OpenGate]
    subject: str | None
    organisation: Organisation
    tools: Mapping[str, WriteTool]
    bindings: Bindings
    workflow: str
    unsigned: tuple[str, str] | None
    stop: Stop | None
    now: Instant
    latest: Instant | None
    zone: tzinfo
    moves: int = 0
    others: Sequence[OpenChange] = ()
    approved_by: int | None = None


Guard = Callable[[Scene], None]


def check(scene: Scene) -> None:
    """Refuse unless every rule holds.

    Raises:
        ExecutionRefusedError: The first one that does not.
    """
    for guard in guards.values():
        guard(scene)


def _running(scene: Scene) -> None:
    if scene.stop:
        raise StoppedError(scene.run_id, scene.stop.person, scene.stop.at, scene.stop.reason)


def _of_this_run(scene: Scene) -> None:
    if {scene.plan.run_id, scene.gate.run_id} != {scene.run_id}:
        raise NotApprovedError(scene.run_id, scene.gate.id, "or its plan is of another run")
    if scene.status.ended:
        raise NotApprovedError(scene.run_id, scene.gate.id, f"is of a run that {scene.status}")


def _bound(scene: Scene) -> None:
    """The approval names this plan, and everything in it that people were shown."""
    wanted = scene.plan.bind(scene.bindings)
    if scene.gate.bound.plan != scene.digest or wanted.plan != scene.digest:
        raise NotApprovedError(scene.run_id, scene.gate.id, "does not approve this plan")
    for field in Bindings.model_fields:
        if getattr(scene.gate.bound, field) != getattr(wanted, field):
            why = f"was decided for another {field.replace('_', ' ')}"
            raise NotApprovedError(scene.run_id, scene.gate.id, why)


def _newest(scene: Scene) -> None:
    """What was approved has not moved on: no newer packet, no newer version."""
    if scene.later:
        why = f"was followed by {scene.later[-1].id!r}"
        raise NotApprovedError(scene.run_id, scene.gate.id, why)
    if scene.subject not in {None, scene.gate.subject_digest}:
        why = f"approved an earlier version of {scene.gate.subject!r}"
        raise NotApprovedError(scene.run_id, scene.gate.id, why)


def _approved(scene: Scene) -> None:
    found = scene.resolution
    if scene.state is not GateState.resolved or found is None:
        raise NotApprovedError(scene.run_id, scene.gate.id, "is not decided")
    if found.verdict is not Verdict.approved:
        raise NotApprovedError(scene.run_id, scene.gate.id, f"ended {found.verdict.value}")


def _still_held(scene: Scene) -> None:
    """Each decision is judged again, by the people and roles of this moment."""
    lost = held(scene.gate, scene.decisions, scene.organisation).lost
    if lost:
        told = " ".join(f"{person}: {why}" for person, why in lost)
        why = f"is not approved any more; these decisions do not hold: {told}"
        raise NotApprovedError(scene.run_id, scene.gate.id, why)


def _clock(scene: Scene) -> None:
    known = [d.decided_at for d in scene.decisions] + ([scene.latest] if scene.latest else [])
    if known and scene.now < max(known):
        raise ClockSetBackError(scene.run_id, scene.now, max(known))


def _window(scene: Scene) -> None:
    start, end = scene.plan.window
    if scene.now < start:
        raise WindowNotOpenError(scene.run_id, scene.now, start)
    if scene.now >= end:
        raise WindowClosedError(scene.run_id, scene.now, end, "change window")


def _moved(scene: Scene) -> None:
    if scene.plan.moves != scene.moves:
        why = "approved another window than the one that was asked for since"
        raise NotApprovedError(scene.run_id, scene.gate.id, why)


def _calendar(scene: Scene) -> None:
    """The calendar of this moment still leaves the whole window free."""
    for obstacle in _obstacles(scene):
        if not obstacle.run_id:
            raise FrozenError(scene.run_id, obstacle.message)


def _collision(scene: Scene) -> None:
    """No other open change of the same record goes first."""
    for obstacle in _obstacles(scene):
        if obstacle.run_id:
            raise CollisionError(scene.run_id, obstacle.run_id, obstacle.message)


def _obstacles(scene: Scene) -> Sequence[Remark]:
    calendar = scene.organisation.calendar
    slot, entry = scene.plan.slot, scene.approved_by
    return standing(obstacles(slot, calendar, scene.zone, scene.others, entry))


def _expiry(scene: Scene) -> None:
    expires = scene.gate.expires_at
    if expires and scene.now >= expires:
        raise WindowClosedError(scene.run_id, scene.now, expires, "approval")


def _level(scene: Scene) -> None:
    level = scene.plan.governance_level
    if level != EXECUTES or level not in scene.organisation.levels:
        raise LevelNotAllowedError(scene.run_id, level, EXECUTES)


def _signed(scene: Scene) -> None:
    if scene.plan.mode is PlanMode.live and scene.unsigned is not None:
        raise UnsignedProcedureError(scene.run_id, scene.workflow, *scene.unsigned)


def _reversible(scene: Scene) -> None:
    covered = scene.plan.tier == "high" and scene.plan.restore_point.strip()
    for action in scene.plan.actions:
        if action.irreversible and not covered:
            raise IrreversibleError(scene.run_id, action.index)


def _tools(scene: Scene) -> None:
    for action in scene.plan.actions:
        tool = scene.tools.get(action.tool)
        found = tool.descriptor.record_digest if tool else None
        if found is None or scene.plan.tools.get(action.tool) != found:
            raise ChangedSincePlannedError(scene.run_id, "tool", action.tool)


def _targets(scene: Scene) -> None:
    for name in dict.fromkeys(action.target for action in scene.plan.actions):
        try:
            found = target_of(scene.organisation, name, scene.plan.mode).record_digest
        except UnknownTargetError as error:
            raise ChangedSincePlannedError(scene.run_id, "target", name) from error
        if scene.plan.targets.get(name) != found:
            raise ChangedSincePlannedError(scene.run_id, "target", name)


guards: dict[str, Guard] = {
    "stop": _running,
    "run": _of_this_run,
    "bound": _bound,
    "newest": _newest,
    "approved": _approved,
    "held": _still_held,
    "clock": _clock,
    "moved": _moved,
    "window": _window,
    "calendar": _calendar,
    "collision": _collision,
    "expiry": _expiry,
    "level": _level,
    "signed": _signed,
    "reversible": _reversible,
    "tools": _tools,
    "targets": _targets,
}
"""Every rule by name, in the order they are asked."""
