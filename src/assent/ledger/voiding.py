"""Closing a gate without a decision, because what it asked about has moved on."""

from assent.canonical import digest, dumps
from assent.ledger.log import Log
from assent.ports import Transaction
from assent.records import GateState, Resolution

__all__ = ["void", "void_all"]


def void(
    tx: Transaction,
    log: Log,
    run_id: str,
    gate: str,
    why: str,
    *,
    resolution: Resolution | None = None,
) -> None:
    """Void one open gate and log why."""
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
