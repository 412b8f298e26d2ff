"""The sections of a document that code writes: an examination, a plan, an execution."""

from assent.compiler.context import RunContext
from assent.compiler.examining import examination_of, examination_sections, rules_section
from assent.compiler.executing import execution_of, execution_section
from assent.compiler.planning import PLAN, draw, keep, plan_section
from assent.compiler.state import State
from assent.records import Draft, DraftSection, Record, Step, Template, TurnKind

__all__ = ["WRITTEN", "Added", "added", "with_sections"]

WRITTEN = (
    "request-as-read",
    "findings-of-the-examination",
    "tier-by-rule",
    "what-will-be-written",
    "what-was-written",
    "window-as-moved",
)
"""The ids of the sections that code writes: their figures are its own."""


class Added(Record):
    """What code adds to a document, and the artifacts that came of it, by name."""

    sections: tuple[DraftSection, ...] = ()
    artifacts: dict[str, str] = {}


def added(context: RunContext, state: State, step: Step, draft: Draft, template: Template) -> Added:
    """Return what code has to say in the document that a step just drafted."""
    if step.executes or step.turn is TurnKind.audit:
        return Added(sections=(execution_section(execution_of(context, state)),))
    if step.turn is TurnKind.plan:
        drawn = draw(context, state, draft, template)
        plan = keep(context, drawn.plan) if drawn.plan else ""
        return Added(sections=(plan_section(drawn),), artifacts={PLAN: plan})
    examination = examination_of(context, state)
    if examination and step.turn is TurnKind.intake:
        return Added(sections=tuple(examination_sections(examination)))
    if examination and step.turn is TurnKind.risk:
        return Added(sections=(rules_section(examination),))
    return Added()


def with_sections(draft: Draft, sections: tuple[DraftSection, ...]) -> Draft:
    """Return the draft with these sections at its end, in place of any of the same id."""
    own = {section.id for section in sections}
    kept = tuple(section for section in draft.sections if section.id not in own)
    return draft.model_copy(update={"sections": (*kept, *sections)})
