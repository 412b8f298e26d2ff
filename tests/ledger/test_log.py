"""The log: gapless, chained, exactly as written, and never without its row."""

from itertools import pairwise

import pytest

from assent.canonical import digest, dumps
from assent.ledger import Ledger


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
