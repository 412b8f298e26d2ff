"""The named queries, read once from their file: the only statements a store runs."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assent.errors import StoreError

__all__ = ["Catalogue", "Query", "catalogue", "schema"]

_SQL = Path(__file__).with_name("sql")
_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)
_PARAMETER = re.compile(r"(?<![:\w]):(\w+)")
_DEFECT = "This is a defect of assent; please report it with the command that showed it."


@dataclass(frozen=True)
class Query:
    """One named statement, the values it needs, and whether it changes anything."""

    name: str
    sql: str
    values: frozenset[str]
    writes: bool


@dataclass(frozen=True)
class Catalogue:
    """Every query by name."""

    queries: dict[str, Query]

    def find(self, place: str, name: str, given: Collection[str], *, write: bool) -> Query:
        """Return the query; refuse a name, values or a change that cannot be meant.

        Raises:
            StoreError: There is no such query, the values are not the ones it needs, or it
                changes rows in a transaction that only reads.
        """
        query = self.queries.get(name)
        if query is None:
            raise StoreError(place, f"there is no query {name!r}", _DEFECT)
        if query.values != set(given):
            needed = ", ".join(sorted(query.values)) or "nothing"
            raise StoreError(place, f"query {name!r} needs {needed}", _DEFECT)
        if query.writes and not write:
            raise StoreError(place, f"query {name!r} writes while only reading", _DEFECT)
        return query


@cache
def catalogue() -> Catalogue:
    """Return the queries of queries.sql."""
    _, *pieces = _NAME.split((_SQL / "queries.sql").read_text(encoding="utf-8"))
    named = zip(pieces[::2], pieces[1::2], strict=True)
    return Catalogue({name: _query(name, sql.strip()) for name, sql in named})


def schema() -> str:
    """Return the statements that make the tables."""
    return (_SQL / "schema.sql").read_text(encoding="utf-8")


def _query(name: str, sql: str) -> Query:
    values = frozenset(_PARAMETER.findall(sql))
    return Query(name, sql, values, writes=not sql.startswith("SELECT"))
