"""The body that hands an approved plan to the executor, and the story of what it did.

No model is asked anything here: the plan's digest and the gate's reference are all that
leaves the graph, and the executor trusts neither before the ledger vouches for them.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

from langgraph.types import Command, interrupt

from assent.canonical import dumps
from assent.compiler.blueprint import Node, NodeKind
from assent.compiler.context import RunContext
from assent.compiler.planning import PLAN, plan_of
from assent.compiler.state import Body, State
from assent.errors import IrreversibleError, LevelNotAllowedError
from assent.records import (
    DraftSection,
    DraftTable,
    Effect,
    Execution,
    ExecutionOutcome,
    PlanMode,
)

__all__ = [
    "EXECUTION",
    "account_text",
    "executing",
    "execution_of",
    "execution_section",
    "execution_text",
]

EXECUTION = "execution.record"
"""The artifact that holds what became of the plan."""

_LATER = {
    ExecutionOutcome.stopped,
    ExecutionOutcome.in_doubt,
    ExecutionOutcome.incident,
}
_FINAL_REFUSALS = {error.__name__ for error in (IrreversibleError, LevelNotAllowedError)}
"""Refusals that nothing can lift any more in this run: they are its finding."""


def executing(context: RunContext, node: Node) -> Body:
    """Return the body of an execution.

    What may still become possible (a stop lifted, a window opened, a doubt resolved, a
    procedure signed again) parks the run; what can never be is told in the telemetry, and
    nothing was written. A window that was moved since the approval leads back, to another
    plan and another decision.
    """
    ways = {b.outcome: b.targets for b in context.blueprint.branches if b.source == node.id}

    async def body(state: State) -> Command[Any]:
        if _moved(context, state):
            return Command(goto=list(ways["rescheduled"]))
        execution = await _executed(context, state)
        if execution is not None and _waits(execution):
            why = f"{execution.outcome.value}: {execution.reason}"
            context.report("parked", node.step, detail=why)
            kind = "in-doubt" if execution.outcome in _DOUBTFUL else "parked"
            while True:  # answers to earlier parks come back at once; the next one stops
                interrupt({"kind": kind, "node": node.id, "why": why})
        update = _kept(context, node, execution)
        return Command(update=update, goto=list(ways["proceed"]))

    return body


def _moved(context: RunContext, state: State) -> bool:
    """Tell whether the window was moved after this plan was drawn."""
    plan = plan_of(context, state)
    return plan is not None and plan.moves != context.ledger.moves.count(context.run.id)


_DOUBTFUL = {ExecutionOutcome.in_doubt, ExecutionOutcome.incident}


async def _executed(context: RunContext, state: State) -> Execution | None:
    plan = state["run"]["artifacts"].get(PLAN)
    if context.governor is None or not plan:
        return None
    gate = _approved_gate(context, plan)
    return await asyncio.to_thread(context.governor.execute, plan, gate)


def _approved_gate(context: RunContext, plan: str) -> str:
    """Return the latest gate of this run that was opened over the plan."""
    gates = [g for g in context.ledger.gates.for_run(context.run.id) if g.bound.plan == plan]
    return gates[-1].id if gates else ""


def _waits(execution: Execution) -> bool:
    if execution.outcome is ExecutionOutcome.refused:
        return execution.refusal not in _FINAL_REFUSALS
    return execution.outcome in _LATER


def _kept(context: RunContext, node: Node, execution: Execution | None) -> dict[str, Any]:
    if execution is None:
        return {}
    digest = context.ledger.content.put(dumps(execution.plain()))
    trace = [
        {"kind": "write-back", "action": effect.index, "state": effect.state.value}
        for effect in execution.effects
    ]
    artifacts = {EXECUTION: digest}
    context.ledger.runs.change(context.lease, artifacts=artifacts)
    return {
        "contributions": {node.id: {"1": digest}},
        "run": {"artifacts": artifacts, "trace": trace},
    }


def execution_of(context: RunContext, state: State) -> Execution | None:
    """Return what became of the run's plan, or None when nothing was executed."""
    for node in context.blueprint.nodes:
        digest = state["contributions"].get(node.id, {}).get("1")
        if node.kind is NodeKind.execute and digest:
            return Execution.model_validate_json(context.ledger.content.get(digest))
    return None


def account_text(context: RunContext, state: State) -> str:
    """Return what is known to those who tell of a run: its writes, approvals and artifacts."""
    artifacts = [
        f"- Artifact {name}: {digest}"
        for name, digest in sorted(state["run"]["artifacts"].items())
        if digest and not name.startswith("packet.")
    ]
    return "\n".join(
        [
            execution_text(execution_of(context, state)),
            "## Approvals",
            "",
            *(f"- {line}" for line in _decisions(context)),
            "",
            "## Artifacts",
            "",
            *artifacts,
            "",
        ]
    )


def _decisions(context: RunContext) -> Iterator[str]:
    """Yield what each person decided, how they were identified, and what it was about."""
    voided = context.ledger.moves.voided(context.run.id)
    for gate in context.ledger.gates.for_run(context.run.id):
        void = "; void, since the window was moved" if gate.id in voided else ""
        for said in context.ledger.gates.decisions(gate.id):
            confirmed = f", confirmed {', '.join(said.confirmed)}" if said.confirmed else ""
            seat = gate.seat(said.seat)
            role = context.title_of(seat.role if seat else said.seat)
            yield (
                f"{gate.gate.id} decided: {said.decision.value} by {said.approver_name} "
                f"({said.approver_identity}) as {role}, identity "
                f"{said.identity_assurance}, at {said.decided_at:%Y-%m-%d %H:%M:%S} UTC"
                f"{confirmed}, over {gate.subject} {said.subject_digest}{void}"
            )


def execution_text(execution: Execution | None) -> str:
    """Return what was executed as a brief for those who tell of it."""
    if execution is None:
        return "# Execution\n\nNothing was executed and nothing was written.\n"
    lines = [
        "# Execution",
        "",
        f"- {_outcome(execution)}",
        f"- Plan: {execution.plan}",
        f"- Mode: {execution.mode.value}",
        *(f"- {' | '.join(_row(effect))}" for effect in execution.effects),
    ]
    return "\n".join(lines) + "\n"


def execution_section(execution: Execution | None) -> DraftSection:
    """Return the section of the telemetry that code writes: one row per write and undo."""
    title = "What was written"
    if execution is None or not execution.effects:
        outcome = f" {_outcome(execution)}" if execution else ""
        return DraftSection(
            id="what-was-written", title=title, markdown=f"Nothing was written.{outcome}".strip()
        )
    rows = tuple(_row(effect) for effect in execution.effects)
    columns = ("Action", "Kind", "Target", "State", "From", "To", "Before", "After", "Problems")
    return DraftSection(
        id="what-was-written",
        title=title,
        markdown=_outcome(execution),
        table=DraftTable(columns=columns, rows=rows),
    )


def _outcome(execution: Execution) -> str:
    """Return how it ended in a sentence; a refusal is a finding of the run."""
    if execution.outcome is ExecutionOutcome.done and not execution.effects:
        return "Outcome: the plan has no action. What people carried out is not shown here."
    parts = [f"Outcome: {execution.outcome.value}."]
    if execution.mode is PlanMode.dry_run:
        parts.append("A dry run: nothing was written.")
    if execution.outcome is ExecutionOutcome.refused:
        parts.append("Finding:")
    return " ".join([*parts, execution.reason]).rstrip()


def _row(effect: Effect) -> tuple[str, ...]:
    ended = f"{effect.ended_at:%Y-%m-%d %H:%M:%S} UTC" if effect.ended_at else "not ended"
    return (
        str(effect.index),
        effect.kind,
        f"{effect.tool} on {effect.target}",
        effect.state.value,
        f"{effect.began_at:%Y-%m-%d %H:%M:%S} UTC",
        ended,
        _versions(effect.before),
        _versions(effect.after),
        "; ".join(effect.problems) or "none",
    )


def _versions(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())
