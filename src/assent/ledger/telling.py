"""What the log tells of a run, held against the rows: every column, and every row there must be."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assent.canonical import digest, dumps
from assent.errors import IntegrityError
from assent.ledger.log import Log
from assent.ports import Row, Transaction
from assent.records import GateState, RunStatus

__all__ = ["Told", "check_run", "kept", "untold"]

_MAKES_A_ROW = {
    "run.opened",
    "gate.opened",
    "decision.recorded",
    "document.drafted",
    "document.edited",
    "model.replied",
    "model.refused",
    "model.asked",
}
_CLOSED = {
    "gate.resolved": GateState.resolved,
    "gate.voided": GateState.void,
    "gate.lapsed": GateState.void,
}
_LEAVE_THE_ROW = {"run.withdrawn", "run.rescheduled"}
"""What is told of a run beside its row, which the entry that follows changes, or nothing."""
_REPEATED = {
    "runs": ("workflow", "base", "ordinal"),
    "gates": ("id", "run_id", "packet_digest"),
    "documents": ("run_id", "name", "version", "digest"),
    "executions": ("run_id", "gate", "plan"),
    "effects": ("key", "plan"),
    "decisions": ("gate", "seat"),
}
"""Columns that say what the record of their row says, too."""


@dataclass(frozen=True)
class Told:
    """One entry of the log, as far as rows are held against it."""

    sequence: int
    kind: str
    at: str
    body: Mapping[str, Any]

    @classmethod
    def of(cls, row: Row) -> "Told":
        """Read an entry's leaf."""
        leaf = json.loads(row["leaf"])
        return cls(row["sequence"], leaf["kind"], leaf["at"], leaf["body"])


def check_run(tx: Transaction, log: Log, run: Row) -> None:
    """Check a run's rows.

    Raises:
        IntegrityError: A row is missing, or says what the log does not tell.
    """
    told = [Told.of(row) for row in tx.rows("entries_of_run", run_id=run["id"], after=0)]
    log.vouched(tx, run["record"], run["opened"])
    _run(tx, run, told)
    made = {run["opened"], *_documents(tx, log, run["id"], told), *_gates(tx, log, run["id"], told)}
    made |= _replies(tx, run["id"])
    _executions(tx, log, run["id"], told)
    for entry in told:
        if entry.kind in _MAKES_A_ROW and entry.sequence not in made:
            raise untold(f"entry {entry.sequence}", "row")
    for name in _named(told):
        kept(tx, name, run["id"])


def _run(tx: Transaction, run: Row, told: Iterable[Told]) -> None:
    """Compare what changes in a run with what the log tells."""
    said: dict[str, Any] = {"status": RunStatus.running.value, "stage": None, "note": None}
    artifacts: dict[str, str] = {}
    for entry in told:
        if entry.kind == "artifact.recorded":
            artifacts[entry.body["name"]] = entry.body["reference"]
        elif entry.kind.startswith("run.") and entry.kind not in _LEAVE_THE_ROW:
            said |= {name: entry.body[name] for name in said if name in entry.body}
        else:
            continue
        said |= {"entry": entry.sequence, "updated_at": entry.at}
    note = digest(run["note"].encode()) if run["note"] else None
    _same("runs", run, json.loads(run["record"]), run["id"])
    for name, value in {**said, "artifacts": dumps(artifacts)}.items():
        if {**run, "note": note}[name] != value:
            raise untold(run["id"], name)


def _documents(tx: Transaction, log: Log, run_id: str, told: Iterable[Told]) -> set[int]:
    marks = {
        (entry.body["name"], entry.body["version"]): (entry.body["status"], entry.sequence)
        for entry in told
        if entry.kind == "document.status"
    }
    rows = tx.rows("documents_of_run", run_id=run_id)
    for row in rows:
        record = json.loads(log.vouched(tx, row["record"], row["entry"]))
        _same("documents", row, record, row["name"])
        wanted = marks.get((row["name"], row["version"]), (record["status"], None))
        if (row["status"], row["marked"]) != wanted:
            raise untold(row["name"], "status")
    return {row["entry"] for row in rows}


def _gates(tx: Transaction, log: Log, run_id: str, told: Iterable[Told]) -> set[int]:
    ends = {entry.body["gate"]: entry for entry in told if entry.kind in _CLOSED}
    made: set[int] = set()
    for gate in tx.rows("gates_of_run", run_id=run_id):
        record = json.loads(log.vouched(tx, gate["record"], gate["entry"]))
        _same("gates", {**gate, "declared": gate["gate"]}, record, gate["id"])
        if gate["gate"] != record["gate"]["id"]:
            raise untold(gate["id"], "gate")
        if gate["resolution"] is not None:
            log.vouched(tx, gate["resolution"], gate["closed"])
        _ended(gate, ends.get(gate["id"]))
        made |= {gate["entry"], *_decisions(tx, log, gate["id"], record)}
    return made


def _ended(gate: Row, end: Told | None) -> None:
    """Compare how a gate ended with the one entry that ended it."""
    state = _CLOSED[end.kind].value if end else GateState.open.value
    resolved = end is not None and end.body["record"] is not None
    if (gate["state"], gate["closed"]) != (state, end.sequence if end else None):
        raise untold(gate["id"], "state")
    if resolved is not (gate["resolution"] is not None):
        raise untold(gate["id"], "resolution")


def _decisions(tx: Transaction, log: Log, gate: str, opened: Mapping[str, Any]) -> set[int]:
    decisions, deferrals = tx.rows("decisions", gate=gate), tx.rows("deferrals", gate=gate)
    for row in (*decisions, *deferrals):
        record = json.loads(log.vouched(tx, row["record"], row["entry"]))
        _same("decisions", row, record, gate)
        combined = row.get("combined", int(opened["gate"]["combine_seats"]))
        wanted = (record["approver_identity"], int(opened["gate"]["combine_seats"]))
        if (row["person"], combined) != wanted:
            raise untold(gate, "decision")
    return {row["entry"] for row in (*decisions, *deferrals)}


def _replies(tx: Transaction, run_id: str) -> set[int]:
    rows = tx.rows("replies_of_run", run_id=run_id)
    for row in rows:
        found = tx.rows("entry", sequence=row["entry"])
        body = Told.of(found[0]).body if found else {}
        differing = [name for name in row if name in body and row[name] != body[name]]
        error = digest(row["error"].encode()) if row["error"] is not None else None
        if body.get("error_digest", error) != error:
            raise untold(row["node"], "error")
        if not {"request_digest", "reply_digest", "contribution"} <= set(body) or differing:
            raise untold(row["node"], next(iter(differing), "entry"))
        kept(tx, row["reply_digest"], row["node"])
        if row["contribution"]:
            kept(tx, row["contribution"], row["node"])
    return {row["entry"] for row in rows}


def _executions(tx: Transaction, log: Log, run_id: str, told: Iterable[Told]) -> None:
    """Check that executions and effects stand where the last word of the log left them."""
    last: dict[str, int] = {}
    begun: dict[str, int] = {}
    for entry in told:
        if "record" in entry.body and entry.kind.startswith(("execution.", "effect.")):
            name = entry.body.get("key") or entry.body["plan"]
            last[name] = entry.sequence
            begun.setdefault(name, entry.sequence)
    for execution in tx.rows("executions_of_run", run_id=run_id):
        _stands(tx, log, "executions", execution, last.pop(execution["plan"], None))
        kept(tx, execution["plan"], f"the execution on {execution['gate']}")
        for effect in tx.rows("effects_of_plan", plan=execution["plan"]):
            _stands(tx, log, "effects", effect, last.pop(effect["key"], None))
            if effect["begun"] != begun[effect["key"]]:
                raise untold(effect["key"], "beginning")
    if last:
        raise untold(next(iter(last)), "row")


def _stands(tx: Transaction, log: Log, table: str, row: Row, last: int | None) -> None:
    name = row.get("key") or row["plan"]
    _same(table, row, json.loads(log.vouched(tx, row["record"], row["entry"])), name)
    if last != row["entry"]:
        raise untold(name, "state")


def _named(told: Iterable[Told]) -> set[str]:
    """Return the content that the log of a run names; an approval is named by its row."""
    named: set[str] = set()
    rows = {entry.body["record"] for entry in told if entry.kind == "gate.resolved"}
    for entry in told:
        body = entry.body
        named |= {*body.get("contents", ())} if entry.kind == "run.opened" else set()
        for kind, field in _CONTENT:
            if entry.kind == kind and body.get(field):
                named.add(body[field])
    return named - rows


_CONTENT = (
    ("artifact.recorded", "reference"),
    ("document.drafted", "digest"),
    ("document.edited", "digest"),
    ("gate.opened", "packet_digest"),
    ("gate.opened", "subject_digest"),
    ("packet.shown", "packet_digest"),
    ("run.status", "note"),
    ("run.closed", "note"),
    ("tool.read", "arguments_digest"),
    ("tool.read", "result_digest"),
    ("run.rescheduled", "record"),
)


def kept(tx: Transaction, name: str, what: str) -> None:
    """Refuse to be without content that something names.

    Raises:
        IntegrityError: It is not in the store.
    """
    if not tx.rows("content_size", digest=name):
        raise IntegrityError(f"{what!r} names content {name}, which is not in the store.")


def _same(table: str, row: Row, record: Mapping[str, Any], what: str) -> None:
    for name in _REPEATED[table]:
        if row[name] != record[name]:
            raise untold(what, name)


def untold(what: str, field: str) -> IntegrityError:
    """Return the refusal of a row that says something else than the log."""
    return IntegrityError(
        f"the {field} of {what!r} is not what the log tells; it was changed outside assent. "
        "Restore the store from a copy."
    )
