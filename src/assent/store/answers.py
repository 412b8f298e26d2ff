"""Every named query as a method over tables in memory; the names are those of queries.sql."""

from assent.ports import Row
from assent.store.table import Journal, Table

__all__ = ["Answers"]

_RECORDS = ("leaf", "record", "artifacts", "resolution", "revocation")
_OVER = {"closed", "rejected", "withdrawn", "expired", "sent-back", "failed"}


class _Tables:
    """The tables of schema.sql, with one journal for all of them."""

    def __init__(self) -> None:
        self._content = Table("digest")
        self._entries = Table("sequence")
        entry = (self._entries, False)
        later = (self._entries, True)
        self._runs = Table("id", refers={"entry": entry, "opened": entry})
        run = (self._runs, False)
        self._gates = Table(
            "id",
            unique=(("run_id", "gate"), lambda row: row["state"] == "open"),
            refers={"run_id": run, "entry": entry, "closed": later},
        )
        gate = (self._gates, False)
        self._decisions = Table(
            "gate",
            "seat",
            unique=(("gate", "person"), lambda row: not row["combined"]),
            refers={"gate": gate, "entry": entry},
        )
        self._deferrals = Table("entry", refers={"gate": gate, "entry": entry})
        self._documents = Table(
            "run_id",
            "name",
            "version",
            refers={"run_id": run, "entry": entry, "marked": later},
        )
        self._replies = Table(
            "run_id",
            "node",
            "round",
            "attempt",
            unique=(("run_id", "node", "round"), lambda row: row["contribution"] is not None),
            refers={"run_id": run, "entry": entry},
        )
        self._executions = Table(
            "plan",
            unique=(("gate",), lambda _: True),
            refers={"run_id": run, "gate": gate, "entry": entry},
        )
        plan = (self._executions, False)
        self._effects = Table("key", refers={"plan": plan, "begun": entry, "entry": entry})
        self._signatures = Table(
            "entry",
            unique=(("procedure", "person"), lambda row: row["revoked"] is None),
            refers={"entry": entry, "revoked": later},
        )
        self._leases = Table("run_id")
        self._journal: Journal = []
        for table in self._all():
            table.journal = self._journal

    def settle(self) -> None:
        """Forget how to go back: the transaction holds."""
        self._journal.clear()

    def take_back(self) -> None:
        """Undo the open transaction, newest change first."""
        while self._journal:
            self._journal.pop()()

    def take_over(self, other: "_Tables") -> None:
        """Hold what another holds."""
        for mine, theirs in zip(self._all(), other._all(), strict=True):
            mine.take_over(theirs)

    def _all(self) -> list[Table]:
        return [table for table in vars(self).values() if isinstance(table, Table)]


class _ContentAndLog(_Tables):
    """Content, and the entries of the log."""

    def insert_content(self, digest: str, body: bytes) -> list[Row]:
        return _only(self._content.insert(digest=digest, body=body, size=len(body)), "digest")

    def content(self, digest: str) -> list[Row]:
        return _only(self._content.get(digest), "body")

    def content_digests(self, after: str, most: int) -> list[Row]:
        later = [row for row in self._content if row["digest"] > after]
        return _only(_sorted(later, "digest")[:most], "digest")

    def content_bytes(self) -> list[Row]:
        return [{"bytes": sum(row["size"] for row in self._content)}]

    def content_size(self, digest: str) -> list[Row]:
        return _only(self._content.get(digest), "size")

    def insert_entry(self, **row: object) -> list[Row]:
        return _only(self._entries.insert(**row), "sequence")

    def last_entry(self) -> list[Row]:
        return _only(self._entries.last(), "sequence", "leaf")

    def entry(self, sequence: int) -> list[Row]:
        return self._entries.get(sequence)

    def entries(self, after: int, most: int) -> list[Row]:
        return [row for row in self._entries if row["sequence"] > after][:most]

    def entries_of_run(self, run_id: str, after: int) -> list[Row]:
        return [r for r in self._entries.where(run_id=run_id) if r["sequence"] > after]

    def entries_of_kind(self, run_id: str, kind: str) -> list[Row]:
        return self._entries.where(run_id=run_id, kind=kind)

    def last_vouched(self) -> list[Row]:
        columns = ("entry", "closed", "marked", "revoked")
        state = [row for table in self._all() for row in table]
        return [{"sequence": max((r.get(c) or 0 for r in state for c in columns), default=0)}]

    def record_bytes(self) -> list[Row]:
        state = [row for table in self._all() for row in table]
        return [{"bytes": sum(len(row.get(c) or b"") for row in state for c in _RECORDS)}]


class _RunsAndGates(_Tables):
    """Runs, gates and what was decided at them."""

    def insert_run(self, entry: int, **row: object) -> list[Row]:
        fresh = {"stage": None, "note": "", "opened": entry, "entry": entry}
        return _only(self._runs.insert(**row, **fresh), "id")

    def run(self, run_id: str) -> list[Row]:
        return self._runs.get(run_id)

    def runs(self) -> list[Row]:
        return _sorted(list(self._runs), "opened")

    def runs_under_way(self) -> list[Row]:
        return [row for row in self.runs() if row["status"] not in _OVER]

    def runs_starting(self, prefix: str) -> list[Row]:
        found = [row for row in self._runs if row["id"].startswith(prefix)]
        return _only(_sorted(found, "id"), "id")

    def run_ordinals(self, workflow: str, base: str) -> list[Row]:
        same = self._runs.where(workflow=workflow, base=base)
        return _only(_sorted(same, "ordinal"), "ordinal")

    def update_run(self, run_id: str, **changed: object) -> list[Row]:
        return _only(_replaced(self._runs, self._runs.get(run_id), changed), "id")

    def insert_gate(self, **row: object) -> list[Row]:
        fresh = {"state": "open", "resolution": None, "closed": None}
        return _only(self._gates.insert(**row, **fresh), "id")

    def gate(self, gate: str) -> list[Row]:
        return self._gates.get(gate)

    def gates_by_packet(self, prefix: str) -> list[Row]:
        found = [row for row in self._gates if row["packet_digest"].startswith(prefix)]
        return _only(_sorted(found, "entry"), "id")

    def gates_of_run(self, run_id: str) -> list[Row]:
        return _sorted(self._gates.where(run_id=run_id), "entry")

    def open_gates(self) -> list[Row]:
        return _sorted(self._gates.where(state="open"), "entry")

    def close_gate(self, gate: str, **changed: object) -> list[Row]:
        still = [row for row in self._gates.get(gate) if row["state"] == "open"]
        return _only(_replaced(self._gates, still, changed), "id")

    def lapse_gate(self, gate: str, **changed: object) -> list[Row]:
        ended = [row for row in self._gates.get(gate) if row["state"] == "resolved"]
        return _only(_replaced(self._gates, ended, {"state": "void", **changed}), "id")

    def insert_decision(self, **row: object) -> list[Row]:
        return _only(self._decisions.insert(**row), "seat")

    def decisions(self, gate: str) -> list[Row]:
        return _sorted(self._decisions.where(gate=gate), "entry")

    def insert_deferral(self, **row: object) -> list[Row]:
        return _only(self._deferrals.insert(**row), "entry")

    def deferrals(self, gate: str) -> list[Row]:
        return _sorted(self._deferrals.where(gate=gate), "entry")


class _DocumentsAndReplies(_Tables):
    """Documents, model replies and leases."""

    def insert_document(self, **row: object) -> list[Row]:
        return _only(self._documents.insert(**row, marked=None), "version")

    def document(self, run_id: str, name: str, version: int) -> list[Row]:
        return self._documents.get(run_id, name, version)

    def document_versions(self, run_id: str, name: str) -> list[Row]:
        return _sorted(self._documents.where(run_id=run_id, name=name), "version")

    def documents_of_run(self, run_id: str) -> list[Row]:
        return _sorted(self._documents.where(run_id=run_id), "entry")

    def mark_document(self, run_id: str, name: str, version: int, **changed: object) -> list[Row]:
        found = self._documents.get(run_id, name, version)
        return _only(_replaced(self._documents, found, changed), "version")

    def insert_reply(self, **row: object) -> list[Row]:
        return _only(self._replies.insert(**row), "attempt")

    def reply(self, **attempt: object) -> list[Row]:
        return self._replies.where(**attempt)

    def winning_reply(self, **turn: object) -> list[Row]:
        return [r for r in self._replies.where(**turn) if r["contribution"] is not None]

    def reply_attempts(self, **turn: object) -> list[Row]:
        return [{"attempts": len(self._replies.where(**turn))}]

    def replies_of_run(self, run_id: str) -> list[Row]:
        return _sorted(self._replies.where(run_id=run_id), "entry")

    def lease(self, run_id: str) -> list[Row]:
        return self._leases.get(run_id)

    def save_lease(self, **row: object) -> list[Row]:
        return _only(self._leases.put(**row), "token")


class _ExecutionsAndStops(_Tables):
    """Executions of plans, their effects, and the last word on halting them."""

    def insert_execution(self, **row: object) -> list[Row]:
        return _only(self._executions.insert(**row), "plan")

    def execution(self, plan: str) -> list[Row]:
        return self._executions.get(plan)

    def executions_of_run(self, run_id: str) -> list[Row]:
        return _sorted(self._executions.where(run_id=run_id), "entry")

    def update_execution(self, plan: str, **changed: object) -> list[Row]:
        return _only(_replaced(self._executions, self._executions.get(plan), changed), "plan")

    def insert_effect(self, entry: int, **row: object) -> list[Row]:
        return _only(self._effects.insert(**row, begun=entry, entry=entry), "key")

    def effect(self, key: str) -> list[Row]:
        return self._effects.get(key)

    def effects_of_plan(self, plan: str) -> list[Row]:
        return _sorted(self._effects.where(plan=plan), "begun")

    def update_effect(self, key: str, **changed: object) -> list[Row]:
        return _only(_replaced(self._effects, self._effects.get(key), changed), "key")

    def last_stop(self) -> list[Row]:
        kinds = {"writes.stopped", "writes.started"}
        found = [r for r in self._entries.where(run_id=None) if r["kind"] in kinds]
        return _only(found[-1:], "sequence", "leaf")


class _SignedProcedures(_Tables):
    """Signatures under procedures, and what the log tells of them."""

    def insert_signature(self, **row: object) -> list[Row]:
        fresh = {"revocation": None, "revoked": None}
        return _only(self._signatures.insert(**row, **fresh), "entry")

    def signatures(self) -> list[Row]:
        return _sorted(list(self._signatures), "entry")

    def revoke_signature(self, entry: int, **changed: object) -> list[Row]:
        still = [row for row in self._signatures.get(entry) if row["revoked"] is None]
        return _only(_replaced(self._signatures, still, changed), "entry")

    def entries_on_signatures(self) -> list[Row]:
        kinds = {"procedure.signed", "procedure.revoked"}
        return [r for r in self._entries.where(run_id=None) if r["kind"] in kinds]


class Answers(
    _ContentAndLog, _RunsAndGates, _DocumentsAndReplies, _ExecutionsAndStops, _SignedProcedures
):
    """All of the queries."""


def _only(rows: list[Row], *columns: str) -> list[Row]:
    return [{column: row[column] for column in columns} for row in rows]


def _sorted(rows: list[Row], column: str) -> list[Row]:
    return sorted(rows, key=lambda row: row[column])


def _replaced(table: Table, found: list[Row], changed: Row) -> list[Row]:
    return [new for row in found for new in table.put(**{**row, **changed})]
