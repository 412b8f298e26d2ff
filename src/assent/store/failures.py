"""What SQLite complains about, said as a cause and a remedy."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from assent.errors import StoreError, StoreFullError, StoreLockedError, StoreReadOnlyError

__all__ = ["told"]

_PRIMARY = 0xFF
_ACCESS = "Give yourself write access to the file and its folder, then call again."
_ROOM = "Free some space and call again; what was finished before is kept."
_OURS = "Look whether the folder exists and is yours, then call again."

_SPOKEN: dict[int, tuple[type[StoreError], str, str]] = {
    sqlite3.SQLITE_BUSY: (
        StoreLockedError,
        "another process kept it locked",
        "Wait until that process is done, then call again.",
    ),
    sqlite3.SQLITE_LOCKED: (
        StoreLockedError,
        "another connection kept it locked",
        "Wait until that work is done, then call again.",
    ),
    sqlite3.SQLITE_READONLY: (StoreReadOnlyError, "it may only be read", _ACCESS),
    sqlite3.SQLITE_PERM: (StoreReadOnlyError, "access was denied", _ACCESS),
    sqlite3.SQLITE_FULL: (StoreFullError, "the disk is full", _ROOM),
    sqlite3.SQLITE_IOERR: (
        StoreError,
        "the disk could not be read or written",
        "Look whether the disk is full or failing, then call again; what was finished before is "
        "kept.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        StoreError,
        "the file is damaged",
        "Stop here, keep the file, and restore the newest copy of it.",
    ),
    sqlite3.SQLITE_NOTADB: (
        StoreError,
        "the file is not a database",
        "Name another file for the store, or move this one away.",
    ),
    sqlite3.SQLITE_CANTOPEN: (StoreError, "the file could not be opened", _OURS),
    sqlite3.SQLITE_TOOBIG: (
        StoreError,
        "a value is larger than the database takes",
        "Split the document and call again.",
    ),
    sqlite3.SQLITE_CONSTRAINT: (
        StoreError,
        "a rule of the schema forbids it",
        "Nothing was changed; this is a defect of assent, please report it.",
    ),
}
_UNSPOKEN = (StoreError, "it was refused", "Call again; see: assent runs")
_UNMADE = (StoreError, "the file could not be made", _OURS)
_SYSTEM: dict[int, tuple[type[StoreError], str, str]] = {
    **dict.fromkeys(
        (errno.EROFS, errno.EACCES, errno.EPERM),
        (StoreReadOnlyError, "it may only be read", _ACCESS),
    ),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), (StoreFullError, "the disk is full", _ROOM)),
}
"""What the operating system says while the file is made."""


@contextmanager
def told(place: str) -> Iterator[None]:
    """Turn what SQLite raises inside into a StoreError that says what to do.

    Raises:
        StoreLockedError: Somebody else kept it locked.
        StoreFullError: The disk is full.
        StoreReadOnlyError: It may only be read.
        StoreError: SQLite raised for any other reason.
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
        kind, why, remedy = _SPOKEN.get(code, _UNSPOKEN)
        raise kind(place, f"{why} ({error})", remedy) from error
    except (UnicodeEncodeError, OverflowError) as error:
        remedy = "Nothing was changed; correct the text or the figure and call again."
        raise StoreError(place, f"a value cannot be stored ({error})", remedy) from error
    except OSError as error:
        kind, why, remedy = _SYSTEM.get(error.errno or 0, _UNMADE)
        raise kind(place, f"{why} ({error.strerror})", remedy) from error
