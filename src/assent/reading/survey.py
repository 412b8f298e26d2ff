"""What a check of several files has to report."""

from typing import Any

from assent.reading.reading import Reading
from assent.records import Finding, Gate, Record, Severity, Step, Workflow

__all__ = ["Survey"]


class Survey(Record):
    """The documents that were checked, in order, and everything found in them."""

    documents: tuple[Reading, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that stop."""
        return tuple(f for f in self.findings if f.severity is Severity.error)

    def plain(self) -> dict[str, Any]:
        """Return the report as plain JSON data."""
        return {
            "documents": [_document(reading) for reading in self.documents],
            "findings": [finding.plain() for finding in self.findings],
        }


def _document(reading: Reading) -> dict[str, Any]:
    return {
        "path": reading.path,
        "kind": reading.kind,
        "workflows": [_workflow(workflow) for workflow in reading.workflows],
        "patterns": [pattern.plain() for pattern in reading.patterns],
    }


def _workflow(workflow: Workflow) -> dict[str, Any]:
    return {
        "id": workflow.id,
        "title": workflow.title,
        "stages": list(workflow.stages),
        "steps": [_step(step) for step in workflow.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "number": step.number,
        "title": step.title,
        "agents": list(step.agents),
        "collaboration": step.collaboration.value,
        "reads": list(step.reads or ()),
        "output": step.output,
        "gate": _gate(step.gate) if step.gate else None,
        "stage": step.stage,
    }


def _gate(gate: Gate) -> dict[str, Any]:
    return {"id": gate.id, "kind": gate.kind, "seats": [seat.role for seat in gate.seats]}
