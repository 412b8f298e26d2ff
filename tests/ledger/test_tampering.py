"""Somebody with a database tool: whatever they touch is found, or not believed."""

import sqlite3
from pathlib import Path

import pytest

from assent.canonical import digest
from assent.errors import IntegrityError
from assent.records import Reply, RunStatus

UNLOCK = "".join(f"DROP TRIGGER IF EXISTS entries_{name};" for name in ("stay", "remain", "once"))


pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


@pytest.fixture
def file(opened, tmp_path: Path) -> Path:
    return tmp_path / "assent.db"


def touch(file: Path, script: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.executescript(UNLOCK + script)
    connection.close()


@pytest.mark.parametrize(
    ("script", "first"),
    [
        (
            "UPDATE entries SET leaf = CAST(replace(leaf, 'drafted', 'edited') AS BLOB)"
            " WHERE sequence = 2",
            2,
        ),
        ("UPDATE entries SET leaf = CAST(leaf || ' ' AS BLOB) WHERE sequence = 3", 3),
        ("UPDATE entries SET kind = 'run.closed' WHERE sequence = 2", 2),
        ("UPDATE entries SET leaf = x'00' WHERE sequence = 1", 1),
        ("DELETE FROM entries WHERE sequence = 2", 2),
        ("DELETE FROM entries WHERE sequence >= 3", 3),
        ("DELETE FROM entries", 1),
        (
            "UPDATE entries SET sequence = -2 WHERE sequence = 2;"
            "UPDATE entries SET sequence = 2 WHERE sequence = 3;"
            "UPDATE entries SET sequence = 3 WHERE sequence = -2;",
            2,
        ),
    ],
)
def test_the_first_bad_entry_is_named(ledger, file, script, first) -> None:
    touch(file, script)

    with pytest.raises(IntegrityError, match=f"at entry {first}:"):
        ledger.log.verify()


def test_a_changed_link_shows_in_the_entry_after(ledger, file) -> None:
    earlier = "CAST(replace(leaf, '09:00:0', '08:00:0') AS BLOB)"
    touch(file, f"UPDATE entries SET leaf = {earlier} WHERE sequence = 2")

    with pytest.raises(IntegrityError, match="at entry 3: it does not follow"):
        ledger.log.verify()


def test_changed_rows_are_found(ledger, file) -> None:
    forged = "CAST(replace(record, 'cm-practice', 'cm-malpractice') AS BLOB)"
    touch(file, f"UPDATE documents SET record = {forged}")

    ledger.log.verify()
    with pytest.raises(IntegrityError, match="does not vouch"):
        ledger.verify()


@pytest.mark.parametrize(
    "change",
    [
        "runs SET status = 'closed'",
        "runs SET stage = 'approval'",
        'runs SET artifacts = CAST(\'{"plan":"x"}\' AS BLOB)',
        "documents SET status = 'approved'",
        "runs SET note = 'approved by everybody'",
        "runs SET ordinal = 2",
        "runs SET updated_at = '2026-01-01T00:00:00Z'",
        "runs SET artifacts = CAST(artifacts || ' ' AS BLOB)",
        "gates SET state = 'void'",
        "gates SET packet_digest = subject FROM (SELECT digest AS subject FROM documents)",
        "documents SET digest = (SELECT packet_digest FROM gates)",
        "documents SET marked = 1",
        "content SET size = size + 1",
        "runs SET record = x'00'",
    ],
)
def test_state_that_the_log_does_not_tell_is_found(ledger, file, change) -> None:
    touch(file, f"DROP TRIGGER content_stays; UPDATE {change}")

    with pytest.raises(IntegrityError):
        ledger.verify()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE gates SET state = 'void'",
        "UPDATE gates SET state = 'open', closed = NULL, resolution = NULL",
        "UPDATE decisions SET person = 'mallory'",
        "UPDATE decisions SET combined = 1",
        "DELETE FROM decisions",
        "PRAGMA foreign_keys = OFF; DELETE FROM gates",
        "PRAGMA foreign_keys = OFF; DELETE FROM runs",
    ],
)
def test_what_people_decided_is_there_as_the_log_tells(
    ledger, file, opened, says, organisation, change
) -> None:
    ledger.gates.decide(says(opened, "ines-okafor", "reject"), organisation)
    touch(file, f"DROP TRIGGER decisions_stay; DROP TRIGGER decisions_remain; {change}")

    with pytest.raises(IntegrityError):
        ledger.verify()


@pytest.mark.parametrize("column", ["node", "role", "step", "model", "cost", "error", "attempt"])
def test_a_reply_that_says_something_else_is_found(ledger, lease, file, column) -> None:
    facts = {"request_digest": digest(b"q"), "role": "cm-analyst", "step": 1}
    reply = Reply(text="text", model="offline")
    told = {"contribution": None, "error": "no JSON", **facts}
    ledger.journal.record(lease, node="n", round_=1, reply=reply, **told)
    touch(file, f"UPDATE replies SET {column} = 9")

    with pytest.raises(IntegrityError):
        ledger.verify()


def test_a_reply_put_in_anothers_place_is_found(ledger, lease, file) -> None:
    facts = {"request_digest": digest(b"q"), "role": "cm-analyst", "step": 1}
    reply = Reply(text="text", model="offline")
    ledger.journal.record(lease, node="n", round_=1, reply=reply, contribution=b"{}", **facts)
    touch(file, f"UPDATE replies SET contribution = '{digest(b'other')}'")

    with pytest.raises(IntegrityError, match="contribution"):
        ledger.verify()


def test_rows_that_make_no_sense_are_refused_by_name(ledger, file, opened) -> None:
    for table, column in [("runs", "status"), ("documents", "status"), ("gates", "state")]:
        touch(file, f"UPDATE {table} SET {column} = 'nonsense'")

    for ask in (
        lambda: ledger.runs.row(opened.run_id),
        lambda: ledger.documents.latest(opened.run_id),
        lambda: ledger.gates.state(opened.id),
    ):
        with pytest.raises(IntegrityError, match="changed outside"):
            ask()


def test_changed_content_is_found(ledger, file, opened) -> None:
    touch(file, "DROP TRIGGER content_stays; UPDATE content SET body = x'00'")

    with pytest.raises(IntegrityError, match="was changed"):
        ledger.content.get(opened.subject_digest)
    with pytest.raises(IntegrityError, match="was changed"):
        ledger.verify()


def test_a_gap_is_told_as_one(ledger, file) -> None:
    touch(file, "DELETE FROM entries WHERE sequence = 2")

    with pytest.raises(IntegrityError, match="at entry 2: it is missing"):
        ledger.verify()


@pytest.mark.parametrize("which", ["subject", "packet", "reply"])
def test_each_kind_of_content_is_missed(ledger, lease, file, opened, which) -> None:
    facts = {"request_digest": digest(b"q"), "role": "cm-analyst", "step": 1}
    reply = Reply(text="said", model="offline")
    ledger.journal.record(lease, node="n", round_=1, reply=reply, contribution=b"{}", **facts)
    gone = {
        "subject": opened.subject_digest,
        "packet": opened.packet_digest,
        "reply": digest(b"said"),
    }
    touch(file, f"DELETE FROM content WHERE digest = '{gone[which]}'")

    with pytest.raises(IntegrityError, match="not in the store"):
        ledger.verify()


@pytest.mark.parametrize(
    ("table", "column"),
    [("gates", "record"), ("gates", "resolution"), ("runs", "record"), ("decisions", "record")],
)
def test_a_record_with_another_word_is_found(
    ledger, file, opened, says, organisation, table, column
) -> None:
    ledger.gates.decide(says(opened, "ines-okafor", "reject"), organisation)
    touch(file, "DROP TRIGGER decisions_stay")
    touch(file, f"UPDATE {table} SET {column} = CAST({column} || ' ' AS BLOB)")

    with pytest.raises(IntegrityError, match="does not vouch"):
        ledger.verify()


def test_removed_content_is_found(ledger, file, opened) -> None:
    touch(file, "DELETE FROM content")

    with pytest.raises(IntegrityError, match="not in the store"):
        ledger.content.get(opened.packet_digest)
    with pytest.raises(IntegrityError, match="not in the store"):
        ledger.verify()


def test_a_forged_decision_or_resolution_is_not_believed(ledger, file, opened) -> None:
    approved = b'{"gate":"gate-0123456789","verdict":"approved"}'.hex()
    touch(
        file,
        f"UPDATE gates SET state = 'resolved', resolution = x'{approved}', closed = entry;"
        "INSERT INTO decisions VALUES ('gate-0123456789', 'cm-practice-owner', 'ines-okafor', 0,"
        " x'7b7d', 2);",
    )

    with pytest.raises(IntegrityError):
        ledger.gates.resolution(opened.id)
    with pytest.raises(IntegrityError):
        ledger.gates.decisions(opened.id)


def test_a_forged_gate_is_not_believed(ledger, file, opened) -> None:
    forged = "CAST(replace(record, 'tomas-lindqvist', 'ines-okafor') AS BLOB)"
    touch(file, f"UPDATE gates SET record = {forged}")

    with pytest.raises(IntegrityError):
        ledger.gates.get(opened.id)


@pytest.mark.parametrize("lost", ["packet_digest", "subject_digest"])
def test_nothing_is_decided_over_bytes_that_are_lost(
    ledger, opened, file, says, organisation, lost
) -> None:
    touch(file, f"DELETE FROM content WHERE digest = '{getattr(opened, lost)}'")

    with pytest.raises(IntegrityError, match="not in the store"):
        ledger.gates.decide(says(opened, "ines-okafor"), organisation)

    assert ledger.gates.decisions(opened.id) == []


def test_a_run_that_ended_is_not_revived_by_its_row(ledger, lease, file, opened) -> None:
    ledger.runs.change(lease, status=RunStatus.withdrawn)
    touch(file, "UPDATE runs SET status = 'running'")

    with pytest.raises(IntegrityError, match="by its row"):
        ledger.runs.row(opened.run_id)


def test_a_gate_that_was_closed_takes_no_decision_because_its_row_says_open(
    ledger, lease, file, opened, says, organisation
) -> None:
    decision = says(opened, "ines-okafor", "approve")
    ledger.runs.change(lease, status=RunStatus.withdrawn)
    touch(file, "UPDATE gates SET state = 'open', closed = NULL")

    with pytest.raises(IntegrityError, match="by its row"):
        ledger.gates.decide(decision, organisation)
    with pytest.raises(IntegrityError, match="by its row"):
        ledger.gates.state(opened.id)
