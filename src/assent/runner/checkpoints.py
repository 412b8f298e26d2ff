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
from langgraph.checkpoint.base import BaseCheckpointSaver, CheckpointTuple
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from assent.crash import reach
from assent.store.failures import told
from assent.store.opening import PATIENCE

__all__ = ["STRICT", "carry", "config", "forget_past", "memory", "sqlite"]

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


async def carry(
    source: BaseCheckpointSaver[Any], target: BaseCheckpointSaver[Any], settings: RunnableConfig
) -> None:
    """Keep the newest place that one saver has in another one, with what its nodes returned."""
    kept = await source.aget_tuple(settings)
    if kept is None:
        return
    beginning = {"thread_id": settings["configurable"]["thread_id"], "checkpoint_ns": ""}
    versions = kept.checkpoint["channel_versions"]
    place = await target.aput({"configurable": beginning}, kept.checkpoint, kept.metadata, versions)
    returned: dict[str, list[tuple[str, Any]]] = {}
    for task, channel, value in kept.pending_writes or ():
        returned.setdefault(task, []).append((channel, value))
    for task, writes in returned.items():
        await target.aput_writes(place, writes, task)


async def forget_past(saver: BaseCheckpointSaver[Any], run: str) -> None:
    """Drop every checkpoint of a run but its newest: there is no past to resume from.

    The ledger is the record; LangGraph only keeps its place. Without older checkpoints the
    file stays small, and no call can go back to a state from before a decision.
    """
    if not isinstance(saver, _Saver):
        return
    newest = "(SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = :run)"
    with told(saver.place):
        for table in ("writes", "checkpoints"):
            await saver.conn.execute(
                f"DELETE FROM {table} WHERE thread_id = :run AND checkpoint_id < {newest}",
                {"run": run},
            )
        await saver.conn.commit()


class _Saver(AsyncSqliteSaver):
    """The shipped saver, whose complaints are told, and which can be killed around each write."""

    def __init__(self, connection: aiosqlite.Connection, place: str) -> None:
        serde = JsonPlusSerializer(allowed_msgpack_modules=[])
        super().__init__(connection, serde=serde)
        self.place = place

    async def aget_tuple(self, *facts: Any, **named: Any) -> CheckpointTuple | None:
        """Return the place that was kept."""
        with told(self.place):
            return await super().aget_tuple(*facts, **named)

    async def aput(self, *facts: Any, **named: Any) -> RunnableConfig:
        """Keep the place that the graph has come to."""
        reach("before-checkpoint")
        with told(self.place):
            kept = await super().aput(*facts, **named)
        reach("after-checkpoint")
        return kept

    async def aput_writes(self, *facts: Any, **named: Any) -> None:
        """Keep what a node returned."""
        reach("before-node")
        with told(self.place):
            await super().aput_writes(*facts, **named)
        reach("after-node")


@asynccontextmanager
async def sqlite(path: Path) -> AsyncIterator[BaseCheckpointSaver[Any]]:
    """Open the saver of a store on disk.

    Raises:
        StoreError: The file is none of SQLite's, or locked, full, read-only or out of reach.
    """
    with told(str(path)):
        connection = await aiosqlite.connect(path, timeout=PATIENCE)
    try:
        with told(str(path)):
            await connection.execute("PRAGMA auto_vacuum=FULL")
            await connection.execute("PRAGMA journal_mode=WAL")
            await connection.execute("PRAGMA synchronous=FULL")
        yield _Saver(connection, str(path))
    finally:
        await connection.close()
