"""The one append-only log: gapless, each entry holding the digest of the one before."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from assent.canonical import digest, dumps
from assent.errors import IntegrityError, NotCanonicalError
from assent.ports import Clock, Row, Store, Transaction
from assent.records import Entry, Instant

__all__ = ["Log"]

_PAGE = 500


class Log:
    """Appends entries inside the transaction of what they record, and reads them back."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def append(self, tx: Transaction, run_id: str | None, kind: str, body: dict[str, Any]) -> Entry:
        """Add the next entry to the log, inside the transaction of the change it records.

        A ``record`` in the body is the digest of the row the entry vouches for.
        """
        last = tx.rows("last_entry")
        entry = Entry(
            sequence=last[0]["sequence"] + 1 if last else 1,
            previous_entry_digest=digest(last[0]["leaf"]) if last else None,
            run_id=run_id,
            kind=kind,
            at=self._clock.now(),
            body=body,
        )
        leaf = dumps(entry.plain())
        row = {"sequence": entry.sequence, "run_id": run_id, "kind": kind, "leaf": leaf}
        if not tx.rows("insert_entry", **row):
            raise IntegrityError(f"entry {entry.sequence} of the log was already there.")
        return entry

    def entries(self, run_id: str | None = None, after: int = 0) -> list[Entry]:
        """Return the entries of one run, or of all, in order and after a sequence number."""
        with self._store.transaction() as tx:
            if run_id is not None:
                rows = tx.rows("entries_of_run", run_id=run_id, after=after)
            else:
                rows = list(_pages(tx, after))
        return [_entry(row) for row in rows]

    def latest(self, tx: Transaction) -> Instant | None:
        """Return the time of the newest entry, inside an open transaction."""
        last = tx.rows("last_entry")
        return _entry(last[0]).at if last else None

    def of_kind(self, tx: Transaction, run_id: str, kind: str) -> list[Entry]:
        """Return a run's entries of one kind, in order."""
        return [_entry(row) for row in tx.rows("entries_of_kind", run_id=run_id, kind=kind)]

    def vouched(self, tx: Transaction, record: bytes, sequence: int) -> bytes:
        """Return the bytes of a row, if the log entry it names vouches for exactly them.

        Raises:
            IntegrityError: The entry is missing or vouches for other bytes.
        """
        found = tx.rows("entry", sequence=sequence)
        named = _entry(found[0]).body.get("record") if found else None
        if named != digest(record):
            raise IntegrityError(
                f"entry {sequence} of the log does not vouch for the row that names it: the row "
                "was changed outside assent. Restore the store from a copy."
            )
        return record

    def verify(self) -> None:
        """Recompute the chain from the stored leaves.

        Raises:
            IntegrityError: Names the first entry that was changed, removed or moved.
        """
        with self._store.transaction() as tx:
            last, previous = 0, None
            for row in _pages(tx, 0):
                _check(row, last + 1, previous)
                last, previous = row["sequence"], digest(row["leaf"])
            vouched = tx.rows("last_vouched")[0]["sequence"]
        if vouched > last:
            raise _broken(last + 1, "it is missing, and the state was made by later ones")


def _pages(tx: Transaction, after: int) -> Iterator[Row]:
    while page := tx.rows("entries", after=after, most=_PAGE):
        yield from page
        after = page[-1]["sequence"]


def _entry(row: Row) -> Entry:
    try:
        return Entry.model_validate_json(row["leaf"])
    except ValidationError as error:
        raise _broken(row["sequence"], "its leaf is no entry") from error


def _check(row: Row, sequence: int, previous: str | None) -> None:
    if row["sequence"] != sequence:
        raise _broken(sequence, "it is missing")
    entry = _entry(row)
    if (entry.sequence, entry.run_id, entry.kind) != (sequence, row["run_id"], row["kind"]):
        raise _broken(sequence, "its leaf is that of another entry")
    if entry.previous_entry_digest != previous:
        raise _broken(sequence, "it does not follow from the entry before")
    if not _canonical(entry, row["leaf"]):
        raise _broken(sequence, "its leaf is not in canonical form")


def _canonical(entry: Entry, leaf: bytes) -> bool:
    try:
        return dumps(entry.plain()) == leaf
    except NotCanonicalError:
        return False


def _broken(sequence: int, why: str) -> IntegrityError:
    return IntegrityError(
        f"the log is broken at entry {sequence}: {why}. Trust nothing from there on; restore the "
        "store from a copy."
    )
