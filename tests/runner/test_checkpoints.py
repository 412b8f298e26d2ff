"""LangGraph's own store: strict, private, and without a past to go back to."""

import sqlite3
from contextlib import closing

import pytest
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from assent.errors import StoreLockedError
from assent.records import RunStatus
from assent.runner import approve
from assent.runner.checkpoints import STRICT, config

from .conftest import BRIEF, workflow


@pytest.fixture
def waiting(opened, tmp_path):
    runner = opened(store=tmp_path)
    run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")
    return runner, run, tmp_path / "checkpoints.db"


def rows(path, query: str) -> list[tuple]:
    with sqlite3.connect(path) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_a_resting_run_keeps_its_newest_checkpoint_and_no_other(waiting) -> None:
    _, run, path = waiting

    assert rows(path, "SELECT thread_id FROM checkpoints") == [(run.id,)]
    assert len(set(rows(path, "SELECT checkpoint_id FROM writes"))) == 1


def test_it_goes_on_from_that_one(waiting) -> None:
    runner, run, _ = waiting

    runner.decide(run.gates[0].packet_digest, approve("Fit.", by="ines-okafor"), resume=True)

    assert run.status is RunStatus.closed


def test_the_text_of_documents_is_not_in_it(waiting) -> None:
    _, _, path = waiting

    assert b"Notice of 48 hours" not in path.read_bytes()


def test_a_run_whose_checkpoints_are_lost_is_rebuilt_from_the_ledger(waiting) -> None:
    runner, run, path = waiting
    runner.decide(run.gates[0].packet_digest, approve("Fit.", by="ines-okafor"))
    path.unlink()

    runner.resume(run.id)

    assert run.status is RunStatus.closed
    assert run.plain()["usage"]["calls"] == 4
    assert {d.version for d in run.documents.values()} == {1}


def test_a_lock_held_elsewhere_is_told_and_the_run_goes_on_later(waiting, monkeypatch) -> None:
    monkeypatch.setattr("assent.runner.checkpoints.PATIENCE", 0.05)
    runner, run, path = waiting
    runner.decide(run.gates[0].packet_digest, approve("Fit.", by="ines-okafor"))
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreLockedError, match=r"checkpoints\.db"):
            runner.resume(run.id)

    runner.resume(run.id)

    assert run.status is RunStatus.closed


def test_a_lock_that_is_met_while_reading_is_no_change_outside_assent(waiting, monkeypatch) -> None:
    runner, run, _ = waiting
    runner.decide(run.gates[0].packet_digest, approve("Fit.", by="ines-okafor"))

    async def locked(*_: object, **__: object) -> None:
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error

    monkeypatch.setattr(AsyncSqliteSaver, "aget_tuple", locked)
    with pytest.raises(StoreLockedError, match=r"checkpoints\.db"):
        runner.resume(run.id)


def test_every_call_is_strict_about_what_a_resume_reaches() -> None:
    settings = config("run-x", 7)

    assert settings["configurable"] == {"thread_id": "run-x", STRICT: True}
    assert settings["recursion_limit"] == 7
