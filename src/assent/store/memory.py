"""The in-memory twin: the same queries over plain rows, for tests and rehearsals."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from assent.errors import StoreError
from assent.ports import Row, Transaction
from assent.store.answers import Answers
from assent.store.catalogue import catalogue

__all__ = ["MemoryStore"]

_DEFECT = "This is a defect of assent; please report it."


class MemoryStore:
    """A store that is gone with its process; transactions follow each other."""

    def __init__(self) -> None:
        """Make an empty store."""
        self._lock = RLock()
        self._answers = Answers()
        self._busy = False
        self._closed = False

    @property
    def place(self) -> str:
        """Return the name SQLite uses for memory."""
        return ":memory:"

    @contextmanager
    def transaction(self, *, write: bool = False) -> Iterator[Transaction]:
        """Open a transaction; it holds as a whole, or leaves nothing behind."""
        with self._lock:
            self._free()
            inside = _Inside(self._answers, self.place, write=write)
            self._busy = True
            try:
                yield inside
            except BaseException:
                self._answers.take_back()
                raise
            finally:
                inside.over, self._busy = True, False
                self._answers.settle()

    def copy(self) -> "MemoryStore":
        """Return another store that holds the same; what happens in one is not in the other."""
        with self._lock:
            self._free()
            other = MemoryStore()
            other._answers.take_over(self._answers)
            return other

    def close(self) -> None:
        """Take no more transactions."""
        self._closed = True

    def _free(self) -> None:
        if self._closed:
            raise StoreError(self.place, "it was closed", "Open a store again.")
        if self._busy:
            raise StoreError(self.place, "a transaction was begun inside another", _DEFECT)


class _Inside:
    """The named queries, for as long as the transaction is open."""

    def __init__(self, answers: Answers, place: str, *, write: bool) -> None:
        self._answers, self._place, self._write = answers, place, write
        self.over = False

    def rows(self, query: str, /, **values: object) -> list[Row]:
        """Answer the named query."""
        if self.over:
            raise StoreError(self._place, "a query came after its transaction", _DEFECT)
        found = catalogue().find(self._place, query, values, write=self._write)
        answer: list[Row] = getattr(self._answers, found.name)(**values)
        return answer
