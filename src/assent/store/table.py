"""A table in memory: keys, unique rules, references, and a way back."""

from collections.abc import Callable, Iterator

from assent.errors import StoreError
from assent.ports import Row

__all__ = ["Journal", "Table", "Unique"]

Journal = list[Callable[[], object]]
"""How to take back what the open transaction did, newest last."""

Unique = tuple[tuple[str, ...], Callable[[Row], bool]]
"""Columns that no two rows share, among the rows for which the rule holds."""


class Table:
    """Rows by key; rows are replaced, never changed in place."""

    def __init__(
        self,
        *key: str,
        unique: Unique | None = None,
        refers: dict[str, tuple["Table", bool]] | None = None,
    ) -> None:
        """Make an empty table; ``refers`` maps columns to (table, may be None)."""
        self.key = key
        self.journal: Journal = []
        self._rows: dict[tuple[object, ...], Row] = {}
        self._unique = unique
        self._refers = refers or {}

    def __iter__(self) -> Iterator[Row]:
        """Go through copies of the rows, in the order they came."""
        return (dict(row) for row in self._rows.values())

    def get(self, *key: object) -> list[Row]:
        """Return a copy of the row of that key, or nothing."""
        row = self._rows.get(key)
        return [dict(row)] if row is not None else []

    def where(self, **values: object) -> list[Row]:
        """Return copies of the rows that have these values, in the order they came."""
        return [
            dict(row)
            for row in self._rows.values()
            if all(row[column] == value for column, value in values.items())
        ]

    def last(self) -> list[Row]:
        """Return a copy of the row that came last, or nothing."""
        return [dict(self._rows[next(reversed(self._rows))])] if self._rows else []

    def insert(self, **row: object) -> list[Row]:
        """Add the row and return it; return nothing when its key or a rule is taken."""
        if self._key(row) in self._rows or self._clashes(row):
            return []
        return self.put(**row)

    def put(self, **row: object) -> list[Row]:
        """Add or replace the row and return it."""
        self._check(row)
        key, before = self._key(row), self._rows.get(self._key(row))
        self._rows[key] = row
        if before is None:
            self.journal.append(lambda: self._rows.pop(key))
        else:
            self.journal.append(lambda: self._rows.update({key: before}))
        return [dict(row)]

    def take_over(self, other: "Table") -> None:
        """Hold the rows of another table; rows are never changed in place, so they are shared."""
        self._rows = dict(other._rows)

    def _key(self, row: Row) -> tuple[object, ...]:
        return tuple(row[column] for column in self.key)

    def _clashes(self, row: Row) -> bool:
        if self._unique is None or not self._unique[1](row):
            return False
        columns, holds = self._unique
        mine = [row[column] for column in columns]
        return any(holds(r) and [r[c] for c in columns] == mine for r in self._rows.values())

    def _check(self, row: Row) -> None:
        for column, (table, optional) in self._refers.items():
            if optional and row[column] is None:
                continue
            if not table.get(row[column]):
                why = f"a rule of the schema forbids it ({column} refers to nothing)"
                raise StoreError(":memory:", why, "This is a defect of assent; please report it.")
