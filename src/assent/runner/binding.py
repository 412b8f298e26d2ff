"""Generic roles of a procedure are bound to roles of the practice at launch."""

from collections.abc import Mapping

from assent.errors import CallError, UnboundRoleError, UnknownRoleError
from assent.records import Gate, Practice, Step, Workflow

__all__ = ["bind"]


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
    steps = tuple(_replaced(step, used) for step in workflow.steps)
    return workflow.model_copy(update={"steps": steps}), used


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
    return gate.model_copy(update={"seats": seats})
