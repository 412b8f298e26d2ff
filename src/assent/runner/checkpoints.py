"""Where LangGraph keeps its place: the shipped savers, with the strict settings in one file.

``allowed_msgpack_modules`` is empty, so a poisoned row cannot name a class to be imported.
``STRICT`` makes a resume value reach only the interrupt it names.
"""

import os
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

__all__ = ["STRICT", "config", "memory", "sqlite"]

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


@asynccontextmanager
async def sqlite(path: Path) -> AsyncIterator[BaseCheckpointSaver[Any]]:
    """Open the saver of a store on disk."""
    async with aiosqlite.connect(path) as connection:
        await connection.execute("PRAGMA journal_mode=WAL")
        await connection.execute("PRAGMA synchronous=FULL")
        yield AsyncSqliteSaver(connection, serde=JsonPlusSerializer(allowed_msgpack_modules=[]))
