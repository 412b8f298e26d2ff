"""Who may sign a procedure: a holder of a role that decides matters of its class."""

from collections.abc import Iterable

from assent.errors import NotAuthorisedError, RationaleMissingError
from assent.records import DecisionClass, Person, Role

__all__ = ["may_sign"]


def may_sign(
    person: Person, workflow: str, wanted: DecisionClass, roles: Iterable[Role], reason: str
) -> str:
    """Return the role in which the person signs a procedure of that class.

    Raises:
        NotAuthorisedError: The person holds no role that decides such matters.
        RationaleMissingError: A signature says why.
    """
    deciding = [role.id for role in roles if wanted in role.decides]
    held = [role for role in deciding if role in person.roles]
    if not held:
        see = f"assent graph {workflow}"
        raise NotAuthorisedError(person.id, workflow, deciding, "sign procedure", see)
    if not reason.strip():
        raise RationaleMissingError(workflow, "sign")
    return held[0]
