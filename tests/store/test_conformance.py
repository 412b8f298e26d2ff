"""Both stores keep every rule of the suite that ships."""

from pathlib import Path

from assent.store import MemoryStore, SQLiteStore
from assent.store.answers import Answers
from assent.store.catalogue import catalogue
from assent.testing.stores import StoreConformance


class TestMemoryStore(StoreConformance):
    def make(self, folder: Path) -> MemoryStore:
        return MemoryStore()


class TestSQLiteStore(StoreConformance):
    def make(self, folder: Path) -> SQLiteStore:
        return SQLiteStore(folder / "practice" / "assent.db")


def test_the_twin_answers_every_query_and_no_other() -> None:
    named = set(catalogue().queries)
    answered = {name for name in vars_of(Answers) if not name.startswith("_")}

    assert answered - {"settle", "take_back", "take_over"} == named


def test_a_copy_in_memory_holds_the_same_and_goes_its_own_way() -> None:
    store = MemoryStore()
    with store.transaction(write=True) as tx:
        tx.rows("insert_content", digest="d", body=b"a")
    copy = store.copy()
    with copy.transaction(write=True) as tx:
        tx.rows("insert_content", digest="e", body=b"b")

    for each, held in ((store, ["d"]), (copy, ["d", "e"])):
        with each.transaction() as tx:
            assert [r["digest"] for r in tx.rows("content_digests", after="", most=9)] == held


def vars_of(kind: type) -> set[str]:
    return {name for parent in kind.__mro__ for name in vars(parent)}
