"""The default store: one SQLite file, safe for several threads and processes.

One connection and one lock per store: whole transactions of one process follow each
other, and those of several processes wait for SQLite's own write lock. Every commit is on
the disk before it returns (WAL, synchronous FULL).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from assent.errors import StoreError
from assent.ports import Row, Transaction
from assent.store.catalogue import catalogue
from assent.store.failures import told
from assent.store.opening import opened

__all__ = ["SQLiteStore"]


class SQLiteStore:
    """A store in one file; the file is 0600 and folders made for it are 0700."""

    def __init__(self, path: Path | str) -> None:
        """Open the file, or make it.

        Raises:
            StoreError: It is not ours, newer than this assent, or cannot be opened.
        """
        self._path = Path(path)
        self._lock = RLock()
        self._process = os.getpid()
        with told(self.place):
            self._connection = opened(self._path)

    @property
    def place(self) -> str:
        """Return the path of the file."""
        return str(self._path)

    @contextmanager
    def transaction(self, *, write: bool = False) -> Iterator[Transaction]:
        """Open a transaction; it holds as a whole, or leaves nothing behind."""
        with self._lock:
            self._free()
            self._run("BEGIN IMMEDIATE" if write else "BEGIN")
            inside = _Inside(self._connection, self.place, write=write)
            try:
                yield inside
                self._run("COMMIT")
            except BaseException:
                self._undo()
                raise
            finally:
                inside.over = True

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _run(self, statement: str) -> None:
        with told(self.place):
            self._connection.execute(statement)

    def _undo(self) -> None:
        if self._connection.in_transaction:
            self._run("ROLLBACK")

    def _free(self) -> None:
        if os.getpid() != self._process:
            why = "it was opened in another process, before a fork"
            raise StoreError(self.place, why, "Open the store again in this process.")
        with told(self.place):
            nested = self._connection.in_transaction
        if nested:
            why = "a transaction was begun inside another"
            raise StoreError(self.place, why, "This is a defect of assent; please report it.")


class _Inside:
    """The named queries, for as long as the transaction is open."""

    def __init__(self, connection: sqlite3.Connection, place: str, *, write: bool) -> None:
        self._connection, self._place, self._write = connection, place, write
        self.over = False

    def rows(self, query: str, /, **values: object) -> list[Row]:
        """Run the named query and return its rows."""
        if self.over:
            why = "a query came after its transaction"
            raise StoreError(self._place, why, "This is a defect of assent; please report it.")
        found = catalogue().find(self._place, query, values, write=self._write)
        with told(self._place):
            return [dict(row) for row in self._connection.execute(found.sql, values)]
