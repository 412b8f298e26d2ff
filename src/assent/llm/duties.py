"""Responsibilities at a touchpoint: a default that can be told from who needs it.

The side that provides does the work and answers for it (A/R); the side that needs it is
asked (C). Nobody else is named: what was read names nobody, and people settle the rest.
"""

import re
from collections.abc import Mapping, Sequence

from assent.llm.material import Material
from assent.llm.tables import Row
from assent.records import Column, Table

__all__ = ["PROPOSED", "duties"]

PROPOSED = (
    "Each row is proposed by rule: the side that provides is accountable and responsible, "
    "the side that needs it is consulted. Nothing that was read names anybody else."
)
_LETTERS = re.compile(r"(?:[RACI](?:[/, ]+[RACI])*)?")
_NEEDING = ("needed by", "needed-by", "asked by", "consumer", "receiver")
_PROVIDING = ("provided by", "provided-by", "provider", "supplier")


def duties(table: Table, found: Sequence[Row], known: Material) -> list[Row]:
    """Return the rows with their letters: exactly one A/R in each, whatever is known."""
    columns = [column for column in table.columns if column.kind == "raci"]
    if not columns:
        return list(found)
    needing = [_party(row.cells, _NEEDING, columns) for row in found]
    parties = list(dict.fromkeys(party for party in needing if party))
    own = _named(known.printed(known.task.role), columns) or columns[0].name
    places = _places(found, columns)
    return [
        _carried(row, places) or _proposed(row, _letters(row, needs, parties, own, columns))
        for row, needs in zip(found, needing, strict=True)
    ]


def _places(found: Sequence[Row], columns: Sequence[Column]) -> dict[str, str]:
    """Return which column takes the letters settled under each title of what was read.

    A column is known by its title; titles that are left stand for the columns that are
    left, in their order: a generic role is printed under the name of who it is bound to.
    """
    titles = [
        title
        for title in (found[0].cells if found else ())
        if any(row.cells.get(title) for row in found)
        and all(_LETTERS.fullmatch(row.cells.get(title, "")) for row in found)
    ]
    known = {title: name for title in titles if (name := _named(title, columns))}
    left = [title for title in titles if title not in known]
    names = [column.name for column in columns if column.name not in known.values()]
    return {**known, **(dict(zip(left, names, strict=True)) if len(left) == len(names) else {})}


def _carried(row: Row, places: Mapping[str, str]) -> Row | None:
    """Return the row with the letters that were settled before, or None when none were."""
    letters = {name: row.cells.get(title, "") for title, name in places.items()}
    if not any(letters.values()):
        return None
    return row.model_copy(update={"cells": {**row.cells, **letters}})


def _proposed(row: Row, letters: Mapping[str, str]) -> Row:
    return row.model_copy(update={"note": PROPOSED, "cells": {**row.cells, **letters}})


def _letters(
    row: Row, needs: str, parties: Sequence[str], own: str, columns: Sequence[Column]
) -> dict[str, str]:
    stated = _party(row.cells, _PROVIDING, columns)
    others = [party for party in (*parties, own, *(c.name for c in columns)) if party != needs]
    provides = stated or next(iter(others), own)
    letters = {column.name: "" for column in columns}
    if needs:
        letters[needs] = "C"
    return {**letters, provides: "A/R"}


def _party(cells: Mapping[str, str], titles: Sequence[str], columns: Sequence[Column]) -> str:
    """Return the column of the role that a cell names, or nothing."""
    return next((_named(cells[title], columns) for title in titles if cells.get(title)), "")


def _named(role: str, columns: Sequence[Column]) -> str:
    """Return the column whose title is the role's, or a word of it: a generic role's."""
    lowered = role.lower()
    exact = (c.name for c in columns if c.title.lower() == lowered)
    within = (c.name for c in columns if set(c.title.lower().split()) <= set(lowered.split()))
    return next(exact, None) or next(within, None) or ""
