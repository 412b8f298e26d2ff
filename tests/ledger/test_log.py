"""The log: gapless, chained, exactly as written, and broken where it was touched."""

import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest

from assent.canonical import digest, dumps
from assent.errors import IntegrityError
from assent.ledger import Ledger
from assent.store import SQLiteStore

UNLOCK = "".join(f"DROP TRIGGER IF EXISTS entries_{name};" for name in ("stay", "remain", "once"))


def test_entries_are_numbered_and_chained(ledger, opened) -> None:
    entries = ledger.log.entries()

    assert [e.sequence for e in entries] == list(range(1, len(entries) + 1))
    assert entries[0].previous_entry_digest is None
    for before, after in pairwise(entries):
        assert after.previous_entry_digest == before.entry_digest


def test_a_leaf_is_the_canonical_form_of_its_entry(store, ledger, opened) -> None:
    with store.transaction() as tx:
        rows = tx.rows("entries", after=0, most=100)

    assert [row["leaf"] for row in rows] == [dumps(e.plain()) for e in ledger.log.entries()]


def test_entries_of_a_run_are_read_from_a_place_on(ledger, opened) -> None:
    entries = ledger.log.entries(opened.run_id)

    assert entries == ledger.log.entries()
    assert ledger.log.entries(opened.run_id, after=2) == entries[2:]
    assert ledger.log.entries("run-of-nobody") == []


def test_an_untouched_log_verifies(ledger, opened) -> None:
    ledger.log.verify()
    ledger.verify()


def test_an_exception_leaves_neither_entry_nor_row(store, ledger, lease) -> None:
    before = ledger.log.entries()

    with pytest.raises(KeyError):
        crash(store, ledger)

    assert ledger.log.entries() == before
    with store.transaction() as tx:
        assert tx.rows("content_size", digest=digest(b"late")) == []


def crash(store, ledger) -> None:
    with store.transaction(write=True) as tx:
        ledger.content.put_in(tx, b"late")
        ledger.log.append(tx, None, "document.drafted", {})
        raise KeyError


@pytest.mark.parametrize("call", ["insert_document", "insert_content", "mark_document"])
def test_a_crash_between_log_and_row_leaves_neither(ledger, lease, draft, store, call) -> None:
    ledger.documents.add(draft(), b"# Policy\n", lease)
    before = ledger.log.entries(), ledger.documents.latest(lease.run_id)
    crashing = Ledger(Crashing(store, call), ledger.log._clock)

    with pytest.raises(OSError, match="power"):
        crashing.documents.add(draft(b"two", 2), b"two", lease)

    assert (ledger.log.entries(), ledger.documents.latest(lease.run_id)) == before


class Crashing:
    """A store that fails at one named query."""

    def __init__(self, store, query) -> None:
        self._store, self._query = store, query
        self.place, self.close = store.place, store.close

    def transaction(self, *, write=False):
        self._open = self._store.transaction(write=write)
        return self

    def __enter__(self):
        self._tx = self._open.__enter__()
        return self

    def __exit__(self, *error):
        return self._open.__exit__(*error)

    def rows(self, query, /, **values):
        if query == self._query:
            raise OSError("the power went out")
        return self._tx.rows(query, **values)


# ---- somebody with a database tool -----------------------------------------------------


@pytest.fixture
def file(store, opened, tmp_path: Path) -> Path:
    if not isinstance(store, SQLiteStore):
        pytest.skip("only a file can be touched from outside")
    return tmp_path / "assent.db"


def touch(file: Path, script: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.executescript(UNLOCK + script)
    connection.close()


@pytest.mark.parametrize(
    ("script", "first"),
    [
        (
            "UPDATE entries SET leaf = CAST(replace(leaf, 'drafted', 'edited') AS BLOB) WHERE sequence = 2",
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
        "gates SET state = 'void'",
        "runs SET record = x'00'",
    ],
)
def test_state_that_the_log_does_not_tell_is_found(ledger, file, change) -> None:
    touch(file, f"UPDATE {change}")

    with pytest.raises(IntegrityError):
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
