"""A planner's table becomes a plan that code simulated, and the section that shows it."""

from dataclasses import dataclass

from assent.canonical import dumps
from assent.change import raised
from assent.compiler.context import EXECUTING, RunContext
from assent.compiler.examining import examination_of
from assent.compiler.state import State
from assent.errors import ProposalError, ToolError, UnknownTargetError, UnknownToolError
from assent.reading.document import parse
from assent.records import (
    Action,
    Draft,
    DraftSection,
    Examination,
    Plan,
    PlanMode,
    Template,
    TurnKind,
)

__all__ = ["PLAN", "Drawn", "assessed", "draw", "plan_of", "plan_section"]

PLAN = "plan"
"""The artifact that holds the plan's bytes."""

_SECTION = "what-will-be-written"
_LISTS = {
    "checkpoints": "checkpoints",
    "evidence": "evidence",
    "acceptance_criteria": "acceptance-criteria",
}


@dataclass(frozen=True)
class Drawn:
    """A plan, or the reason why there is none."""

    plan: Plan | None
    problem: str = ""


def draw(context: RunContext, state: State, draft: Draft, template: Template) -> Drawn:
    """Return the plan that a drafted document proposes, simulated action by action."""
    examination = examination_of(context, state)
    governor = context.governor
    if examination is None or examination.window is None:
        return Drawn(None, "The request has no window that was examined.")
    if governor is None:
        return Drawn(None, "There is no governed target: nothing will be written.")
    tier, level = assessed(context, state, examination)
    mode = PlanMode(_input(context, "mode") or PlanMode.dry_run.value)
    lists = {fact: _points(draft, section) for fact, section in _LISTS.items()}
    try:
        proposals = governor.propose(_rows(draft, template))
        plan = governor.draw(
            proposals,
            mode,
            run_id=context.run.id,
            change=examination.request.id or context.run.id,
            window=(examination.window.start, examination.window.end),
            tier=tier,
            governance_level=level,
            back_out=_text(draft, "back-out"),
            **lists,
        )
    except (ProposalError, ToolError, UnknownTargetError, UnknownToolError) as error:
        return Drawn(None, f"The plan cannot be made: {error}")
    return Drawn(plan)


def assessed(context: RunContext, state: State, examination: Examination) -> tuple[str, str]:
    """Return tier and governance level: as assessed, and never lower than the rules say."""
    proposed, level = "high", ""
    for step in context.workflow.steps:
        ref = state["documents"].get(step.output or "")
        if step.turn is TurnKind.risk and ref:
            row = _first_row(parse(context.text(ref["digest"])), "assessment")
            proposed = "low" if row.get("tier", "").strip().lower() == "low" else "high"
            level = row.get("level", "").strip()
    return raised("low" if proposed == "low" else "high", examination.remarks)[0], level


def _first_row(draft: Draft, section: str) -> dict[str, str]:
    tables = [s.table for s in draft.sections if s.table and s.table.rows]
    for table in tables:
        names = [column.strip().lower() for column in table.columns]
        if {"tier", "level"} <= set(names):
            return dict(zip(names, table.rows[0], strict=False))
    return {}


def _rows(draft: Draft, template: Template) -> list[dict[str, str]]:
    """Return the rows of the plan's table of actions, by column name."""
    for section in template.sections:
        drafted = draft.section(section.id)
        if section.table and section.table.name == "actions" and drafted and drafted.table:
            names = [column.name for column in section.table.columns]
            return [dict(zip(names, row, strict=False)) for row in drafted.table.rows]
    return []


def _points(draft: Draft, section: str) -> tuple[str, ...]:
    lines = _text(draft, section).split("\n")
    return tuple(line.lstrip("-* ").strip() for line in lines if line.lstrip("-* ").strip())


def _text(draft: Draft, section: str) -> str:
    found = draft.section(section)
    return found.text.strip() if found else ""


def _input(context: RunContext, name: str) -> str:
    digest = context.run.inputs.get(name)
    return context.text(digest).strip() if digest else ""


def plan_of(context: RunContext, state: State) -> Plan | None:
    """Return the plan that the latest plan document carries, or None."""
    digest = state["run"]["artifacts"].get(PLAN)
    return Plan.model_validate_json(context.ledger.content.get(digest)) if digest else None


def keep(context: RunContext, plan: Plan) -> str:
    """Store the plan's canonical bytes and return their digest."""
    return context.ledger.content.put(dumps(plan.plain()))


def plan_section(drawn: Drawn) -> DraftSection:
    """Return the section of a plan that code writes: each write with its difference."""
    if drawn.plan is None:
        return DraftSection(id=_SECTION, title="What will be written", markdown=drawn.problem)
    plan = drawn.plan
    start, end = plan.window
    lines = [
        f"Plan {plan.record_digest}.",
        f"Mode {plan.mode.value}, tier {plan.tier}, governance level {plan.governance_level}.",
        f"Between {start:%Y-%m-%d %H:%M} and {end:%Y-%m-%d %H:%M} UTC.",
    ]
    if plan.governance_level != EXECUTING:
        lines.append(f"Only level {EXECUTING} may execute: this plan will be refused.")
    writes = [_written(action) for action in plan.actions]
    return DraftSection(
        id=_SECTION,
        title="What will be written",
        markdown="\n\n".join(["\n".join(lines), *(writes or ["Nothing will be written."])]),
    )


def _written(action: Action) -> str:
    expected = ", ".join(f"{name} {version}" for name, version in action.expected.items())
    undo = "irreversible" if action.undo is None else "undone by one write"
    return "\n".join(
        [
            f"#### Action {action.index}: {action.tool} on {action.target}",
            "",
            f"Expects {expected or 'nothing'}; {undo}.",
            "",
            "```diff",
            *action.diff.rstrip("\n").split("\n"),
            "```",
        ]
    )
