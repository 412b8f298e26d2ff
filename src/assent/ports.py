"""The edges: what the engine needs from outside, each a contract of two or three methods.

Every port has an honest twin that ships, and a conformance suite any implementation
must pass.
"""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from assent.records import Reply, Request, ToolDescriptor

__all__ = ["Clock", "Model", "Row", "Store", "Tool", "Transaction"]

Row = dict[str, Any]
"""One row: column name to a str, int, bytes or None."""


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Return the present moment in UTC, to the second."""
        ...


class Model(Protocol):
    """Something that answers a request: a service, a recording, a script, a rule."""

    @property
    def name(self) -> str:
        """Return the name that is printed beside what it wrote."""
        ...

    async def reply(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            ModelUnavailableError: No answer could be had.
            InvalidReplyError: What came back is no answer.
        """
        ...


class Tool(Protocol):
    """Something that a role may read with in its turn."""

    @property
    def descriptor(self) -> ToolDescriptor:
        """Return what it is called, what it does, and what it takes."""
        ...

    async def call(self, arguments: dict[str, Any]) -> str:
        """Return what the tool found, as text. The arguments fit its schema.

        Raises:
            ToolError: It could not be read.
        """
        ...


class Transaction(Protocol):
    """Named queries inside one transaction; all of them hold, or none."""

    def rows(self, query: str, /, **values: object) -> list[Row]:
        """Run the named query and return its rows."""
        ...


class Store(Protocol):
    """A database of the ledger's schema."""

    @property
    def place(self) -> str:
        """Return where the store is, for messages."""
        ...

    def transaction(self, *, write: bool = False) -> AbstractContextManager[Transaction]:
        """Open a transaction; ``write`` takes the write lock from the start.

        Raises:
            StoreError: The database is locked, full, read-only or not ours.
        """
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
