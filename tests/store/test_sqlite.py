"""The SQLite file: who may look inside, what is refused, and what several processes do."""

import errno
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from assent.errors import StoreError, StoreFullError, StoreLockedError, StoreReadOnlyError
from assent.store import SQLiteStore
from assent.store.failures import told
from assent.store.opening import VERSION

COUNTER = """
import sys
from assent.store import SQLiteStore
store = SQLiteStore(sys.argv[1])
for _ in range(25):
    with store.transaction(write=True) as tx:
        last = tx.rows("last_entry")
        sequence = last[0]["sequence"] + 1 if last else 1
        tx.rows("insert_entry", sequence=sequence, run_id=None, kind="k", leaf=b"x")
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "practice" / "assent.db"


def test_only_the_owner_looks_inside(path: Path) -> None:
    store = SQLiteStore(path)
    with store.transaction(write=True) as tx:
        tx.rows("insert_content", digest="d", body=b"x")
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}
    store.close()

    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_commits_are_on_the_disk_and_references_are_checked(path: Path) -> None:
    store = SQLiteStore(path)
    asked = {p: store._connection.execute(f"PRAGMA {p}").fetchone()[0] for p in PRAGMAS}
    store.close()

    assert asked == PRAGMAS


PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "application_id": 0x61736E74}


def test_a_second_opening_finds_the_rows(path: Path) -> None:
    first = SQLiteStore(path)
    with first.transaction(write=True) as tx:
        tx.rows("insert_content", digest="d", body=b"x")
    first.close()
    second = SQLiteStore(path)

    with second.transaction() as tx:
        assert tx.rows("content", digest="d") == [{"body": b"x"}]
    second.close()


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    before = other.read_bytes()

    with pytest.raises(StoreError, match="another program"):
        SQLiteStore(other)

    assert other.read_bytes() == before


def test_a_newer_schema_is_refused(path: Path) -> None:
    SQLiteStore(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE schema_version SET version = ?", (VERSION + 1,))
    connection.close()

    with pytest.raises(StoreError, match="newer assent"):
        SQLiteStore(path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("These are notes about many things, and no database at all.\n" * 40)

    with pytest.raises(StoreError, match="not a database"):
        SQLiteStore(text)


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="could not be made"):
        SQLiteStore(tmp_path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET kind = 'k2'",
        "DELETE FROM entries",
        "UPDATE content SET body = x'00'",
    ],
)
def test_the_log_and_content_are_never_changed(path: Path, statement: str) -> None:
    store = SQLiteStore(path)
    with store.transaction(write=True) as tx:
        tx.rows("insert_entry", sequence=1, run_id=None, kind="k", leaf=b"x")
        tx.rows("insert_content", digest="d", body=b"x")

    with pytest.raises(sqlite3.IntegrityError, match="never"):
        store._connection.execute(statement)
    store.close()


def test_replacing_an_entry_changes_nothing(path: Path) -> None:
    store = SQLiteStore(path)
    with store.transaction(write=True) as tx:
        tx.rows("insert_entry", sequence=1, run_id=None, kind="k", leaf=b"x")

    store._connection.execute("REPLACE INTO entries VALUES (1, NULL, 'k2', x'00')")

    with store.transaction() as tx:
        assert tx.rows("last_entry") == [{"sequence": 1, "leaf": b"x"}]
    store.close()


def test_a_lock_held_elsewhere_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assent.store.opening.PATIENCE", 0.05)
    one, two = SQLiteStore(path), SQLiteStore(path)

    with one.transaction(write=True):
        with pytest.raises(StoreLockedError, match="kept it locked"), two.transaction(write=True):
            pass
        with two.transaction() as tx:
            assert tx.rows("runs") == []
    one.close()
    two.close()


def fill(store: SQLiteStore) -> None:
    with store.transaction(write=True) as tx:
        for number in range(200):
            tx.rows("insert_content", digest=str(number), body=b"x" * 4000)


def test_a_full_disk_is_told_and_nothing_is_half_written(path: Path) -> None:
    store = SQLiteStore(path)
    store._connection.execute("PRAGMA max_page_count = 1")

    with pytest.raises(StoreFullError, match="disk is full"):
        fill(store)

    with store.transaction() as tx:
        assert tx.rows("content_bytes") == [{"bytes": 0}]
    store.close()


def test_a_store_that_may_only_be_read_is_told(path: Path) -> None:
    store = SQLiteStore(path)
    store._connection.execute("PRAGMA query_only = ON")

    with pytest.raises(StoreReadOnlyError, match="only be read"):
        fill(store)
    store.close()


def test_a_damaged_file_is_told(path: Path) -> None:
    SQLiteStore(path).close()
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * (4096 - 100)
    path.write_bytes(content)

    with pytest.raises(StoreError, match="damaged"):
        SQLiteStore(path)


def test_what_cannot_be_stored_is_told(path: Path) -> None:
    store = SQLiteStore(path)

    with store.transaction(write=True) as tx:
        for value in ("\ud800", 1 << 80, object()):
            with pytest.raises(StoreError):
                tx.rows("content", digest=value)
    store.close()


def test_every_complaint_names_the_place_and_a_remedy() -> None:
    with pytest.raises(StoreError) as refused, told("x.db"):
        raise sqlite3.OperationalError("out of luck")

    assert "x.db" in str(refused.value)
    assert "out of luck" in str(refused.value)


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.EROFS, StoreReadOnlyError),
        (errno.EACCES, StoreReadOnlyError),
        (errno.ENOSPC, StoreFullError),
        (errno.ENOTDIR, StoreError),
    ],
)
def test_what_the_system_says_of_the_file_is_told_by_its_kind(number, error) -> None:
    with pytest.raises(error) as refused, told("x.db"):
        raise OSError(number, os.strerror(number))

    assert (type(refused.value), os.strerror(number) in str(refused.value)) == (error, True)


def test_two_processes_make_and_fill_one_file(path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    call = [sys.executable, "-c", COUNTER, str(path)]
    both = [subprocess.Popen(call, env=environment, stderr=subprocess.PIPE) for _ in range(2)]
    complaints = [process.communicate(timeout=60)[1] for process in both]

    assert complaints == [b"", b""]
    store = SQLiteStore(path)
    with store.transaction() as tx:
        assert tx.rows("last_entry")[0]["sequence"] == 50
    store.close()


def test_a_forked_child_must_open_its_own(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SQLiteStore(path)
    monkeypatch.setattr(os, "getpid", lambda: -1)

    with pytest.raises(StoreError, match="fork"), store.transaction():
        pass
    monkeypatch.undo()
    store.close()
