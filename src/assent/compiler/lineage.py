"""Which documents are versions of one thing, as ``x-draft-v1.md`` and ``x-final.md`` are."""

from collections.abc import Sequence

from assent.records import Step, Workflow, kind_of

__all__ = ["base_of", "kind_of", "readable"]


def base_of(step: Step, reads: Sequence[str]) -> str | None:
    """Return the document that the step's output revises: the latest it reads of its kind."""
    if step.output is None:
        return None
    kind = kind_of(step.output)
    same = [name for name in reads if name != step.output and kind_of(name) == kind]
    return same[-1] if same else None


def readable(workflow: Workflow, step: Step) -> tuple[str, ...]:
    """Return what a step reads: as declared, or every input and every earlier output."""
    if step.reads is not None:
        return step.reads
    inputs = [entry.name for entry in workflow.inputs if entry.kind != "choice"]
    earlier = [s.output for s in workflow.steps if s.number < step.number and s.output]
    return (*inputs, *earlier)
