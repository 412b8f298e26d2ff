"""What every store must do, as tests to inherit.

Subclass ``StoreConformance`` in a test module and say how a store is made::

    class TestMemoryStore(StoreConformance):
        def make(self, folder: Path) -> Store:
            return MemoryStore()
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from assent.errors import StoreError
from assent.ports import Row, Store, Transaction
from assent.records import RunStatus

__all__ = ["StoreConformance"]

_RUN = "run-cm-policy-0123456789"
_THREADS = 8


def _entry(tx: Transaction, sequence: int, kind: str = "run.opened") -> list[Row]:
    return tx.rows(
        "insert_entry", sequence=sequence, run_id=_RUN, kind=kind, leaf=b"leaf %d" % sequence
    )


def _run(tx: Transaction, run_id: str = _RUN, ordinal: int = 1, entry: int = 1) -> list[Row]:
    return tx.rows(
        "insert_run",
        id=run_id,
        workflow="cm-policy",
        base="sha256:base",
        ordinal=ordinal,
        record=b"{}",
        status="running",
        artifacts=b"{}",
        updated_at="2026-03-02T09:00:00Z",
        entry=entry,
    )


def _gate(tx: Transaction, ref: str = "gate-1", declared: str = "final") -> list[Row]:
    facts = {"id": ref, "gate": declared, "packet_digest": f"sha256:{ref}"}
    return tx.rows("insert_gate", run_id=_RUN, record=b"{}", entry=1, **facts)


def _decision(tx: Transaction, seat: str, person: str, combined: int = 0) -> list[Row]:
    said = {"seat": seat, "person": person, "combined": combined}
    return tx.rows("insert_decision", gate="gate-1", record=b"{}", entry=1, **said)


def _document(tx: Transaction, version: int, name: str = "scope.md") -> list[Row]:
    facts = {"name": name, "version": version, "digest": "sha256:d", "status": "draft"}
    return tx.rows("insert_document", run_id=_RUN, record=b"{}", entry=1, **facts)


def _reply(tx: Transaction, attempt: int, contribution: str | None) -> list[Row]:
    return tx.rows(
        "insert_reply",
        run_id=_RUN,
        node="step-1",
        round=1,
        attempt=attempt,
        request_digest="sha256:q",
        reply_digest="sha256:r",
        contribution=contribution,
        error=None,
        role="cm-analyst",
        step=1,
        model="offline",
        finish="stop",
        prompt_tokens=10,
        cached_tokens=0,
        cost=0,
        completion_tokens=5,
        estimated=1,
        entry=1,
    )


def _signature(tx: Transaction, entry: int, person: str = "ines-okafor") -> list[Row]:
    named = {"workflow": "cm-policy", "procedure": "sha256:p", "person": person}
    return tx.rows("insert_signature", entry=entry, record=b"{}", **named)


class StoreConformance:
    """Inherit, define ``make``, and every rule below is tested."""

    def make(self, folder: Path) -> Store:
        """Return an empty store; ``folder`` is a fresh one of its own."""
        raise NotImplementedError

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        """Give a test its store, and close it."""
        store = self.make(tmp_path)
        yield store
        store.close()

    @pytest.fixture
    def opened(self, store: Store) -> Store:
        """Give a test a store with one logged run in it."""
        with store.transaction(write=True) as tx:
            _entry(tx, 1)
            _run(tx)
        return store

    def test_what_was_written_is_read(self, opened: Store) -> None:
        """A committed row is there, with the types it was given."""
        with opened.transaction() as tx:
            (row,) = tx.rows("run", run_id=_RUN)

        assert row["record"] == b"{}"
        assert row["ordinal"] == 1
        assert row["stage"] is None
        assert row["note"] == ""

    def test_an_exception_leaves_nothing(self, opened: Store) -> None:
        """Everything in a transaction holds, or nothing does."""
        with suppress(KeyError), opened.transaction(write=True) as tx:
            _entry(tx, 2)
            _document(tx, 1)
            tx.rows("save_lease", run_id=_RUN, token=1, holder="me", expires_at=9)
            raise KeyError

        with opened.transaction() as tx:
            assert tx.rows("last_entry")[0]["sequence"] == 1
            assert tx.rows("documents_of_run", run_id=_RUN) == []
            assert tx.rows("lease", run_id=_RUN) == []

    def test_a_rolled_back_change_is_as_before(self, opened: Store) -> None:
        """A replaced row comes back, also when it was replaced twice."""
        with opened.transaction(write=True) as tx:
            tx.rows("save_lease", run_id=_RUN, token=1, holder="me", expires_at=9)
        with suppress(KeyError), opened.transaction(write=True) as tx:
            tx.rows("save_lease", run_id=_RUN, token=2, holder="you", expires_at=9)
            tx.rows("save_lease", run_id=_RUN, token=3, holder="her", expires_at=9)
            raise KeyError

        with opened.transaction() as tx:
            assert tx.rows("lease", run_id=_RUN)[0]["holder"] == "me"

    def test_a_taken_key_returns_no_row(self, opened: Store) -> None:
        """The second of two equal keys changes nothing and returns nothing."""
        with opened.transaction(write=True) as tx:
            assert _entry(tx, 1) == []
            assert _run(tx) == []
            assert _document(tx, 1) == [{"version": 1}]
            assert _document(tx, 1) == []
            assert tx.rows("insert_content", digest="d", body=b"a") == [{"digest": "d"}]
            assert tx.rows("insert_content", digest="d", body=b"b") == []
            assert tx.rows("content", digest="d") == [{"body": b"a"}]

    def test_a_seat_and_a_person_are_taken_once(self, opened: Store) -> None:
        """One decision per seat; one seat per person, unless seats are combined."""
        with opened.transaction(write=True) as tx:
            _gate(tx)

            assert _decision(tx, "owner", "ines") == [{"seat": "owner"}]
            assert _decision(tx, "owner", "priya") == []
            assert _decision(tx, "board", "ines") == []
            assert _decision(tx, "board", "ines", combined=1) == [{"seat": "board"}]
            seats = {row["seat"] for row in tx.rows("decisions", gate="gate-1")}

        assert seats == {"owner", "board"}

    def test_one_gate_of_a_declaration_is_open(self, opened: Store) -> None:
        """A second one needs the first to be closed, and closing happens once."""
        closed = {"gate": "gate-1", "state": "void", "resolution": None, "closed": 1}
        with opened.transaction(write=True) as tx:
            assert _gate(tx, "gate-1") == [{"id": "gate-1"}]
            assert _gate(tx, "gate-2") == []
            assert _gate(tx, "gate-3", "other") == [{"id": "gate-3"}]
            assert tx.rows("close_gate", **closed) == [{"id": "gate-1"}]
            assert tx.rows("close_gate", **closed) == []
            assert _gate(tx, "gate-2") == [{"id": "gate-2"}]
            assert {row["id"] for row in tx.rows("open_gates")} == {"gate-2", "gate-3"}
            assert tx.rows("gates_by_packet", prefix="sha256:gate-3") == [{"id": "gate-3"}]

    def test_one_reply_of_a_turn_wins(self, opened: Store) -> None:
        """Invalid replies are kept beside it; a second valid one is not."""
        turn = {"run_id": _RUN, "node": "step-1", "round": 1}
        with opened.transaction(write=True) as tx:
            assert _reply(tx, 1, None) == [{"attempt": 1}]
            assert tx.rows("winning_reply", **turn) == []
            assert _reply(tx, 2, "sha256:c") == [{"attempt": 2}]
            assert _reply(tx, 3, "sha256:c") == []
            assert [row["attempt"] for row in tx.rows("winning_reply", **turn)] == [2]
            assert tx.rows("reply_attempts", **turn) == [{"attempts": 2}]

    def test_one_signature_of_a_person_stands(self, opened: Store) -> None:
        """A second one is refused until the first is taken back, which happens once."""
        with opened.transaction(write=True) as tx:
            for sequence in (2, 3, 4):
                _entry(tx, sequence, "procedure.signed")
            back = {"entry": 2, "revocation": b"{}", "revoked": 4}
            first, second = _signature(tx, 2), _signature(tx, 3)
            other = _signature(tx, 4, "priya-raman")
            taken, again = (tx.rows("revoke_signature", **back) for _ in range(2))
            third = _signature(tx, 3)
            kept = [(row["entry"], row["revoked"]) for row in tx.rows("signatures")]

        assert [len(r) for r in (first, second, other, taken, again, third)] == [1, 0, 1, 1, 0, 1]
        assert kept == [(2, 4), (3, None), (4, None)]

    def test_entries_on_signatures_are_found_among_all(self, opened: Store) -> None:
        """Those of no run and of these kinds, in order."""
        with opened.transaction(write=True) as tx:
            for sequence, kind in ((2, "procedure.signed"), (3, "writes.stopped")):
                leaf = b"leaf %d" % sequence
                tx.rows("insert_entry", sequence=sequence, run_id=None, kind=kind, leaf=leaf)
            _entry(tx, 4, "procedure.signed")
            found = tx.rows("entries_on_signatures")

        assert [row["sequence"] for row in found] == [2]

    def test_no_state_without_an_entry(self, opened: Store) -> None:
        """A row that names an entry which is not in the log is refused."""
        with pytest.raises(StoreError), opened.transaction(write=True) as tx:
            _run(tx, "run-other-0123456789", ordinal=2, entry=7)

        with opened.transaction() as tx:
            assert len(tx.rows("runs")) == 1

    def test_runs_are_found_by_how_they_begin(self, opened: Store) -> None:
        """A prefix is letters, not a pattern."""
        with opened.transaction() as tx:
            assert tx.rows("runs_starting", prefix="run-cm") == [{"id": _RUN}]
            assert tx.rows("runs_starting", prefix="run_cm") == []
            assert tx.rows("runs_starting", prefix="%") == []
            assert tx.rows("run_ordinals", workflow="cm-policy", base="sha256:base") == [
                {"ordinal": 1}
            ]

    def test_runs_under_way_are_those_that_have_not_ended(self, opened: Store) -> None:
        """A run is under way until its status is one of the five ends."""
        with opened.transaction(write=True) as tx:
            for status in RunStatus:
                _entry(tx, sequence := tx.rows("last_entry")[0]["sequence"] + 1, "run.status")
                changed = {"stage": None, "artifacts": b"{}", "note": "", "updated_at": "now"}
                tx.rows("update_run", run_id=_RUN, status=status, entry=sequence, **changed)

                assert bool(tx.rows("runs_under_way")) is not status.ended

    def test_entries_are_read_from_a_place_on(self, opened: Store) -> None:
        """In order, after a sequence number, at most so many."""
        with opened.transaction(write=True) as tx:
            _entry(tx, 2, "run.stage")
            _entry(tx, 3, "run.stage")

            assert [r["sequence"] for r in tx.rows("entries", after=1, most=1)] == [2]
            assert [r["sequence"] for r in tx.rows("entries_of_run", run_id=_RUN, after=1)] == [
                2,
                3,
            ]
            found = tx.rows("entries_of_kind", run_id=_RUN, kind="run.stage")
            assert [row["leaf"] for row in found] == [b"leaf 2", b"leaf 3"]
            assert tx.rows("last_vouched") == [{"sequence": 1}]

    def test_sizes_are_summed(self, opened: Store) -> None:
        """Content in bytes; records and leaves in bytes."""
        with opened.transaction(write=True) as tx:
            tx.rows("insert_content", digest="d", body="é".encode())

            assert tx.rows("content_bytes") == [{"bytes": 2}]
            assert tx.rows("content_size", digest="d") == [{"size": 2}]
            assert tx.rows("record_bytes") == [{"bytes": len(b"leaf 1") + 4}]

    def test_reading_does_not_write(self, opened: Store) -> None:
        """A transaction for reading runs no statement that changes rows."""
        with pytest.raises(StoreError), opened.transaction() as tx:
            _entry(tx, 2)

    def test_only_named_queries_with_their_values_run(self, opened: Store) -> None:
        """No other statement, no missing value, no value too many."""
        with opened.transaction(write=True) as tx:
            for query, values in [
                ("DELETE FROM entries", {}),
                ("run", {}),
                ("run", {"run_id": _RUN, "more": 1}),
            ]:
                with pytest.raises(StoreError):
                    tx.rows(query, **values)

    def test_a_transaction_ends_with_its_block(self, opened: Store) -> None:
        """Nothing runs after it, and none begins inside another."""
        with opened.transaction(write=True) as tx:
            pass
        with pytest.raises(StoreError):
            tx.rows("runs")
        with pytest.raises(StoreError), opened.transaction(), opened.transaction():
            pass
        with opened.transaction() as tx:
            assert len(tx.rows("runs")) == 1

    def test_a_closed_store_takes_nothing(self, opened: Store) -> None:
        """Using it afterwards is refused by name."""
        opened.close()

        with pytest.raises(StoreError), opened.transaction():
            pass

    def test_threads_take_turns(self, opened: Store) -> None:
        """Read, add one, write: no thread loses another's step."""

        def count(_: int) -> None:
            for _ in range(10):
                with opened.transaction(write=True) as tx:
                    last = tx.rows("last_entry")[0]["sequence"]
                    _entry(tx, last + 1)

        with ThreadPoolExecutor(_THREADS) as threads:
            list(threads.map(count, range(_THREADS)))

        with opened.transaction() as tx:
            assert tx.rows("last_entry")[0]["sequence"] == 1 + 10 * _THREADS
