"""Conditions as people write them: ``ROLE: text``, or a text that is the requester's to meet."""

import re
from collections.abc import Iterable

from assent.authority import REQUESTER
from assent.errors import UnknownRoleError
from assent.reading.names import slug
from assent.records import Organisation, Proviso

__all__ = ["provisos"]

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


def provisos(given: Iterable[str | Proviso], organisation: Organisation) -> tuple[Proviso, ...]:
    """Return the conditions with their owners: roles that practice.yaml knows, or the requester.

    Raises:
        UnknownRoleError: An owner is nobody's role, or what reads like a role's id is none.
    """
    held = {role for person in organisation.people for role in person.roles}
    known = {REQUESTER, *held, *(role.id for role in organisation.roles)}
    return tuple(_owned(one, known) for one in given)


def _owned(given: str | Proviso, known: set[str]) -> Proviso:
    if isinstance(given, Proviso):
        stated = given
    else:
        name, colon, text = given.partition(":")
        role = slug(name)
        named = bool(colon) and (role in known or _ID.fullmatch(name.strip()) is not None)
        stated = Proviso(text=text.strip(), owner=role) if named else Proviso(text=given.strip())
    if stated.owner not in known:
        raise UnknownRoleError(stated.owner, sorted(known))
    return stated
