"""A run goes on with the procedure it was launched with, held by one process at a time."""

import sqlite3

import pytest

from assent.errors import IntegrityError, ProcedureChangedError, RunBusyError
from assent.practice import new
from assent.records import RunStatus
from assent.runner import advancing, approve
from assent.runner.holding import gone, holder
from assent.runner.snapshot import restore

from .conftest import BRIEF, workflow


def decided(runner, run) -> None:
    runner.decide(run.gates[0].packet_digest, approve("Fit.", by="ines-okafor"))


def test_a_card_that_is_changed_or_broken_meanwhile_strands_nobody(opened, tmp_path) -> None:
    new(tmp_path / "own")
    runner = opened(practice=tmp_path / "own", store=tmp_path / "store")
    run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")
    for card in (tmp_path / "own" / "agents").glob("cm-*.md"):
        card.write_text("---\nid: [\n")

    decided(runner, run)
    later = opened(practice=tmp_path / "own", store=tmp_path / "store")
    later.resume(run.id)

    assert run.status is RunStatus.closed


def test_who_holds_a_role_is_read_as_it_stands_now(opened, tmp_path) -> None:
    new(tmp_path / "own")
    manifest = tmp_path / "own" / "practice.yaml"
    runner = opened(practice=tmp_path / "own", store=tmp_path / "store")
    run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")
    assert runner.inbox("ines-okafor")

    text = manifest.read_text()
    manifest.write_text(text.replace("roles: [cm-practice-owner]", "roles: []", 1))

    assert manifest.read_text() != text
    assert runner.inbox("ines-okafor") == []
    assert run.status is RunStatus.waiting


def test_a_run_does_not_go_on_over_another_blueprint(opened, monkeypatch) -> None:
    runner = opened()
    run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")
    decided(runner, run)
    lay = advancing.lay
    monkeypatch.setattr(advancing, "lay", lambda w: lay(w).model_copy(update={"form": 2}))

    with pytest.raises(ProcedureChangedError, match="Finish it with the version"):
        runner.resume(run.id)

    assert run.status is RunStatus.waiting


def test_a_run_that_somebody_else_holds_is_busy(opened) -> None:
    runner = opened()
    run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")
    decided(runner, run)
    runner.ledger.leases.take(run.id, "elsewhere:1:1")

    with pytest.raises(RunBusyError, match="elsewhere"):
        runner.resume(run.id)


def test_a_process_that_died_holds_nothing() -> None:
    host, _, _ = holder().partition(":")

    assert not gone(holder())
    assert gone(f"{host}:{2**22 - 1}:1")
    assert not gone("elsewhere:1:1")


def test_a_snapshot_is_read_once_and_its_bytes_are_checked_each_time(opened, tmp_path) -> None:
    runner = opened(store=tmp_path)
    launched = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist").launched
    first, _, snapshot = restore(runner.ledger.content, launched.snapshot)
    again, _, _ = restore(runner.ledger.content, launched.snapshot)
    card = snapshot.cards["agents/cm-analyst.md"]
    with sqlite3.connect(tmp_path / "assent.db") as file:
        file.execute("DROP TRIGGER content_stays")
        file.execute("UPDATE content SET body = x'00' WHERE digest = ?", [card])
    file.close()

    assert again is first
    with pytest.raises(IntegrityError):
        restore(runner.ledger.content, launched.snapshot)
