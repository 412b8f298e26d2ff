"""Generic roles of a procedure are bound to roles of the practice at launch."""

from collections.abc import Mapping

from assent.errors import CallError, UnboundRoleError, UnknownRoleError
from assent.records import (
    Column,
    Gate,
    Mode,
    Practice,
    Section,
    Step,
    Template,
    Workflow,
    numbered,
    section_id,
)

__all__ = ["bind", "bind_templates"]


def bind(
    workflow: Workflow, roles: Mapping[str, str], practice: Practice
) -> tuple[Workflow, dict[str, str]]:
    """Return the workflow with every generic role replaced, and the bindings that were used.

    Raises:
        UnboundRoleError: A generic role has no binding.
        UnknownRoleError: A role of the workflow or of a binding is not in the practice.
        CallError: A binding names a role that the procedure does not speak of.
    """
    spoken = _spoken(workflow)
    strange = sorted(set(roles) - spoken)
    if strange:
        raise CallError(
            f"{workflow.id!r} has no role {strange[0]!r} to bind; it speaks of: "
            f"{', '.join(sorted(spoken))}. See: assent graph {workflow.id}"
        )
    used = {
        role: _bound(role, roles, practice) for role in sorted(spoken) if role not in practice.roles
    }
    for role in sorted({*used.values(), *(spoken & set(practice.roles))}):
        if role not in practice.roles:
            raise UnknownRoleError(role, sorted(practice.roles))
    steps = tuple(_ruled(_replaced(step, used), practice) for step in workflow.steps)
    return workflow.model_copy(update={"steps": steps}), used


def _ruled(step: Step, practice: Practice) -> Step:
    """Name who rules an unresolved negotiation: as stated, or whom the first agent escalates to."""
    if step.collaboration is not Mode.negotiation or step.decider:
        return step
    return step.model_copy(update={"decider": practice.roles[step.agents[0]].escalates_to})


def _spoken(workflow: Workflow) -> set[str]:
    agents = {role for step in workflow.steps for role in step.agents}
    seats = {seat.role for gate in workflow.gates for seat in gate.seats}
    leaders = {r for s in workflow.steps for r in (s.facilitator, s.decider) if r}
    return agents | seats | leaders


def _bound(role: str, roles: Mapping[str, str], practice: Practice) -> str:
    candidates = practice.organisation.generic.get(role)
    if role in roles:
        if candidates and roles[role] not in candidates:
            raise UnknownRoleError(roles[role], candidates)
        return roles[role]
    if candidates and len(candidates) == 1:
        return candidates[0]
    if candidates is None:
        raise UnknownRoleError(role, sorted(practice.roles))
    raise UnboundRoleError(role, candidates)


def _replaced(step: Step, used: Mapping[str, str]) -> Step:
    def real(role: str | None) -> str | None:
        return used.get(role, role) if role else None

    return step.model_copy(
        update={
            "agents": tuple(dict.fromkeys(used.get(role, role) for role in step.agents)),
            "parts": {used.get(role, role): text for role, text in step.parts.items()},
            "facilitator": real(step.facilitator),
            "decider": real(step.decider),
            "gate": _seated(step.gate, used) if step.gate else None,
        }
    )


def _seated(gate: Gate, used: Mapping[str, str]) -> Gate:
    seats = tuple(s.model_copy(update={"role": used.get(s.role, s.role)}) for s in gate.seats)
    return gate.model_copy(update={"seats": numbered(seats)})


def bind_templates(practice: Practice, used: Mapping[str, str]) -> Practice:
    """Return the practice with generic roles replaced in its templates as they were at launch.

    Authors, owners of questions, and columns named after a generic role become the role's.
    """
    if not used:
        return practice
    titles = {role: practice.roles[real].title for role, real in used.items()}
    templates = {
        kind: _bound_template(template, used, titles)
        for kind, template in practice.templates.items()
    }
    return practice.model_copy(update={"templates": templates})


def _bound_template(
    template: Template, used: Mapping[str, str], titles: Mapping[str, str]
) -> Template:
    sections = tuple(_bound_section(section, used, titles) for section in template.sections)
    return template.model_copy(update={"sections": sections})


def _bound_section(section: Section, used: Mapping[str, str], titles: Mapping[str, str]) -> Section:
    questions = tuple(
        q.model_copy(update={"owner": used.get(q.owner, q.owner) if q.owner else None})
        for q in section.questions
    )
    table = section.table
    if table:
        columns = tuple(_bound_column(column, titles) for column in table.columns)
        table = table.model_copy(update={"columns": columns})
    author = used.get(section.author, section.author) if section.author else None
    return section.model_copy(update={"author": author, "questions": questions, "table": table})


def _bound_column(column: Column, titles: Mapping[str, str]) -> Column:
    """Return a column named after a generic role as the real role's, by id and by title."""
    title = titles.get(column.name)
    return (
        column.model_copy(update={"name": section_id(title), "title": title}) if title else column
    )
