"""The kernel: the approved plan's actions, one after the other, journal first.

Each call goes on from what the journal says, so a call after a crash is like the first:
settle what was under way, then write what is due, or go back. Promised is "at most once,
or in doubt and stopped".
"""

from collections.abc import Callable, Mapping, Sequence

from pydantic import ValidationError

from assent.canonical import dumps
from assent.crash import reach
from assent.errors import (
    AssentError,
    CallError,
    ChangedSincePlannedError,
    ClockSetBackError,
    DriftError,
    ExecutionRefusedError,
    IntegrityError,
    NotApprovedError,
    PlanUsedError,
    StoppedError,
    ToolError,
)
from assent.execution.guards import Scene, check
from assent.execution.planning import simulated, tool_of
from assent.execution.targets import target_of
from assent.execution.timing import zone_of
from assent.execution.writing import DoubtError, Writing
from assent.ledger import Ledger
from assent.ledger.leases import Lease
from assent.ports import Clock, WriteTool
from assent.records import (
    Action,
    Bindings,
    Effect,
    EffectState,
    Execution,
    ExecutionOutcome,
    OpenGate,
    Organisation,
    Plan,
    PlanMode,
)

__all__ = ["Kernel"]


class Kernel:
    """Executes plans of one run, for whoever holds its lease. The ``ports.Executor``."""

    def __init__(
        self,
        ledger: Ledger,
        lease: Lease,
        clock: Clock,
        tools: Mapping[str, WriteTool],
        organisation: Callable[[], Organisation],
        bindings: Bindings,
        *,
        unsigned: Callable[[Plan], tuple[str, str] | None],
    ) -> None:
        """Take what an execution needs.

        Args:
            ledger: Where approvals are read and effects are noted.
            lease: The right to write in the run.
            clock: Says whether the change window is open.
            tools: The writing tools by name.
            organisation: Reads practice.yaml, each time it is called.
            bindings: What every decision of the run is bound to, from its snapshot.
            unsigned: Says why no signature holds under the run's procedure with the tools of
                a plan, and what was changed, each time it is called; None while one holds.
        """
        self._ledger, self._lease, self._clock = ledger, lease, clock
        self._tools, self._organisation = tools, organisation
        self._bindings, self._unsigned = bindings, unsigned
        self._effects = ledger.effects

    def execute(self, plan_digest: str, gate: str) -> Execution:
        """Execute the plan that the gate approved, as far as it goes; safe to call again.

        A plan that was executed, is in doubt, or is an incident comes back as it is. A
        refusal before anything was written leaves the plan as it is, to be tried again.

        Raises:
            PlanUsedError: It was executed on another approval.
            UnknownGateError: There is no such gate.
            LeaseLostError: The run is not held any more.
            IntegrityError: Stored bytes are not what their digest says.
        """
        known = self._effects.execution(plan_digest)
        if known and (known.gate, known.run_id) != (gate, self._lease.run_id):
            raise PlanUsedError(self._lease.run_id, plan_digest, known.gate)
        if known and known.outcome not in _GOING_ON:
            return known
        opened = self._ledger.gates.get(gate)
        try:
            plan = self._plan(plan_digest, opened)
            if known is None:
                self._open(plan, plan_digest, opened)
        except _FAILURES as refusal:
            return self._refused(plan_digest, opened, refusal)
        return self._go_on(plan, plan_digest, opened)

    # ---- before ------------------------------------------------------------------------

    def _plan(self, digest: str, gate: OpenGate) -> Plan:
        """Return the plan that the gate is bound to, from the bytes of its digest."""
        if gate.bound.plan != digest:
            raise NotApprovedError(self._lease.run_id, gate.id, "does not approve this plan")
        body = self._ledger.content.get(digest)
        try:
            plan = Plan.model_validate_json(body)
        except ValidationError as error:
            why = "is bound to something that is no plan"
            raise NotApprovedError(self._lease.run_id, gate.id, why) from error
        numbered = [action.index for action in plan.actions] == [*range(1, len(plan.actions) + 1)]
        if dumps(plan.plain()) != body or not numbered:
            why = "is bound to a plan that is not in its one byte form"
            raise NotApprovedError(self._lease.run_id, gate.id, why)
        return plan

    def _open(self, plan: Plan, digest: str, gate: OpenGate) -> None:
        check(self._scene(plan, digest, gate))
        self._rehearse(plan)
        reach("before-start")
        self._effects.start(
            self._lease,
            Execution(
                run_id=plan.run_id,
                plan=digest,
                gate=gate.id,
                mode=plan.mode,
                outcome=ExecutionOutcome.running,
                started_at=self._clock.now(),
            ),
        )
        reach("after-start")

    def _rehearse(self, plan: Plan) -> None:
        """Simulate the whole plan again: the targets must be as planned, and so must the undo.

        This is also why an undo or a before and after that somebody wrote into the plan by
        hand never comes to be: only what code finds out is executed.
        """
        organisation = self._organisation()
        for place, action in enumerate(plan.actions):
            tool = tool_of(self._tools, action.tool)
            target = target_of(organisation, action.target, plan.mode)
            found = simulated(tool, target, action.arguments, plan.actions[:place])
            if found.expected != action.expected:
                raise DriftError(plan.run_id, action.index, action.expected, found.expected)
            again = Action(
                index=action.index,
                tool=action.tool,
                target=action.target,
                arguments=action.arguments,
                stated=action.stated,
                **found.plain(),
            )
            if again != action:
                what = "simulated effect of action"
                raise ChangedSincePlannedError(plan.run_id, what, str(action.index))

    def _scene(self, plan: Plan, digest: str, gate: OpenGate) -> Scene:
        gates, run_id = self._ledger.gates, self._lease.run_id
        known, latest = self._effects.execution(digest), self._effects.latest()
        subject = self._ledger.documents.latest(run_id).get(gate.subject)
        organisation = self._organisation()
        times = [known.started_at, *(e.began_at for e in known.effects)] if known else []
        return Scene(
            run_id=run_id,
            status=self._ledger.runs.row(run_id).status,
            plan=plan,
            digest=digest,
            gate=gate,
            state=gates.state(gate.id),
            resolution=gates.resolution(gate.id),
            decisions=gates.decisions(gate.id),
            later=_after(gate, gates.for_run(run_id)),
            subject=subject.digest if subject else None,
            organisation=organisation,
            tools=self._tools,
            bindings=self._bindings,
            workflow=self._ledger.runs.get(run_id).workflow,
            unsigned=self._unsigned(plan),
            stop=self._effects.stopped(),
            latest=max([*times, latest] if latest else times, default=None),
            now=self._clock.now(),
            zone=zone_of(organisation),
            moves=self._ledger.moves.count(run_id),
            others=self._ledger.changes.others(run_id, plan.mode),
            approved_by=self._ledger.changes.approved(run_id, digest),
        )

    def _refused(self, digest: str, gate: OpenGate, refusal: AssentError) -> Execution:
        """Log a refusal or a halt; the plan stays as it is."""
        known = self._effects.execution(digest)
        stopped = known is not None or isinstance(refusal, StoppedError)
        mode = gate.bound.environment
        told = Execution(
            run_id=self._lease.run_id,
            plan=digest,
            gate=gate.id,
            mode=PlanMode(mode) if mode in set(PlanMode) else PlanMode.dry_run,
            outcome=ExecutionOutcome.stopped if stopped else ExecutionOutcome.refused,
            reason=str(refusal),
            refusal=type(refusal).__name__,
            started_at=known.started_at if known else self._clock.now(),
            effects=known.effects if known else (),
        )
        self._effects.refuse(self._lease, told)
        return told

    # ---- forwards ----------------------------------------------------------------------

    def _go_on(self, plan: Plan, digest: str, gate: OpenGate) -> Execution:
        """Settle what was under way, then write what is due or go back."""
        writing = Writing(
            self._effects, self._lease, self._clock, plan, digest, self._tools, self._organisation
        )
        known = self._known(digest)
        try:
            writing.settle(known.effects)
        except DoubtError as doubt:
            return self._turn(digest, ExecutionOutcome.in_doubt, doubt.reason, "")
        except _FAILURES as failure:
            return self._refused(digest, gate, failure)
        if known.outcome is ExecutionOutcome.undoing:
            return self._back(plan, digest, gate, writing)
        return self._forth(plan, digest, gate, writing)

    def _forth(self, plan: Plan, digest: str, gate: OpenGate, writing: Writing) -> Execution:
        try:
            for action in plan.actions:
                self._forwards(action, plan, digest, gate, writing)
        except _HALTS as halt:
            return self._refused(digest, gate, halt)
        except DoubtError as doubt:
            return self._turn(digest, ExecutionOutcome.in_doubt, doubt.reason, "")
        except _FAILURES as failure:
            reach("before-back-out")
            why = type(failure).__name__
            self._turn(digest, ExecutionOutcome.undoing, str(failure), why)
            reach("after-back-out")
            return self._back(plan, digest, gate, writing)
        return self._end(digest, ExecutionOutcome.done)

    def _forwards(
        self, action: Action, plan: Plan, digest: str, gate: OpenGate, writing: Writing
    ) -> None:
        """Make one write, unless the journal has it."""
        noted = writing.noted(action.index)
        if noted and noted.state is EffectState.invalid:
            raise _invalid(action, noted)
        if noted and noted.state in {EffectState.done, EffectState.rehearsed}:
            return
        check(self._scene(plan, digest, gate))
        made = writing.write(action)
        if made.state is EffectState.invalid:
            raise _invalid(action, made)

    # ---- backwards ---------------------------------------------------------------------

    def _back(self, plan: Plan, digest: str, gate: OpenGate, writing: Writing) -> Execution:
        """Undo what is written, the last first; what cannot be undone is an incident.

        Going back needs no open window and no approval that still holds: the inverse was
        approved with the plan, and half a change is worse than none.
        """
        try:
            for action in reversed(plan.actions):
                failed = self._undo(action, writing)
                if failed:
                    told = f"{self._known(digest).reason} {failed}".strip()
                    return self._turn(digest, ExecutionOutcome.incident, told, "")
        except StoppedError as halt:
            return self._refused(digest, gate, halt)
        except DoubtError as doubt:
            return self._turn(digest, ExecutionOutcome.in_doubt, doubt.reason, "")
        return self._end(digest, ExecutionOutcome.undone)

    def _undo(self, action: Action, writing: Writing) -> str:
        """Undo one action if it is written; return why that failed, or nothing."""
        made = writing.noted(action.index)
        if made and made.state is EffectState.intended:
            raise writing.doubt(made)
        if made is None or not made.state.written:
            return ""
        if action.irreversible:
            return f"Action {action.index} cannot be undone."
        noted = writing.noted(action.index, "undo")
        if noted is None or noted.state in {EffectState.absent, EffectState.intended}:
            self._running()
            try:
                noted = writing.write(action.inverse(), "undo")
            except _FAILURES as error:
                return f"The undo of action {action.index} failed: {error}"
        if noted.state is EffectState.done:
            return ""
        return f"The undo of action {action.index} did not hold: {'; '.join(noted.problems)}"

    def _running(self) -> None:
        stop = self._effects.stopped()
        if stop:
            raise StoppedError(self._lease.run_id, stop.person, stop.at, stop.reason)

    # ---- ends --------------------------------------------------------------------------

    def _end(self, digest: str, outcome: ExecutionOutcome) -> Execution:
        reach("before-end")
        self._turn(digest, outcome, "", "")
        reach("after-end")
        return self._known(digest)

    def _turn(self, digest: str, outcome: ExecutionOutcome, reason: str, refusal: str) -> Execution:
        self._effects.turn(self._lease, digest, outcome, reason, refusal)
        return self._known(digest)

    def _known(self, digest: str) -> Execution:
        known = self._effects.execution(digest)
        if known is None:
            raise IntegrityError(f"plan {digest} was started, and its execution is gone.")
        return known


_FAILURES = (ExecutionRefusedError, ToolError, CallError)
_HALTS = (StoppedError, ClockSetBackError)
_GOING_ON = {ExecutionOutcome.running, ExecutionOutcome.undoing}


def _after(gate: OpenGate, gates: Sequence[OpenGate]) -> list[OpenGate]:
    """Return the gates of the same declaration that were opened after this one."""
    same = [one for one in gates if one.gate.id == gate.gate.id]
    return same[[one.id for one in same].index(gate.id) + 1 :] if gate in same else []


def _invalid(action: Action, effect: Effect) -> ToolError:
    why = f"action {action.index} did not pass its validation: {'; '.join(effect.problems)}"
    return ToolError(action.tool, why)
