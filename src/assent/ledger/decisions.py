"""Decisions and deferrals of gates, each as the log vouches for it."""

from collections.abc import Iterable

from assent.canonical import digest, dumps
from assent.errors import AlreadyDecidedError
from assent.ledger.log import Log
from assent.ports import Row, Transaction
from assent.records import Decision, Entry, OpenGate

__all__ = ["Decisions"]


class Decisions:
    """What people said at gates; one decision per seat, any number of deferrals."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def of(self, tx: Transaction, gate: str) -> list[Decision]:
        """Return the decisions that fill seats, in the order they were made."""
        return [self._read(tx, row) for row in tx.rows("decisions", gate=gate)]

    def deferrals(self, tx: Transaction, gate: str) -> list[Decision]:
        """Return the deferrals, in the order they were made."""
        return [self._read(tx, row) for row in tx.rows("deferrals", gate=gate)]

    def record(self, tx: Transaction, gate: OpenGate, decision: Decision) -> None:
        """Fill a seat, if it is still free.

        Raises:
            AlreadyDecidedError: Another decision filled it first.
        """
        entry, row = self._logged(tx, decision)
        combined = int(gate.gate.combine_seats)
        if not tx.rows("insert_decision", **row, combined=combined, entry=entry.sequence):
            raise first_of(self.of(tx, gate.id), gate.id, decision.seat)
        self._overridden(tx, gate, decision)

    def defer(self, tx: Transaction, decision: Decision) -> None:
        """Keep a deferral; the seat stays open."""
        entry, row = self._logged(tx, decision)
        tx.rows("insert_deferral", **row, entry=entry.sequence)

    def _overridden(self, tx: Transaction, gate: OpenGate, decision: Decision) -> None:
        """Log each finding that the decision overrides; the words stand in the decision."""
        documents = {finding.id: finding for finding in gate.findings}
        for override in decision.overrides:
            finding = documents[override.finding]
            body = {
                "gate": gate.id,
                "finding": finding.id,
                "document": finding.document,
                "digest": finding.digest,
                "approver_identity": decision.approver_identity,
                "seat": decision.seat,
                "decision": decision.record_digest,
                "override": override.record_digest,
            }
            self._log.append(tx, gate.run_id, "finding.overridden", body)

    def _logged(self, tx: Transaction, decision: Decision) -> tuple[Entry, Row]:
        record = dumps(decision.plain())
        kept = (
            "gate",
            "seat",
            "decision",
            "approver_identity",
            "identity_assurance",
            "subject_digest",
            "packet_digest",
            "shown_at",
        )
        plain = decision.plain()
        body = {"record": digest(record), **{name: plain[name] for name in kept}}
        entry = self._log.append(tx, decision.run_id, "decision.recorded", body)
        person = decision.approver_identity
        row = {"gate": decision.gate, "seat": decision.seat, "person": person, "record": record}
        return entry, row

    def _read(self, tx: Transaction, row: Row) -> Decision:
        return Decision.model_validate_json(self._log.vouched(tx, row["record"], row["entry"]))


def first_of(decisions: Iterable[Decision], gate: str, seat: str) -> AlreadyDecidedError:
    """Return the refusal that names who was first: in this seat, or else the last at the gate."""
    made = list(decisions)
    one = next((d for d in made if d.seat == seat), made[-1])
    return AlreadyDecidedError(
        gate, one.seat, one.approver_identity, one.decision.value, one.decided_at
    )
