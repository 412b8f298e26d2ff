"""Advancing a run: from where LangGraph left it to the next gate, park or end.

The only module that calls a graph. A resume value is never anything but the digest of a
resolution that the ledger holds, or the word that a parked turn may try again.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command, Interrupt, StateSnapshot

from assent.compiler.budget import Purse
from assent.compiler.context import RunContext
from assent.compiler.graph import build
from assent.compiler.layout import lay
from assent.compiler.patience import Patience
from assent.compiler.progress import Progress
from assent.compiler.recalling import recorded
from assent.compiler.state import State, opening
from assent.crash import reach
from assent.errors import ProcedureChangedError, UndeclaredEndError
from assent.execution import Drawing, Kernel
from assent.ledger import Ledger
from assent.ledger.leases import Lease
from assent.llm.tracing import quiet
from assent.ports import Clock, Governor, Model, Tool, WriteTool
from assent.records import (
    Bindings,
    Budget,
    LaunchedRun,
    Organisation,
    PlanMode,
    Practice,
    RunStatus,
    Workflow,
)
from assent.runner.binding import bind_templates
from assent.runner.checkpoints import carry, config, forget_past, memory
from assent.runner.governing import Governing
from assent.runner.holding import held
from assent.runner.offering import offered
from assent.runner.resting import STOPPED, kept_nothing, resting
from assent.runner.snapshot import bindings_of, restore
from assent.runner.standing import unsigned

__all__ = ["Engine"]

Graph = CompiledStateGraph[State, Any, Any, Any]


@dataclass(frozen=True)
class Engine:
    """What it takes to advance runs; ``saver`` opens LangGraph's own store."""

    ledger: Ledger
    clock: Clock
    models: Callable[[str], Model]
    saver: Callable[[], AbstractAsyncContextManager[BaseCheckpointSaver[Any]]]
    tell: Callable[[Progress], None]
    patience: Patience
    organisation: Callable[[], Organisation]
    tools: Mapping[str, Tool] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    writes: Mapping[str, WriteTool] = field(default_factory=dict)
    on_beat: Callable[[], None] = lambda: None

    async def advance(self, run_id: str) -> None:
        """Advance a run as far as it goes without a person.

        Raises:
            RunBusyError: Another process holds the run.
            ProcedureChangedError: The snapshot makes another blueprint than at launch.
            UndeclaredEndError: The graph stopped where no end was declared.
            IntegrityError: What LangGraph kept was changed outside assent.
        """
        holding = held(self.ledger, run_id, self.on_beat)
        async with holding as lease, self._graph(run_id, lease) as (graph, ctx):
            settings = config(run_id, ctx.blueprint.supersteps)
            state = await resting(graph, settings, run_id)
            retried, answered = False, set[str]()
            while True:
                step = _next(state, ctx, self.organisation, answered, retry=not retried)
                if step is _NOTHING:
                    break
                retried = True
                _set(ctx, RunStatus.running)
                with quiet():
                    async for _ in graph.astream(
                        step, settings, durability="sync", stream_mode="updates"
                    ):
                        pass
                state = await resting(graph, settings, run_id)
            reach("before-forgetting")
            await forget_past(graph.checkpointer, run_id)  # type: ignore[arg-type]  # given below
            reach("after-forgetting")
            _settle(state, ctx)
            reach("after-rest")

    @asynccontextmanager
    async def _graph(self, run_id: str, lease: Lease) -> AsyncIterator[tuple[Graph, RunContext]]:
        """Yield the graph, and what its nodes work with.

        A run of which nothing was kept is built again in memory, where nobody can change it
        on the way; its place is kept once it rests.
        """
        context = self._context(self.ledger.runs.get(run_id), lease)
        settings = config(run_id, context.blueprint.supersteps)
        drafted = bool(self.ledger.documents.latest(run_id))
        async with self.saver() as saver:
            rebuilding = drafted and await kept_nothing(saver, settings)
            context = replace(context, rebuilding=rebuilding)
            place = memory() if rebuilding else saver
            yield build(context).compile(checkpointer=place), context
            if rebuilding:
                await carry(place, saver, settings)

    def _context(self, run: LaunchedRun, lease: Lease) -> RunContext:
        launched, workflow, snapshot = restore(self.ledger.content, run.snapshot)
        practice = bind_templates(launched, run.bindings)
        blueprint = lay(workflow)
        if blueprint.record_digest != run.blueprint:
            raise ProcedureChangedError(run.id, run.blueprint, blueprint.record_digest)
        bindings = bindings_of(snapshot)
        return RunContext(
            run=run,
            practice=practice,
            workflow=workflow,
            blueprint=blueprint,
            ledger=self.ledger,
            lease=lease,
            models=self.models,
            clock=self.clock,
            bindings=bindings,
            inputs=run.inputs,
            patience=self.patience,
            tell=self.tell,
            tools=offered(run, snapshot, self.tools, self.ledger.content),
            purse=Purse(self.ledger.budgets.allowed(run.id, self.budget)),
            governor=self._governor(run, launched, workflow, lease, bindings),
            signers=tuple(s.name for s in self.ledger.signatures.named(run.signatures)),
        )

    def _governor(
        self,
        run: LaunchedRun,
        launched: Practice,
        workflow: Workflow,
        lease: Lease,
        bindings: Bindings,
    ) -> Governor | None:
        """Return who governs writes, for a procedure that executes; others get none."""
        if not any(step.executes for step in workflow.steps):
            return None
        stated = run.inputs.get("mode")
        mode = PlanMode(self.ledger.content.text(stated).strip() if stated else PlanMode.dry_run)
        kernel = Kernel(
            self.ledger,
            lease,
            self.clock,
            self.writes,
            self.organisation,
            bindings,
            unsigned=lambda plan: unsigned(
                run, workflow, launched, plan, self.organisation(), self.ledger
            ),
        )
        planner = Drawing(self.writes, self.organisation)
        return Governing(self.organisation, self.writes, planner, kernel, self.ledger, mode)


_NOTHING = object()


def _next(
    state: StateSnapshot,
    context: RunContext,
    organisation: Callable[[], Organisation],
    answered: set[str],
    *,
    retry: bool,
) -> Any:
    """Return what to send into the graph: the opening, answers, None to go on, or nothing.

    Parked turns are tried again once per advance. With a gate open and undecided, only
    what is answered moves; the graph is never driven past an open gate. A step whose nodes
    have all finished is in ``tasks`` and not in ``next``, and is still to be taken. What was
    ``answered`` in this advance is not answered again, and a place that was driven from is
    not driven from again: a state that somebody touched could otherwise go round for ever.
    """
    if not state.values and not state.tasks:
        return opening(context.run.id, context.workflow.id)
    if state.interrupts:
        new = [i for i in state.interrupts if i.id not in answered]
        answers = {i.id: _answer(i, context, organisation, retry=retry) for i in new}
        given = {key: answer for key, answer in answers.items() if answer is not None}
        answered.update(given)
        return Command(resume=given) if given else _NOTHING
    place = str(state.config["configurable"].get("checkpoint_id"))
    if not state.tasks or place in answered:
        return _NOTHING
    answered.add(place)
    return None


def _answer(
    waiting: Interrupt,
    context: RunContext,
    organisation: Callable[[], Organisation],
    *,
    retry: bool,
) -> dict[str, Any] | None:
    """Return what an interrupt is answered with: a decision that holds now, or nothing yet."""
    if waiting.value.get("kind") in STOPPED:
        return {"retry": True} if retry else None
    gates, gate = context.ledger.gates, waiting.value["assent"]["gate"]
    resolution = gates.resolution(gate)
    if resolution is None:
        return None
    if context.rebuilding and recorded(context, resolution.record_digest):
        return {"decision": resolution.record_digest}
    resolution = gates.lapse(gate, organisation(), context.lease)
    return {"decision": resolution.record_digest} if resolution else None


def _settle(state: StateSnapshot, context: RunContext) -> None:
    """Record where the run stands now that the graph rests."""
    if state.interrupts:
        stopped = [i.value for i in state.interrupts if i.value.get("kind") in STOPPED]
        status = STOPPED[stopped[0]["kind"]] if stopped else RunStatus.waiting
        _set(context, status, "; ".join(value["why"] for value in stopped))
        return
    reached = context.ledger.runs.row(context.run.id).status
    if state.tasks or not reached.ended or state.values["run"]["status"] != reached.value:
        due = ", ".join(task.name for task in state.tasks)
        raise UndeclaredEndError(context.run.id, due or reached.value)


def _set(context: RunContext, status: RunStatus, note: str = "") -> None:
    row = context.ledger.runs.row(context.run.id)
    if not row.status.ended:
        context.ledger.runs.change(context.lease, status=status, note=note)
