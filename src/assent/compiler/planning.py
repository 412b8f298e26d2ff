"""A planner's table becomes a plan that code simulated, and the section that shows it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assent.canonical import dumps
from assent.change import raised
from assent.compiler.context import EXECUTING, RunContext
from assent.compiler.examining import examination_of, level_of
from assent.compiler.state import State
from assent.errors import (
    NotCanonicalError,
    ProposalError,
    ToolError,
    UnknownTargetError,
    UnknownToolError,
)
from assent.ports import Governor
from assent.reading.document import parse
from assent.records import (
    Action,
    ConfigurationItem,
    Draft,
    DraftSection,
    Examination,
    Organisation,
    Plan,
    PlanMode,
    Template,
    TurnKind,
)

__all__ = ["PLAN", "Drawn", "assessed", "draw", "plan_of", "plan_section"]

PLAN = "plan"
"""The artifact that holds the plan's bytes."""

_SECTION = "what-will-be-written"
_LADDER = ("A0", "A1", "A2", "A3")
_LISTS = {
    "checkpoints": "checkpoints",
    "evidence": "evidence",
    "acceptance_criteria": "acceptance-criteria",
}


@dataclass(frozen=True)
class Drawn:
    """A plan with what makes its tier high, or the reason why there is none."""

    plan: Plan | None
    problem: str = ""
    raised: tuple[str, ...] = ()
    governed: bool = True


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
        rows = _rows(draft, template)
        plan = governor.draw(
            governor.propose(rows),
            mode,
            run_id=context.run.id,
            change=examination.request.id or context.run.id,
            window=(examination.window.start, examination.window.end),
            tier=tier,
            governance_level=level,
            back_out=_text(draft, "back-out"),
            restore_point=_restore_point(examination),
            items=_items(rows, examination),
            kind=examination.request.kind,
            moves=context.ledger.moves.count(context.run.id),
            **lists,
        )
        critical = _records(rows, examination, governor)
        reasons = (*critical, *_grave(plan, rows, context.practice.organisation))
        plan = plan.model_copy(update={"tier": "high"}) if reasons else plan
        dumps(plan.plain())
    except _UNMADE as error:
        return Drawn(None, f"The plan cannot be made: {error}")
    return Drawn(plan, raised=reasons, governed=bool(examination.target))


_UNMADE = (NotCanonicalError, ProposalError, ToolError, UnknownTargetError, UnknownToolError)


def _items(rows: list[dict[str, str]], examination: Examination) -> tuple[ConfigurationItem, ...]:
    """Return what the plan writes to by its rows, and what the request is about."""
    named = [
        ConfigurationItem(
            target=row.get("target", "").strip("` ") or examination.target,
            record=row.get("record", "").strip("` "),
        )
        for row in rows
    ]
    return tuple(dict.fromkeys([examination.item, *named]))


def _records(
    rows: list[dict[str, str]], examination: Examination, governor: Governor
) -> tuple[str, ...]:
    """Return why the tier is high for records that only the plan names."""
    named = dict.fromkeys(row.get("record", "").strip() for row in rows)
    others = [record for record in named if record != examination.request.record]
    return tuple(
        f"The record '{record}' is critical."
        for record in others
        if governor.look_up(record).critical
    )


def _grave(plan: Plan, rows: list[dict[str, str]], organisation: Organisation) -> Iterator[str]:
    """Yield why the tier is high for what the actions do, and the rows they come from say."""
    rules = (organisation.extra.get("change") or {}).get("critical") or ()
    signs = {rule["pointer"] for rule in rules}
    for action, row in zip(plan.actions, rows, strict=True):
        if action.irreversible:
            yield f"Action {action.index} is irreversible."
        touched = next((sign for sign in signs if _touches(action.arguments, row, sign)), "")
        if touched:
            yield f"Action {action.index} writes '{touched}', by which a record is critical."


def _touches(arguments: dict[str, Any], row: dict[str, str], sign: str) -> bool:
    """Tell whether a write reaches a place: at it, above it or below it, or as a column."""
    pointer = str(arguments.get("pointer") or row.get("pointer", "")).strip("` ")
    above = sign.startswith(f"{pointer}/") or sign == pointer
    columns = arguments.get("changes")
    named = isinstance(columns, dict) and sign.rpartition("/")[2] in columns
    return (bool(pointer) and (above or pointer.startswith(f"{sign}/"))) or named


def _restore_point(examination: Examination) -> str:
    """Return where the state before can be had back, as the request says."""
    other = examination.request.other.items()
    named = {name.lower().replace("_", " ").replace("-", " "): value for name, value in other}
    return named.get("restore point", "")


def assessed(context: RunContext, state: State, examination: Examination) -> tuple[str, str]:
    """Return tier and governance level as assessed, with no less caution than the rules say."""
    proposed, level = "high", ""
    for step in context.workflow.steps:
        ref = state["documents"].get(step.output or "")
        if step.turn is TurnKind.risk and ref:
            row = _first_row(parse(context.text(ref["digest"])), "assessment")
            proposed = "low" if row.get("tier", "").strip().lower() == "low" else "high"
            level = row.get("level", "").strip()
    tier = raised("low" if proposed == "low" else "high", examination.remarks)[0]
    return tier, _capped(level, context.practice.organisation)


def _capped(level: str, organisation: Organisation) -> str:
    """Return the level, or the practice's own where that goes less far."""
    ladder, most = tuple(organisation.levels) or _LADDER, level_of(organisation)
    if level not in ladder or most not in ladder:
        return level if most in ladder else most
    return ladder[min(ladder.index(level), ladder.index(most))]


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
    nothing = "Nothing will be written: the plan has no action."
    if not drawn.governed:
        nothing = "No governed target: nothing will be written; people carry the plan out."
    lines = [
        f"Plan {plan.record_digest}.",
        f"Mode {plan.mode.value}, tier {plan.tier}, governance level {plan.governance_level}.",
        f"Between {start:%Y-%m-%d %H:%M} and {end:%Y-%m-%d %H:%M} UTC.",
    ]
    if drawn.raised:
        lines.append(f"The tier is high: {' '.join(drawn.raised)}")
    if plan.governance_level != EXECUTING:
        lines.append(f"Only level {EXECUTING} may execute: this plan will be refused.")
    writes = [_written(action) for action in plan.actions]
    return DraftSection(
        id=_SECTION,
        title="What will be written",
        markdown="\n\n".join(["\n".join(lines), *(writes or [nothing])]),
    )


def _written(action: Action) -> str:
    expected = ", ".join(f"{name} {version}" for name, version in action.expected.items())
    undo = "irreversible" if action.undo is None else "undone by one write"
    return "\n".join(
        [
            f"#### Action {action.index}: {action.tool} on {action.target}",
            "",
            f"Expects {expected or 'nothing'}; {undo}.",
            *([f"Then {_statement(action.stated)}, or all is undone."] if action.stated else []),
            "",
            "```diff",
            *action.diff.rstrip("\n").split("\n"),
            "```",
        ]
    )


def _statement(stated: dict[str, Any]) -> str:
    """Return what must hold after a write, in the words of the plan's table."""
    if "value" not in stated:
        return f"{stated['pointer']} is absent"
    return f"{stated['pointer']} is {json.dumps(stated['value'], ensure_ascii=False)}"
