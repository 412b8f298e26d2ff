"""Who was shown which packet: told by the log, and by nothing beside it."""

from datetime import datetime

from assent.errors import UnknownGateError
from assent.ledger.intact import intact
from assent.ledger.log import Log
from assent.ports import Store, Transaction
from assent.records import Entry, GateState, OpenGate, Showing

__all__ = ["Showings"]

_KIND = "packet.shown"


class Showings:
    """The showings of every run. An entry of the log is the whole record of one."""

    def __init__(self, store: Store, log: Log) -> None:
        self._store, self._log = store, log

    def add(self, gate: OpenGate, person: str, assurance: str) -> bool:
        """Record that a person was shown the packet of an open gate; False when nothing is new.

        What is no longer open to a decision may be read without a record of it.

        Raises:
            UnknownGateError: There is no such gate.
        """
        with self._store.transaction(write=True) as tx:
            rows = tx.rows("gate", gate=gate.id)
            if not rows:
                raise UnknownGateError(gate.id)
            known = [(s.gate, s.person, s.identity_assurance) for s in self._of(tx, gate.run_id)]
            open_ = rows[0]["state"] == GateState.open.value
            if not open_ or (gate.id, person, assurance) in known:
                return False
            body = {
                "gate": gate.id,
                "declared": gate.gate.id,
                "packet_digest": gate.packet_digest,
                "person": person,
                "identity_assurance": assurance,
            }
            self._log.append(tx, gate.run_id, _KIND, body)
            return True

    def of(self, run_id: str) -> list[Showing]:
        """Return every showing of a run, in order."""
        with self._store.transaction() as tx:
            return self._of(tx, run_id)

    def first(self, tx: Transaction, gate: OpenGate, person: str) -> datetime | None:
        """Return when a person was first shown the packet of a gate, or None."""
        shown = [s for s in self._of(tx, gate.run_id) if (s.gate, s.person) == (gate.id, person)]
        return shown[0].shown_at if shown else None

    def _of(self, tx: Transaction, run_id: str) -> list[Showing]:
        entries = self._log.of_kind(tx, run_id, _KIND)
        return [_as_showing(e) for e in entries if (e.kind, e.run_id) == (_KIND, run_id)]


def _as_showing(entry: Entry) -> Showing:
    with intact(f"entry {entry.sequence} of the log"):
        return Showing(**entry.body, shown_at=entry.at)
