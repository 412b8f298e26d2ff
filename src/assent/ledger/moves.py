"""Moved windows: a person asks for another time, and what was approved for the old one is void.

The log entry is the move; its record lies beside it by digest, and there is no other row.
"""

from assent.canonical import digest, dumps
from assent.errors import NotRescheduledError
from assent.ledger.closing import void
from assent.ledger.content import Content
from assent.ledger.decisions import Decisions
from assent.ledger.intact import intact
from assent.ledger.leases import Lease, Leases
from assent.ledger.log import Log
from assent.ledger.runs import live
from assent.ports import Store, Transaction
from assent.records import Entry, GateState, Move, Resolution, Verdict

__all__ = ["Moves"]

_KIND = "run.rescheduled"


class Moves:
    """The moved windows of every run."""

    def __init__(self, store: Store, log: Log, content: Content, leases: Leases) -> None:
        self._store, self._log = store, log
        self._content, self._leases = content, leases
        self._decisions = Decisions(log)

    def add(self, move: Move, lease: Lease) -> None:
        """Log a move and void the packet that is open over the plan, in one transaction.

        An approval that was given already is void by the entry itself: the plan it is for
        counts fewer moves than the run.

        Raises:
            NotRescheduledError: Writes were begun, or somebody else was first to move the
                window or to change the plan.
            LeaseLostError: The run is not held any more.
            RunFinishedError: The run has ended.
        """
        record = dumps(move.plain())
        with self._store.transaction(write=True) as tx:
            self._leases.held(tx, lease, move.run_id)
            live(tx, move.run_id)
            self._check(tx, move)
            self._content.put_in(tx, record)
            start, end = _window(move)
            body = {
                "record": digest(record),
                "number": move.number,
                "person": move.person,
                "identity_assurance": move.identity_assurance,
                "window": [start, end],
                "voids": move.voids,
            }
            self._log.append(tx, move.run_id, _KIND, body)
            self._void(tx, move)

    def count(self, run_id: str) -> int:
        """Return how often the window of a run was moved."""
        with self._store.transaction() as tx:
            return len(self._log.of_kind(tx, run_id, _KIND))

    def voided(self, run_id: str) -> frozenset[str]:
        """Return the gates whose packet or approval is void because the window was moved."""
        with self._store.transaction() as tx:
            entries = self._log.of_kind(tx, run_id, _KIND)
        return frozenset(entry.body["voids"] for entry in entries)

    def latest(self, run_id: str) -> Move | None:
        """Return the last move of a run's window, or None while it stands as requested.

        Raises:
            IntegrityError: Its record is not what the log names.
        """
        with self._store.transaction() as tx:
            entries = self._log.of_kind(tx, run_id, _KIND)
        return self._read(entries[-1]) if entries else None

    def _read(self, entry: Entry) -> Move:
        with intact(f"move {entry.sequence}"):
            return Move.model_validate_json(self._content.get(entry.body["record"]))

    def _check(self, tx: Transaction, move: Move) -> None:
        again = f"assent show {move.run_id}"
        if tx.rows("executions_of_run", run_id=move.run_id):
            raise NotRescheduledError(move.run_id, "its writes were begun", again)
        if len(self._log.of_kind(tx, move.run_id, _KIND)) != move.number - 1:
            raise NotRescheduledError(move.run_id, "somebody else moved it just now", again)
        if any(row["state"] == GateState.void.value for row in tx.rows("gate", gate=move.voids)):
            raise NotRescheduledError(move.run_id, "its plan was changed just now", again)

    def _void(self, tx: Transaction, move: Move) -> None:
        """Close the gate whose packet names the old window, if people can still decide there."""
        for row in tx.rows("gates_of_run", run_id=move.run_id):
            if (row["id"], row["state"]) == (move.voids, GateState.open.value):
                resolution = Resolution(
                    gate=move.voids,
                    verdict=Verdict.rescheduled,
                    decisions=tuple(d.record_digest for d in self._decisions.of(tx, move.voids)),
                )
                why = f"{move.person} moved the window"
                void(tx, self._log, move.run_id, move.voids, why, resolution=resolution)


def _window(move: Move) -> tuple[str, str]:
    window = move.plain()["examination"]["window"]
    return window["start"], window["end"]
