"""Closing a gate: its row, and the entry that tells how it ended."""

from assent.canonical import digest, dumps
from assent.ledger.log import Log
from assent.ports import Transaction
from assent.records import GateState, OpenGate, Resolution

__all__ = ["conclude", "lapse", "void", "void_all"]


def conclude(tx: Transaction, log: Log, gate: OpenGate, resolution: Resolution) -> None:
    """Close an open gate as its people decided, or as its time ended."""
    record = dumps(resolution.plain())
    body = {"record": digest(record), "gate": gate.id, "verdict": resolution.verdict.value}
    entry = log.append(tx, gate.run_id, "gate.resolved", body)
    closed = {"resolution": record, "closed": entry.sequence}
    tx.rows("close_gate", gate=gate.id, state=GateState.resolved.value, **closed)


def lapse(tx: Transaction, log: Log, gate: OpenGate, resolution: Resolution) -> None:
    """Take the approval off a gate that was resolved."""
    record = dumps(resolution.plain())
    people = [person for person, _ in resolution.comments]
    body = {"record": digest(record), "gate": gate.id, "people": people}
    entry = log.append(tx, gate.run_id, "gate.lapsed", body)
    tx.rows("lapse_gate", gate=gate.id, resolution=record, closed=entry.sequence)


def void(
    tx: Transaction,
    log: Log,
    run_id: str,
    gate: str,
    why: str,
    *,
    resolution: Resolution | None = None,
) -> None:
    """Close an open gate because what it asked about has moved on, and log why."""
    record = dumps(resolution.plain()) if resolution else None
    body = {"gate": gate, "why": why, "record": digest(record) if record else None}
    entry = log.append(tx, run_id, "gate.voided", body)
    closed = {"state": GateState.void.value, "resolution": record, "closed": entry.sequence}
    tx.rows("close_gate", gate=gate, **closed)


def void_all(
    tx: Transaction, log: Log, run_id: str, why: str, *, declared: str | None = None
) -> None:
    """Void the open gates of a run: all of them, or those opened for one declared gate."""
    for row in tx.rows("gates_of_run", run_id=run_id):
        if row["state"] == GateState.open.value and declared in {None, row["gate"]}:
            void(tx, log, run_id, row["id"], why)
