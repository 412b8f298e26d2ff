"""What SQLite complains about, said as a cause and a remedy."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from assent.errors import StoreError

__all__ = ["told"]

_PRIMARY = 0xFF
_SPOKEN = {
    sqlite3.SQLITE_BUSY: (
        "another process kept it locked",
        "Wait until that process is done, then call again.",
    ),
    sqlite3.SQLITE_LOCKED: (
        "another connection kept it locked",
        "Wait until that work is done, then call again.",
    ),
    sqlite3.SQLITE_READONLY: (
        "it may only be read",
        "Give yourself write access to the file and its folder, then call again.",
    ),
    sqlite3.SQLITE_PERM: (
        "access was denied",
        "Give yourself write access to the file and its folder, then call again.",
    ),
    sqlite3.SQLITE_FULL: (
        "the disk is full",
        "Free some space and call again; what was finished before is kept.",
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk could not be read or written",
        "Look after the disk, then call again; what was finished before is kept.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "the file is damaged",
        "Stop here, keep the file, and restore the newest copy of it.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "the file is not a database",
        "Name another file for the store, or move this one away.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "the file could not be opened",
        "Look whether the folder exists and is yours, then call again.",
    ),
    sqlite3.SQLITE_TOOBIG: (
        "a value is larger than the database takes",
        "Split the document and call again.",
    ),
    sqlite3.SQLITE_CONSTRAINT: (
        "a rule of the schema forbids it",
        "Nothing was changed; this is a defect of assent, please report it.",
    ),
}


@contextmanager
def told(place: str) -> Iterator[None]:
    """Turn what SQLite raises inside into a StoreError that says what to do.

    Raises:
        StoreError: SQLite raised.
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
        why, remedy = _SPOKEN.get(code, ("it was refused", "Call again; see: assent runs"))
        raise StoreError(place, f"{why} ({error})", remedy) from error
    except (UnicodeEncodeError, OverflowError) as error:
        remedy = "Nothing was changed; correct the text or the figure and call again."
        raise StoreError(place, f"a value cannot be stored ({error})", remedy) from error
    except OSError as error:
        remedy = "Look whether the folder exists and is yours, then call again."
        raise StoreError(place, f"the file could not be made ({error.strerror})", remedy) from error
