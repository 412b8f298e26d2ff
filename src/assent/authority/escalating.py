"""Who is asked when the one asked does not answer."""

from collections.abc import Mapping

from assent.records import Role

__all__ = ["chain"]


def chain(role: str, roles: Mapping[str, Role]) -> tuple[str, ...]:
    """Return the roles above this one, nearest first.

    A circle of cards ends where it would repeat, and a role that no card describes is
    still named: the one who reads the chain must see that it leads nowhere.
    """
    above: list[str] = []
    card = roles.get(role)
    while card and card.escalates_to and card.escalates_to not in {role, *above}:
        above.append(card.escalates_to)
        card = roles.get(card.escalates_to)
    return tuple(above)
