"""Runs: opened once, changed under a lease, ended for good."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assent.canonical import digest, dumps
from assent.errors import (
    AmbiguousReferenceError,
    ConditionsOpenError,
    IntegrityError,
    RunFinishedError,
    UnknownRunError,
)
from assent.ledger.closing import void_all
from assent.ledger.content import Content, storable
from assent.ledger.intact import intact
from assent.ledger.leases import Lease, Leases
from assent.ledger.log import Log
from assent.ledger.owing import Owing
from assent.ledger.tracing import trace
from assent.ports import Row, Store, Transaction
from assent.records import Instant, LaunchedRun, Record, RunStatus

__all__ = ["RunRow", "Runs", "live"]


class RunRow(Record):
    """A run as it stands. ``note`` says why, when there is something to say."""

    run: LaunchedRun
    status: RunStatus
    stage: str | None
    artifacts: dict[str, str]
    note: str = ""
    updated_at: Instant


class Runs:
    """The runs of one store."""

    def __init__(self, store: Store, log: Log, content: Content, leases: Leases) -> None:
        self._store, self._log = store, log
        self._content, self._leases = content, leases
        self._owing = Owing(log, content)

    def open(self, run: LaunchedRun, contents: Sequence[bytes]) -> bool:
        """Open a run with everything its digests stand for; False when it exists.

        Raises:
            IntegrityError: An input, a material file or the snapshot is neither given nor stored.
        """
        record = dumps(run.plain())
        with self._store.transaction(write=True) as tx:
            if tx.rows("run", run_id=run.id):
                return False
            stored = sorted({self._content.put_in(tx, body) for body in contents})
            for name in (*run.inputs.values(), *run.material.values(), run.snapshot):
                self._content.expect(tx, name, f"run {run.id!r}")
            body = {"record": digest(record), "contents": stored, **_opening(run)}
            entry = self._log.append(tx, run.id, "run.opened", body)
            tx.rows(
                "insert_run",
                id=run.id,
                workflow=run.workflow,
                base=run.base,
                ordinal=run.ordinal,
                record=record,
                status=RunStatus.running.value,
                artifacts=dumps({}),
                updated_at=entry.plain()["at"],
                entry=entry.sequence,
            )
            return True

    def get(self, run_id: str) -> LaunchedRun:
        """Return what was fixed at launch.

        Raises:
            UnknownRunError: There is no such run.
            IntegrityError: The row is not the one the log vouches for.
        """
        with self._store.transaction() as tx:
            row = _found(tx, run_id)
            return LaunchedRun.model_validate_json(
                self._log.vouched(tx, row["record"], row["opened"])
            )

    def row(self, run_id: str) -> RunRow:
        """Return the run as it stands.

        Raises:
            UnknownRunError: There is no such run.
            IntegrityError: The row says that it goes on, and the log that it ended.
        """
        with self._store.transaction() as tx:
            return _told(tx, _as_row(_found(tx, run_id)))

    def find(self, prefix: str) -> str:
        """Return the id that the text is, or begins.

        Raises:
            UnknownRunError: No run begins so.
            AmbiguousReferenceError: Several do.
        """
        with self._store.transaction() as tx:
            found = [row["id"] for row in tx.rows("runs_starting", prefix=prefix)]
        if not prefix or not found:
            raise UnknownRunError(prefix)
        if len(found) > 1 and prefix not in found:
            raise AmbiguousReferenceError(prefix, f"it begins {', '.join(found)}", "assent runs")
        return prefix if prefix in found else found[0]

    def all(self) -> list[RunRow]:
        """Return every run in the order of launch."""
        with self._store.transaction() as tx:
            return [_as_row(row) for row in tx.rows("runs")]

    def under_way(self) -> list[RunRow]:
        """Return the runs that have not ended, in the order of launch."""
        with self._store.transaction() as tx:
            rows = [_as_row(row) for row in tx.rows("runs_under_way")]
        return [row for row in rows if not row.status.ended]

    def ordinals(self, workflow: str, base: str) -> tuple[int, ...]:
        """Return the ordinals of the runs launched from the same base, in order."""
        with self._store.transaction() as tx:
            return tuple(
                r["ordinal"] for r in tx.rows("run_ordinals", workflow=workflow, base=base)
            )

    def change(
        self,
        lease: Lease,
        *,
        status: RunStatus | None = None,
        stage: str | None = None,
        artifacts: Mapping[str, str] | None = None,
        note: str | None = None,
    ) -> None:
        """Change what is given, logging each difference; saying the same again does nothing.

        A status that ends the run is logged once, as ``run.closed``, and voids open gates.

        Raises:
            LeaseLostError: The run is not held any more.
            UnknownRunError: There is no such run.
            RunFinishedError: The run has ended.
            ConditionsOpenError: It would be closed, and conditions of its approvals are open.
        """
        with self._store.transaction(write=True) as tx:
            self._leases.held(tx, lease)
            before = _as_row(_found(tx, lease.run_id))
            after = _changed(before, status, stage, artifacts, note)
            if after == before:
                return
            if before.status.ended:
                raise RunFinishedError(lease.run_id, before.status.value)
            if after.status is RunStatus.closed:
                self._settled(tx, lease.run_id)
            self._save(tx, before, after)

    def withdraw(self, lease: Lease, person: str, assurance: str, reason: str) -> None:
        """End the run as withdrawn in a person's name; the note keeps the reason.

        Raises:
            LeaseLostError: The run is not held any more.
            RunFinishedError: The run has ended.
        """
        with self._store.transaction(write=True) as tx:
            self._leases.held(tx, lease)
            live(tx, lease.run_id)
            before = _as_row(_found(tx, lease.run_id))
            note = f"Withdrawn by {person}: {reason}"
            after = _changed(before, RunStatus.withdrawn, None, None, note)
            said = {"person": person, "identity_assurance": assurance}
            self._log.append(tx, lease.run_id, "run.withdrawn", said)
            self._save(tx, before, after)

    def stages(self, run_id: str) -> tuple[str, ...]:
        """Return the stages in the order reached; a rework reaches one again."""
        with self._store.transaction() as tx:
            _found(tx, run_id)
            entries = self._log.of_kind(tx, run_id, "run.stage")
        return tuple(entry.body["stage"] for entry in entries)

    def trace(self, run_id: str) -> list[dict[str, Any]]:
        """Return what people decided and what was written back, in order."""
        with self._store.transaction() as tx:
            _found(tx, run_id)
        return trace(self._log.entries(run_id))

    def _settled(self, tx: Transaction, run_id: str) -> None:
        owed = [one.id for one in self._owing.of(tx, run_id) if one.open]
        if owed:
            raise ConditionsOpenError(run_id, owed)

    def _save(self, tx: Transaction, before: RunRow, after: RunRow) -> None:
        run_id = after.run.id
        if after.status.ended:
            void_all(tx, self._log, run_id, f"the run ended: {after.status.value}")
        if after.note:
            self._content.put_in(tx, after.note.encode())
        entries = [self._log.append(tx, run_id, *change) for change in _changes(before, after)]
        tx.rows(
            "update_run",
            run_id=run_id,
            status=after.status.value,
            stage=after.stage,
            artifacts=dumps(after.artifacts),
            note=after.note,
            updated_at=entries[-1].plain()["at"],
            entry=entries[-1].sequence,
        )


def live(tx: Transaction, run_id: str) -> None:
    """Refuse to add anything to a run that is unknown or over.

    Raises:
        UnknownRunError: There is no such run.
        RunFinishedError: The run has ended.
        IntegrityError: The row says that it goes on, and the log that it ended.
    """
    status = _told(tx, _as_row(_found(tx, run_id))).status
    if status.ended:
        raise RunFinishedError(run_id, status.value)


def _told(tx: Transaction, row: RunRow) -> RunRow:
    """Return a run that has ended only by its row if the log tells so, and the other way round."""
    closed = tx.rows("entries_of_kind", run_id=row.run.id, kind="run.closed")
    if bool(closed) is not row.status.ended:
        raise IntegrityError(
            f"run {row.run.id!r} is {row.status.value} by its row, and the log tells otherwise; "
            "the row was changed outside assent. Restore the store from a copy."
        )
    return row


def _opening(run: LaunchedRun) -> dict[str, Any]:
    kept = ("workflow", "ordinal", "requester", "inputs", "bindings", "snapshot", "blueprint")
    return {name: value for name, value in run.plain().items() if name in kept}


def _found(tx: Transaction, run_id: str) -> Row:
    found = tx.rows("run", run_id=run_id)
    if not found:
        raise UnknownRunError(run_id)
    return found[0]


def _as_row(row: Row) -> RunRow:
    with intact(f"run {row['id']!r}"):
        return RunRow(
            run=LaunchedRun.model_validate_json(row["record"]),
            status=row["status"],
            stage=row["stage"],
            artifacts=json.loads(row["artifacts"]),
            note=row["note"],
            updated_at=row["updated_at"],
        )


def _changed(
    before: RunRow,
    status: RunStatus | None,
    stage: str | None,
    artifacts: Mapping[str, str] | None,
    note: str | None,
) -> RunRow:
    moved = status not in {None, before.status}
    kept = "" if moved else before.note
    return before.model_copy(
        update={
            "status": status or before.status,
            "stage": stage or before.stage,
            "artifacts": {**before.artifacts, **(artifacts or {})},
            "note": kept if note is None else storable(note).decode(),
        }
    )


def _changes(before: RunRow, after: RunRow) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return kind and body of an entry for each difference, the end of the run last."""
    if after.stage != before.stage:
        yield "run.stage", {"stage": after.stage}
    for name, reference in after.artifacts.items():
        if before.artifacts.get(name) != reference:
            yield "artifact.recorded", {"name": name, "reference": reference}
    if (after.status, after.note) != (before.status, before.note):
        note = digest(after.note.encode()) if after.note else None
        kind = "run.closed" if after.status.ended else "run.status"
        yield kind, {"status": after.status.value, "note": note}
