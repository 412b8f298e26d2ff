"""Where LangGraph keeps its place: the shipped savers, with the strict settings in one file.

``allowed_msgpack_modules`` is empty, so a poisoned row cannot name a class to be imported.
``STRICT`` makes a resume value reach only the interrupt it names.
"""

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")  # read once, when langgraph is imported

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from assent.store.failures import told

__all__ = ["STRICT", "config", "forget_past", "memory", "sqlite"]

STRICT = "__pregel_strict_resume"
MOST_AT_ONCE = 64
"""How many nodes of one superstep run at the same time; more wait for a place."""


def config(run: str, supersteps: int) -> RunnableConfig:
    """Return the settings every call of a graph is made with."""
    return {
        "configurable": {"thread_id": run, STRICT: True},
        "recursion_limit": supersteps,
        "max_concurrency": MOST_AT_ONCE,
    }


def memory() -> BaseCheckpointSaver[Any]:
    """Return a saver that lives as long as the process."""
    return InMemorySaver(serde=JsonPlusSerializer(allowed_msgpack_modules=[]))


async def forget_past(saver: BaseCheckpointSaver[Any], run: str) -> None:
    """Drop every checkpoint of a run but its newest: there is no past to resume from.

    The ledger is the record; LangGraph only keeps its place. Without older checkpoints the
    file stays small, and no call can go back to a state from before a decision.
    """
    if not isinstance(saver, AsyncSqliteSaver):
        return
    newest = "(SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = :run)"
    for table in ("writes", "checkpoints"):
        await saver.conn.execute(
            f"DELETE FROM {table} WHERE thread_id = :run AND checkpoint_id < {newest}",
            {"run": run},
        )
    await saver.conn.commit()


@asynccontextmanager
async def sqlite(path: Path) -> AsyncIterator[BaseCheckpointSaver[Any]]:
    """Open the saver of a store on disk.

    Raises:
        StoreError: The file is none of SQLite's, or SQLite could not read or write it.
    """
    try:
        async with aiosqlite.connect(path) as connection:
            await connection.execute("PRAGMA auto_vacuum=FULL")
            await connection.execute("PRAGMA journal_mode=WAL")
            await connection.execute("PRAGMA synchronous=FULL")
            yield AsyncSqliteSaver(connection, serde=JsonPlusSerializer(allowed_msgpack_modules=[]))
    except sqlite3.Error as error:
        with told(str(path)):
            raise error from None
