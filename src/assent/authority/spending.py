"""Who may let a run spend more: somebody who decides for the practice, and not its requester."""

from collections.abc import Iterable

from assent.canonical import visible
from assent.errors import (
    NotAuthorisedError,
    RationaleMissingError,
    SelfApprovalError,
)
from assent.records import DecisionClass, Person, Role

__all__ = ["may_extend"]

_CLASSES = frozenset({DecisionClass.operational, DecisionClass.strategic})


def may_extend(person: Person, run: str, requester: str, roles: Iterable[Role], reason: str) -> str:
    """Return the role in which the person lets a run spend more.

    Raises:
        SelfApprovalError: The person requested the run.
        NotAuthorisedError: The person holds no role that decides operational or strategic matters.
        RationaleMissingError: It does not say why.
        NotCanonicalError: The reason hides characters.
    """
    if person.id == requester:
        raise SelfApprovalError(person.id, run, "requested this")
    deciding = [role.id for role in roles if _CLASSES & {*role.decides}]
    held = [role for role in deciding if role in person.roles]
    if not held:
        see = f"assent show {run}"
        raise NotAuthorisedError(person.id, run, deciding, "extend the budget of run", see)
    if not any(map(str.isalnum, reason)):
        raise RationaleMissingError(run, "extend")
    visible(reason, "reason")
    return held[0]
