"""The change calendar of practice.yaml: each entry that cannot be read is a finding.

A calendar of which any part cannot be read is not readable at all, and nothing is free by
it: a freeze that was left out would be worse than one too many.
"""

from collections.abc import Collection
from typing import Any, TypeVar

from assent.reading.data import Data
from assent.reading.fields import closest
from assent.reading.margin import Margin
from assent.records import Calendar, Freeze, Occasion, Scope

__all__ = ["read_calendar"]

_KEY = "calendar"
_LISTS: dict[str, type[Occasion]] = {"windows": Occasion, "freezes": Freeze, "blackouts": Occasion}
_MOST = 32

_Kind = TypeVar("_Kind", bound=Occasion)


def read_calendar(data: Data, margin: Margin) -> Calendar:
    """Return the calendar as stated; one that is not readable when anything is wrong with it."""
    stated = data.values.get(_KEY)
    if stated is None:
        return Calendar()
    if not isinstance(stated, dict):
        why = f"write lists under {', '.join(_LISTS)}"
        margin.write("value-invalid", *data.place(_KEY), f"{_KEY!r} is no mapping.", why=why)
        return Calendar(readable=False)
    strange = [key for key in stated if key not in _LISTS]
    for key in strange:
        _unknown(key, data, margin)
    made: dict[str, Any] = {}
    whole = not strange
    for key, kind in _LISTS.items():
        made[key], good = _occasions(key, kind, data, margin)
        whole = whole and good
    return Calendar(**made, readable=whole)


def _unknown(key: str, data: Data, margin: Margin) -> None:
    meant = closest(key, list(_LISTS))
    message = f"{key!r} is nothing that a calendar has."
    suggestion = f"Write '{meant}' instead." if meant else f"Use one of: {', '.join(_LISTS)}."
    margin.write("calendar-unknown", *data.key(_KEY, key), message, suggestion=suggestion)


def _occasions(
    key: str, kind: type[_Kind], data: Data, margin: Margin
) -> tuple[tuple[_Kind, ...], bool]:
    """Return the entries of one list that can be read, and whether that is all of them."""
    stated = data.values[_KEY].get(key)
    if stated is None:
        return (), True
    if not isinstance(stated, list) or len(stated) > _MOST:
        why = f"write a list of at most {_MOST} {key}"
        message = f"{key!r} is no such list."
        margin.write("value-invalid", *data.place(_KEY, key), message, why=why)
        return (), False
    read = [data.record(kind, v, margin, _KEY, key, i) for i, v in enumerate(stated)]
    made = tuple(occasion for occasion in read if occasion)
    known = [
        _known(occasion.scope, data, margin, key, index)
        for index, occasion in enumerate(read)
        if occasion
    ]
    return made, len(made) == len(stated) and all(known)


def _known(scope: Scope, data: Data, margin: Margin, key: str, index: int) -> bool:
    """Tell whether the targets that an entry is for are there; of records no list is kept."""
    stated = data.values.get("targets")
    targets: Collection[str] = stated if isinstance(stated, dict) else ()
    strange = [(column, name) for column, name in enumerate(scope.targets) if name not in targets]
    for column, name in strange:
        place = data.place(_KEY, key, index, "scope", "targets", column)
        message = f"{name!r} is no target of this practice."
        meant = closest(name, list(targets))
        suggestion = f"Write '{meant}' instead." if meant else "Name one that 'targets' has."
        margin.write("calendar-unknown", *place, message, suggestion=suggestion)
    return not strange
