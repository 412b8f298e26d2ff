"""A document in any dialect, in the house form: written, read back, and proven to be the same."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from assent.compiler.layout import lay
from assent.errors import BlueprintError, CallError, DocumentError
from assent.reading import LARGEST, Reading
from assent.records import Note, Practice, Workflow
from assent.runner.form import house_form, inferred, reading_of

__all__ = ["Conversion", "Converted", "convert"]

_LOSING = (
    "file-", "files-", "line-", "yaml-", "front-matter-", "value-invalid", "hidden-character",
    "workflows-too-many", "steps-too-many", "steps-missing", "findings-cut",
)  # fmt: skip


class Converted(NamedTuple):
    """A workflow in the house form, what in it was inferred, and what it lacks to run."""

    workflow: Workflow
    text: str
    inferred: tuple[str, ...]
    missing: tuple[str, ...]


class Conversion(NamedTuple):
    """The workflows of a document, and what it says that belongs to none of several."""

    workflows: tuple[Converted, ...]
    unplaced: tuple[Note, ...]


def convert(path: Path, practice: Practice) -> Conversion:
    """Return every workflow of a document in the house form.

    Raises:
        CallError: The document holds no workflow, or one that cannot be written without loss.
        DocumentError: Parts of it cannot be read at all.
    """
    with path.open("rb") as file:
        reading = reading_of(file.read(LARGEST + 1), str(path), practice)
    losing = [f for f in reading.errors if f.code.startswith(_LOSING)]
    if losing:
        raise DocumentError(losing)
    if not reading.workflows:
        raise CallError(f"{str(path)!r} holds no workflow: {_instead(reading)}")
    made = tuple(_converted(workflow, practice) for workflow in reading.workflows)
    return Conversion(made, reading.unplaced)


def _instead(reading: Reading) -> str:
    kind = "no titled steps" if reading.kind == "other" else f"it is a {reading.kind}"
    return f"{kind}. See: assent check {reading.path}"


def _converted(workflow: Workflow, practice: Practice) -> Converted:
    text, again = house_form(workflow, practice)
    missing = tuple(_missing(again, practice))
    return Converted(workflow, text, tuple(inferred(workflow)), missing)


def _missing(reading: Reading, practice: Practice) -> Iterator[str]:
    """Yield what must be filled in before the workflow can run."""
    (workflow,) = reading.workflows
    for finding in reading.errors:
        yield f"line {finding.line}: {finding.message} {finding.remedy}"
    if not reading.errors:
        yield from _unsound(workflow)
    if not workflow.active:
        yield "front matter: 'active' is false; set it to true."
    yield from _people(workflow, practice)


def _people(workflow: Workflow, practice: Practice) -> Iterator[str]:
    """Yield the roles that a launch binds, those without a card, and those that nobody holds."""
    generic = practice.organisation.generic
    seats = dict.fromkeys(seat.role for gate in workflow.gates for seat in gate.seats)
    for role in dict.fromkeys((*workflow.roles, *seats)):
        if role in generic:
            yield f"role {role!r} is bound at launch: --role {role}=ROLE"
        elif role in workflow.roles and role not in practice.roles:
            yield f"role {role!r} has no card: write agents/{role}.md."
        elif role in seats and not practice.organisation.holders(role):
            yield f"nobody holds {role!r}, who decides: name a person in practice.yaml."


def _unsound(workflow: Workflow) -> Iterator[str]:
    try:
        lay(workflow)
    except BlueprintError as error:
        yield from error.reasons
