"""Opening a database file: ours, new, or refused before anything in it is touched."""

import os
import sqlite3
import time
from pathlib import Path

from assent.errors import StoreError
from assent.store.catalogue import schema

__all__ = ["APPLICATION", "PATIENCE", "VERSION", "opened"]

APPLICATION = 0x61736E74  # "asnt", in the header of every file that is ours
VERSION = 3
PATIENCE = 10.0
"""Seconds to wait for a lock that another process holds."""

_OLDEST = (3, 37)
_PAUSE = 0.02


def opened(path: Path) -> sqlite3.Connection:
    """Return a connection to the store, made if the file is new or empty.

    Raises:
        StoreError: The file belongs to something else, or to another version of assent.
        sqlite3.Error: SQLite could not open or read it.
        OSError: The folder or the file could not be made.
    """
    if sqlite3.sqlite_version_info < _OLDEST:
        why = f"this Python brings SQLite {sqlite3.sqlite_version}, and 3.37 is needed"
        raise StoreError(str(path), why, "Use a Python with a newer SQLite.")
    _make(path)
    connection = sqlite3.connect(
        path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        connection.row_factory = sqlite3.Row
        if _is_new(connection, path):
            _settle(connection)
            _build(connection)
        else:
            _settle(connection)
        _same_version(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _make(path: Path) -> None:
    """Make the folder and the file so that only their owner can look inside."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _is_new(connection: sqlite3.Connection, path: Path) -> bool:
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    if owner == APPLICATION:
        return False
    if owner or tables:
        why = "the database belongs to another program"
        raise StoreError(str(path), why, "Name another file for the store.")
    return True


def _settle(connection: sqlite3.Connection) -> None:
    """Set what SQLite forgets per connection; a first switch to WAL may find it locked."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA trusted_schema = OFF")
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _build(connection: sqlite3.Connection) -> None:
    """Make the tables in one transaction; a second process finds them made."""
    own = f"PRAGMA application_id = {APPLICATION};"
    connection.executescript(f"BEGIN IMMEDIATE;\n{schema()}\n{own}\nCOMMIT;")


def _same_version(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("SELECT max(version) FROM schema_version").fetchone()[0]
    if found != VERSION:
        why = f"its schema is version {found}, and this assent knows {VERSION}"
        newer = found is None or found > VERSION
        remedy = "Install the newer assent that wrote it." if newer else "Name another file."
        raise StoreError(str(path), why, remedy)
