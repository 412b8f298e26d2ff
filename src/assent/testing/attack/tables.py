"""The tables of a store as somebody sees them who has the file, or the memory, and no scruples."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from assent.ports import Row
from assent.store import MemoryStore
from assent.store.table import Table

__all__ = ["TABLES", "FileTables", "HeldTables", "Tables", "written_to"]

TABLES = (
    "content",
    "entries",
    "runs",
    "gates",
    "decisions",
    "deferrals",
    "documents",
    "replies",
    "executions",
    "effects",
    "signatures",
    "leases",
)
"""Every table of the schema, those that others refer to first."""


class Tables(Protocol):
    """Rows to read, to put in the place of others, to add and to take away; nothing is checked."""

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table."""
        ...

    def replace(self, table: str, old: Row, new: Row | None) -> None:
        """Put a row in the place of another; None takes it away."""
        ...

    def add(self, table: str, row: Row) -> None:
        """Add a row."""
        ...


class HeldTables:
    """The tables of a store in memory."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table."""
        return list(self._table(table))

    def replace(self, table: str, old: Row, new: Row | None) -> None:
        """Put a row in the place of another; None takes it away."""
        held = self._table(table)
        kept = [row for row in held if row != old]
        held._rows = {}
        for row in [*kept, *([new] if new else [])]:
            held._rows[held._key(row)] = row
        if table == "entries":
            held._rows = dict(sorted(held._rows.items()))

    def add(self, table: str, row: Row) -> None:
        """Add a row."""
        held = self._table(table)
        held._rows[held._key(row)] = row

    def _table(self, name: str) -> Table:
        table: Table = getattr(self._store._answers, f"_{name}")
        return table


class FileTables:
    """The tables of a store in a file; its triggers are dropped first, its references ignored."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.row_factory = sqlite3.Row
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in found.fetchall():
            connection.execute(f"DROP TRIGGER {name}")

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table."""
        return [dict(row) for row in self._connection.execute(f"SELECT * FROM {table}")]

    def replace(self, table: str, old: Row, new: Row | None) -> None:
        """Put a row in the place of another; None takes it away."""
        wanted = " AND ".join(f"{name} IS ?" for name in old)
        self._connection.execute(f"DELETE FROM {table} WHERE {wanted}", [*old.values()])
        if new:
            self.add(table, new)

    def add(self, table: str, row: Row) -> None:
        """Add a row, in the place of one with its key."""
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        values: Sequence[Any] = [*row.values()]
        insert = f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})"
        self._connection.execute(insert, values)

    @classmethod
    @contextmanager
    def of(cls, file: Path) -> "Iterator[FileTables]":
        """Open the tables of a file, and keep what was done to them."""
        with sqlite3.connect(file) as connection:
            yield cls(connection)
        connection.close()


def written_to(file: Path, held: MemoryStore) -> None:
    """Write what a store in memory holds into the file of a fresh one."""
    source = HeldTables(held)
    with FileTables.of(file) as tables:
        for table in TABLES:
            for row in source.rows(table):
                tables.add(table, row)
