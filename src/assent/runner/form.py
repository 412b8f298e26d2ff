"""A procedure in the house form, read back to prove that the form says what the record says."""

from collections.abc import Iterator
from typing import Any

from assent.errors import CallError
from assent.reading import Reading, read
from assent.records import Practice, Workflow
from assent.writing.step import Names
from assent.writing.workflow import write

__all__ = ["house_form", "inferred", "reading_of"]

_PLACES = ("path", "source_digest")


def house_form(workflow: Workflow, practice: Practice) -> tuple[str, Reading]:
    """Return the workflow's document in the house form, and what a reader makes of it.

    Roles go by their titles, or by their ids where titles would read differently.

    Raises:
        CallError: The workflow cannot be written without loss.
    """
    titles = {role.id: role.title for role in practice.roles.values()}
    lost: list[str] = []
    for names in (Names(titles, practice.organisation.groups), Names()):
        text = write(workflow, names)
        again = reading_of(text.encode(), f"{workflow.id}.md", practice)
        lost = list(_lost(workflow, again))
        if not lost:
            return text, again
    raise CallError(
        f"workflow {workflow.id!r} cannot be written without loss: {', '.join(lost[:5])} would "
        "read differently. Nothing was written. Correct the document: "
        f"assent check {workflow.path}"
    )


def reading_of(source: bytes, path: str, practice: Practice) -> Reading:
    """Read one document against a practice."""
    company = practice.organisation
    return read(source, path, roles=practice.roles, groups=company.groups, generic=company.generic)


def inferred(workflow: Workflow) -> Iterator[str]:
    """Yield what the document did not state and a reader worked out, place by place."""
    if workflow.inferred:
        yield f"front matter: {', '.join(workflow.inferred)}"
    for step in workflow.steps:
        if step.inferred:
            yield f"step {step.number}: {', '.join(step.inferred)}"


def _lost(workflow: Workflow, again: Reading) -> Iterator[str]:
    """Yield what is not the same in the document as it is read back."""
    if len(again.workflows) != 1:
        yield f"it as {len(again.workflows)} workflows"
        return
    before, after = _plain(workflow), _plain(again.workflows[0])
    for step, other in zip(before.pop("steps"), after.pop("steps"), strict=False):
        yield from (f"step {step['number']}: {key}" for key in step if step[key] != other[key])
    if len(workflow.steps) != len(again.workflows[0].steps):
        yield "the number of steps"
    yield from (key for key in before if before[key] != after[key])


def _plain(workflow: Workflow) -> dict[str, Any]:
    """Return a workflow without the places where its parts stand."""
    data = {key: value for key, value in workflow.plain().items() if key not in _PLACES}
    for part in (*data["steps"], *data["notes"]):
        del part["line"]
    return data
