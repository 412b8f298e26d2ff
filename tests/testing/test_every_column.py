"""Somebody with the file, and every column of every table: whatever it is changed into is found."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assent.errors import IntegrityError
from assent.ledger import Ledger
from assent.records import Outcome
from assent.store import SQLiteStore
from assent.testing.attack import duties
from assent.testing.attack.aiming import Aim
from assent.testing.attack.front import rightly
from assent.testing.attack.larkmoor import NOTE, OWNER, START, larkmoor, launch_of
from assent.testing.attack.tables import TABLES, FileTables, written_to
from assent.testing.clocks import FixedClock

TOLD = [table for table in TABLES if table != "leases"]  # who is at work now cannot be proven
OTHER = {"INTEGER": (0, 1, 10**9), "BLOB": (b"", b"{}", b"\xff"), "TEXT": ("", "closed", "open")}


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    """An installation with rows of every kind: a live change that is made, and a note."""
    folder = tmp_path_factory.mktemp("columns")
    aim = Aim(larkmoor(folder))
    shot = aim.shot(launch_of("lamp-live"), "approved")
    shot.execute()
    world = shot.world
    duties.sign(world, NOTE, "Fit to be drafted by.", OWNER)
    duties.revoke(world, launch_of("lamp-live"), "It is revised in spring.", OWNER)
    world.launch(NOTE)
    later = {"decision": Outcome.defer, "deferred_until": world.clock.now() + timedelta(days=9)}
    choice = rightly(world, shot.gate, OWNER).model_copy(update=later)
    world.decide(shot.gate.opened.packet_digest, choice)
    world.decide(shot.gate.opened.packet_digest, rightly(world, shot.gate, OWNER))
    SQLiteStore(folder / "assent.db").close()
    written_to(folder / "assent.db", world.store)
    aim.close()
    return folder / "assent.db"


@pytest.fixture
def opened(file) -> Iterator[tuple[sqlite3.Connection, Ledger]]:
    """The file as somebody without scruples has it, and a ledger over it."""
    with FileTables.of(file) as tables:
        store = SQLiteStore(file)
        yield tables._connection, Ledger(store, FixedClock(START))
        store.close()


def kinds(rows: list[sqlite3.Row]) -> list[sqlite3.Row]:
    """Return one row of each kind, by which of its columns are empty."""
    found: dict[Any, sqlite3.Row] = {}
    for row in rows:
        found.setdefault(tuple(value is None for value in row), row)
    return [*found.values()]


def changes(connection: sqlite3.Connection, table: str) -> list[tuple[sqlite3.Row, str, Any]]:
    """Return a row of each kind with each of its columns, and each value it could hold instead."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    rows = connection.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall()
    held = rows[:-1] if table == "entries" else rows  # nothing holds the newest entry yet
    return [
        (row, column, other)
        for row in kinds(held)
        for _, column, kind, filled, _, key in columns
        for other in (*OTHER[kind], *(() if filled or key else (None,)))
        if other != row[column]
    ]


@contextmanager
def changed(connection: sqlite3.Connection, table: str, row: sqlite3.Row, column: str, other: Any):
    """Change one column of one row, and put it back."""
    names = [name for name in row.keys() if name != column]  # noqa: SIM118 - it is no mapping
    same = " AND ".join(f"{name} IS ?" for name in [*names, column])
    put = f"UPDATE {table} SET {column} = ? WHERE {same}"
    rest = [row[name] for name in names]
    with connection:
        connection.execute(put, (other, *rest, row[column]))
    try:
        yield
    finally:
        with connection:
            connection.execute(put, (row[column], *rest, other))


@pytest.mark.parametrize("table", TOLD)
def test_whatever_a_column_is_changed_into_is_found(opened, table) -> None:
    connection, ledger = opened
    missed = []
    for row, column, other in changes(connection, table):
        with suppress(IntegrityError, sqlite3.IntegrityError):  # the ledger's, or the file's own
            with changed(connection, table, row, column, other):
                ledger.verify()
            missed.append(f"{column}: {row[column]!r} > {other!r}")

    assert missed == []
    ledger.verify()


def test_nothing_was_tried_on_no_rows(opened) -> None:
    tried = {table: len(changes(opened[0], table)) for table in TOLD}

    assert min(tried.values()) > 5
    assert sum(tried.values()) > 250
