"""One write: look, note the intent, write with the key, look again, note the result."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from assent.crash import reach
from assent.errors import AssentError, ChangedSincePlannedError, DriftError, ToolError, WriteError
from assent.execution.planning import tool_of
from assent.execution.targets import target_of
from assent.ledger.effects import Effects
from assent.ledger.leases import Lease
from assent.ports import Clock, WriteTool
from assent.records import (
    Action,
    Effect,
    EffectState,
    Organisation,
    Plan,
    PlanMode,
    Probed,
    Target,
)

__all__ = ["DoubtError", "Writing", "drifted"]

_T = TypeVar("_T")


class DoubtError(Exception):
    """Nobody can tell whether a write was made; caught by the kernel, never seen outside."""

    def __init__(self, effect: Effect) -> None:
        self.effect = effect
        self.reason = (
            f"Nobody can tell whether the {effect.kind} {effect.index} with {effect.tool!r} on "
            f"{effect.target!r} was made. Look at the target and say: applied, or absent."
        )
        super().__init__(self.reason)


class Writing:
    """The writes of one plan, with their journal."""

    def __init__(
        self,
        effects: Effects,
        lease: Lease,
        clock: Clock,
        plan: Plan,
        digest: str,
        tools: Mapping[str, WriteTool],
        organisation: Callable[[], Organisation],
    ) -> None:
        self._effects, self._lease, self._clock = effects, lease, clock
        self._plan, self._digest = plan, digest
        self._tools, self._organisation = tools, organisation

    def noted(self, index: int, kind: str = "action") -> Effect | None:
        """Return what the journal says of a write."""
        known = self._effects.execution(self._digest)
        key = Effect.key_of(self._plan.run_id, self._digest, index, kind)
        return next((e for e in known.effects if e.key == key), None) if known else None

    def settle(self, effects: Sequence[Effect]) -> None:
        """Find out what became of writes that a crash cut off.

        Raises:
            DoubtError: The target gives no clear answer.
        """
        for effect in effects:
            if effect.state is EffectState.in_doubt:
                raise DoubtError(effect)
            settled = effect.state is EffectState.done and effect.ended_at is None
            if effect.state is EffectState.intended:
                self._find_out(effect)
            elif settled:
                action = self._action(effect)
                said = {"settled_by": effect.settled_by}
                self._vouch(effect, action, said, *self._with(action))

    def doubt(self, effect: Effect, note: str = "cut off, and the target is silent") -> DoubtError:
        """Note that nobody can tell, and return what to raise."""
        return DoubtError(self._note(effect, state=EffectState.in_doubt, note=note))

    def write(self, action: Action, kind: str = "action") -> Effect:
        """Make one write, or rehearse it in a dry run.

        Raises:
            DriftError: The target is not as expected; nothing was written.
            ToolError: The write did not come about.
            DoubtError: It failed, and nobody can tell how far it came.
        """
        point = "" if kind == "action" else "undo-"
        tool, target = self._with(action)
        found = self._looked(tool, target, action)
        reach(f"before-{point}intent")
        effect = self._effects.intend(self._lease, self._effect(action, kind, found))
        reach(f"after-{point}intent")
        if effect.state is not EffectState.intended:
            return effect
        if self._plan.mode is PlanMode.dry_run:
            return self._note(effect, state=EffectState.rehearsed)
        made = self._make(tool, target, action, effect)
        reach(f"after-{point}effect")
        return self._vouch(effect, action, made, tool, target)

    def _looked(self, tool: WriteTool, target: Target, action: Action) -> dict[str, str]:
        """Return the versions before the write, if they are as expected.

        In a dry run nothing was written by the actions before, so there is nothing to see.
        """
        if self._plan.mode is PlanMode.dry_run:
            return action.expected
        found = _asked(action.tool, lambda: tool.observe(target, action))
        if drifted(action.expected, found):
            raise DriftError(self._plan.run_id, action.index, action.expected, found)
        return found

    def _make(
        self, tool: WriteTool, target: Target, action: Action, effect: Effect
    ) -> dict[str, Any]:
        """Write once; a target that has the key already is left alone."""
        if self._probed(tool, target, effect.key) is Probed.applied:
            return {"found": True}
        try:
            return _asked(action.tool, lambda: tool.apply(target, action, effect.key), WriteError)
        except ToolError as error:
            answer = self._probed(tool, target, effect.key)
            if answer is Probed.applied:
                return {"found": True, "error": str(error)}
            if answer is Probed.absent:
                self._note(effect, state=EffectState.absent, note=str(error))
                raise
            raise self.doubt(effect, str(error)) from error

    def _find_out(self, effect: Effect) -> None:
        action = self._action(effect)
        tool, target = self._with(action)
        answer = (
            Probed.absent
            if self._plan.mode is PlanMode.dry_run
            else self._probed(tool, target, effect.key)
        )
        if answer is Probed.applied:
            self._vouch(effect, action, {"found": True}, tool, target)
        elif answer is Probed.absent:
            self._note(effect, state=EffectState.absent, note="cut off before it was written")
        else:
            raise self.doubt(effect)

    def _vouch(
        self,
        effect: Effect,
        action: Action,
        made: dict[str, Any],
        tool: WriteTool,
        target: Target,
    ) -> Effect:
        """Look at what was written, where it was written, and note it."""
        after: dict[str, str] = {}
        try:
            after = _asked(action.tool, lambda: tool.observe(target, action))
            problems = _asked(action.tool, lambda: tool.validate(target, action))
        except ToolError as error:
            problems = [f"it could not be looked at: {error}"]
        problems = [*problems, *_unlike(action.result, after)]
        bad = EffectState.failed if effect.kind == "undo" else EffectState.invalid
        point = "" if effect.kind == "action" else "undo-"
        reach(f"before-{point}result")
        noted = self._note(
            effect,
            state=bad if problems else EffectState.done,
            after=after,
            effect=made,
            problems=tuple(problems),
        )
        reach(f"after-{point}result")
        return noted

    def _note(self, noted: Effect, **changed: Any) -> Effect:
        noted = noted.model_copy(update={**changed, "ended_at": self._clock.now()})
        self._effects.record(self._lease, noted)
        return noted

    def _probed(self, tool: WriteTool, target: Target, key: str) -> Probed:
        try:
            return _asked(tool.descriptor.name, lambda: tool.probe(target, key))
        except ToolError:
            return Probed.unknown

    def _with(self, action: Action) -> tuple[WriteTool, Target]:
        target = target_of(self._organisation(), action.target, self._plan.mode)
        if self._plan.targets.get(action.target) != target.record_digest:
            raise ChangedSincePlannedError(self._plan.run_id, "target", action.target)
        return tool_of(self._tools, action.tool), target

    def _action(self, effect: Effect) -> Action:
        action = self._plan.actions[effect.index - 1]
        return action if effect.kind == "action" else action.inverse()

    def _effect(self, action: Action, kind: str, found: dict[str, str]) -> Effect:
        return Effect(
            key=Effect.key_of(self._plan.run_id, self._digest, action.index, kind),
            run_id=self._plan.run_id,
            plan=self._digest,
            index=action.index,
            kind="undo" if kind == "undo" else "action",
            tool=action.tool,
            target=action.target,
            began_at=self._clock.now(),
            before=found,
        )


def drifted(expected: Mapping[str, str], found: Mapping[str, str]) -> bool:
    """Tell whether a version is another than expected."""
    return any(found.get(name) != version for name, version in expected.items())


def _unlike(wanted: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """Return which versions a write left that it should not have."""
    return [
        f"{name} is {found[name]}, and the simulation said {version}"
        for name, version in wanted.items()
        if name in found and found[name] != version
    ]


def _asked(tool: str, ask: Callable[[], _T], wrong: type[ToolError] = ToolError) -> _T:
    """Ask a tool; whatever it raises becomes an error of this house."""
    try:
        return ask()
    except ToolError:
        raise
    except AssentError as error:
        raise wrong(tool, str(error)) from error
    except Exception as error:
        raise wrong(tool, f"{type(error).__name__}: {error}") from error
