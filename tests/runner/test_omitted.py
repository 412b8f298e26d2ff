"""What somebody strikes out of LangGraph's state is missed, wherever the run stands."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from tests.runner.changing import INSIDE, World, request

from assent.errors import IntegrityError, ModelUnavailableError
from assent.llm.offline import Offline
from assent.llm.scripted import Scripted
from assent.records import RunStatus

_BYTES = JsonPlusSerializer(allowed_msgpack_modules=[])


def strike(file: Path, out: Callable[[dict[str, Any]], object]) -> None:
    """Change what LangGraph kept of a run, in its file."""
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT rowid, type, checkpoint FROM checkpoints").fetchall()
        for row, kind, body in rows:
            kept = _BYTES.loads_typed((kind, body))
            out(kept["channel_values"])
            put = "UPDATE checkpoints SET type = ?, checkpoint = ? WHERE rowid = ?"
            connection.execute(put, (*_BYTES.dumps_typed(kept), row))
    connection.close()


@pytest.fixture
def waiting(tmp_path):
    """A change that is approved, and waits for its window."""
    world = World(tmp_path, store=tmp_path / "store")
    run = world.planned(request("rostering-access"))
    world.approve(run)
    assert run.status is RunStatus.parked
    return world, run, tmp_path / "store" / "checkpoints.db"


@pytest.mark.parametrize(
    ("out", "what"),
    [
        (lambda state: state["run"]["artifacts"].pop("plan"), "artifact 'plan' is left out"),
        (lambda state: state["documents"].pop("risk-summary.md"), "'risk-summary.md' is left out"),
        (lambda state: state["contributions"].pop("step-1-examine"), "'step-1-examine' left"),
    ],
)
def test_nothing_is_executed_on_a_state_with_something_struck_out(waiting, out, what) -> None:
    world, run, file = waiting
    strike(file, out)
    world.clock.set(INSIDE)

    with pytest.raises(IntegrityError, match=what):
        world.runner.resume(run.id)

    assert (world.commits(), run.status.ended) == ([], False)


def test_a_write_that_was_made_is_not_struck_out_of_the_account(waiting, monkeypatch) -> None:
    world, run, file = waiting
    world.clock.set(INSIDE)
    away = Scripted({"governed-executor": [ModelUnavailableError("far", "it is away")] * 9})
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Offline, "reply", away.reply)
        world.runner.resume(run.id)
    assert (len(world.commits()), run.status) == (1, RunStatus.parked)
    strike(file, lambda state: state["run"]["artifacts"].pop("execution.record"))

    with pytest.raises(IntegrityError, match=r"'execution\.record' is left out"):
        world.runner.resume(run.id)
