"""A run as a caller sees it: read from the ledger whenever it is asked."""

from collections.abc import Iterator, Mapping
from typing import Any

from assent.errors import UnknownDocumentError
from assent.ledger import Ledger
from assent.records import Document, Execution, GateState, Obligation, OpenGate, RunStatus
from assent.writing.owing import owed

__all__ = ["Documents", "Run", "RunDocument"]


class RunDocument:
    """The latest version of one document of a run."""

    def __init__(self, document: Document, ledger: Ledger) -> None:
        self._ledger = ledger
        self.record = document

    @property
    def text(self) -> str:
        """Return the content; its bytes are checked against the digest."""
        return self._ledger.content.text(self.record.digest)

    @property
    def name(self) -> str:
        """Return the document's name."""
        return self.record.name

    @property
    def version(self) -> int:
        """Return the version, from 1."""
        return self.record.version

    @property
    def status(self) -> str:
        """Return where this version stands: draft, in-review, approved, signed, superseded."""
        return self.record.status.value

    @property
    def digest(self) -> str:
        """Return the digest of the content."""
        return self.record.digest


class Documents(Mapping[str, RunDocument]):
    """The documents of a run by name, in the order they were first drafted."""

    def __init__(self, run: str, ledger: Ledger) -> None:
        self._run, self._ledger = run, ledger

    def __getitem__(self, name: str) -> RunDocument:
        known = self._ledger.documents.latest(self._run)
        if name not in known:
            raise UnknownDocumentError(name, self._run, list(known))
        return RunDocument(known[name], self._ledger)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ledger.documents.latest(self._run))

    def __len__(self) -> int:
        return len(self._ledger.documents.latest(self._run))

    def __contains__(self, name: object) -> bool:
        return name in self._ledger.documents.latest(self._run)


class Run:
    """A run: where it stands, what it made, what people decided in it."""

    def __init__(self, run: str, ledger: Ledger) -> None:
        self._ledger = ledger
        self.launched = ledger.runs.get(run)
        self.documents = Documents(run, ledger)

    @property
    def id(self) -> str:
        """Return the run's id, which is also its thread id."""
        return self.launched.id

    @property
    def workflow(self) -> str:
        """Return the id of the workflow it runs."""
        return self.launched.workflow

    @property
    def status(self) -> RunStatus:
        """Return where the run stands."""
        return self._ledger.runs.row(self.id).status

    @property
    def note(self) -> str:
        """Return why the run stands where it does, when there is something to say.

        A run that rested on conditions says nothing any more once all of them are closed.
        """
        row = self._ledger.runs.row(self.id)
        rested = row.status is RunStatus.waiting and row.note and not self.gates
        if rested and (conditions := self.conditions):
            return owed([one for one in conditions if one.open])
        return row.note

    @property
    def stage(self) -> str | None:
        """Return the stage reached last."""
        return self._ledger.runs.row(self.id).stage

    @property
    def stages(self) -> tuple[str, ...]:
        """Return the stages in the order they were reached."""
        return self._ledger.runs.stages(self.id)

    @property
    def artifacts(self) -> dict[str, str]:
        """Return what the run produced, by name: the digest of each."""
        return dict(self._ledger.runs.row(self.id).artifacts)

    @property
    def trace(self) -> list[dict[str, Any]]:
        """Return the human approvals and the write-backs, in order."""
        return list(self._ledger.runs.trace(self.id))

    @property
    def gates(self) -> list[OpenGate]:
        """Return the gates that wait for a person now."""
        return self._ledger.gates.open_now(self.id)

    @property
    def conditions(self) -> list[Obligation]:
        """Return the conditions of its approvals, open and closed, in the order they were set."""
        return self._ledger.obligations.of(self.id)

    @property
    def executions(self) -> list[Execution]:
        """Return what became of the plans that were begun, oldest first."""
        return self._ledger.effects.executions(self.id)

    @property
    def waiting(self) -> bool:
        """Tell whether a person must act before the run goes on."""
        return self.status in {RunStatus.waiting, RunStatus.parked, RunStatus.in_doubt}

    def plain(self) -> dict[str, Any]:
        """Return the run record as plain JSON data."""
        from assent.runner.usage import usage  # lays the blueprint: only a whole record pays

        return {
            "run": {
                "id": self.id,
                "workflow": self.workflow,
                "stage": self.stage,
                "status": self.status.value,
                "note": self.note,
                "artifacts": self.artifacts,
                "trace": self.trace,
            },
            "stages": list(self.stages),
            "requester": self.launched.requester,
            "identity_assurance": self.launched.identity_assurance,
            "launched_at": self.launched.plain()["launched_at"],
            "bindings": self.launched.bindings,
            "inputs": self.launched.inputs,
            "snapshot": self.launched.snapshot,
            "blueprint": self.launched.blueprint,
            "documents": {
                name: {
                    "version": document.version,
                    "digest": document.digest,
                    "status": document.status,
                }
                for name, document in self.documents.items()
            },
            "conditions": [one.plain() for one in self.conditions],
            "gates": [self._gate(gate) for gate in self._ledger.gates.for_run(self.id)],
            "usage": usage(self.launched, self._ledger),
        }

    def _gate(self, gate: OpenGate) -> dict[str, Any]:
        state = self._ledger.gates.state(gate.id)
        resolution = self._ledger.gates.resolution(gate.id)
        return {
            "id": gate.id,
            "gate": gate.gate.id,
            "kind": gate.gate.kind,
            "round": gate.round,
            "subject": gate.subject,
            "subject_digest": gate.subject_digest,
            "packet_digest": gate.packet_digest,
            "seats": [seat.id for seat in gate.seats],
            "state": state.value,
            "verdict": resolution.verdict.value if resolution else None,
            "decisions": [d.plain() for d in self._ledger.gates.decisions(gate.id)],
            "open": state is GateState.open,
        }
