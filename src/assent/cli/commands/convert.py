"""``assent convert``: a workflow in any dialect, written in the house form."""

from pathlib import Path
from typing import Any

import click

from assent import practice
from assent.cli.converting import Conversion, Converted, convert
from assent.cli.options import as_json, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, say, tell
from assent.errors import CallError, UnknownWorkflowError

__all__ = ["command"]


@click.command("convert")
@click.argument(
    "path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--out",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="A file to write, or a folder for one file per workflow; else it is printed.",
)
@click.option("--id", "workflow", metavar="WORKFLOW", help="One workflow of several in the file.")
@as_json
@pass_place
def command(
    place: Place, path: Path, *, out: Path | None, workflow: str | None, as_json: bool
) -> None:
    """Write a workflow of any dialect in the house form.

    What was worked out is marked *(inferred)*; what nothing understands is kept as it is.
    The text goes to standard output or to --out, what is still to do to standard error.
    """
    found = convert(path, practice.around(path, place.root))
    chosen = _chosen(found, workflow)
    if out is None and len(chosen) > 1 and not as_json:
        ids = " or ".join(f"--id {one.workflow.id}" for one in chosen)
        raise CallError(
            f"{str(path)!r} holds {len(chosen)} workflows. "
            f"Add --out DIR for one file each, or {ids}"
        )
    places = _places(chosen, out)
    _write(chosen, places)
    if as_json:
        emit(_report(chosen, places, found))
        return
    for one, target in zip(chosen, places, strict=True):
        if target is None:
            say(one.text.rstrip("\n"))
        _tell(one, target)
    for note in found.unplaced:
        tell(f"in no workflow, and left where it is: {note.title!r} ({path}:{note.line})")


def _chosen(found: Conversion, workflow: str | None) -> tuple[Converted, ...]:
    if workflow is None:
        return found.workflows
    chosen = tuple(one for one in found.workflows if one.workflow.id == workflow)
    if not chosen:
        raise UnknownWorkflowError(workflow, [one.workflow.id for one in found.workflows])
    return chosen


def _places(chosen: tuple[Converted, ...], out: Path | None) -> list[Path | None]:
    """Return where each workflow goes; None is standard output."""
    if out is None:
        return [None for _ in chosen]
    single = len(chosen) == 1 and out.suffix == ".md" and not out.is_dir()
    places = [out if single else out / f"{one.workflow.id}.md" for one in chosen]
    taken = [str(place) for place in places if place.exists() or place.is_symlink()]
    twice = len(set(places)) < len(places)
    if taken or twice:
        why = f"{taken[0]!r} is already there" if taken else "two workflows have one id"
        raise CallError(f"{why}; nothing was written. Choose another place: --out PATH")
    return list(places)


def _write(chosen: tuple[Converted, ...], places: list[Path | None]) -> None:
    for one, place in zip(chosen, places, strict=True):
        if place is not None:
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("x", encoding="utf-8", newline="\n") as file:
                file.write(one.text)


def _tell(one: Converted, place: Path | None) -> None:
    where = f", written to {place}" if place else ""
    tell(f"{one.workflow.id}: {len(one.workflow.steps)} steps{where}")
    for title, lines in (("inferred", one.inferred), ("still to do", one.missing)):
        tell(f"  {title}:" if lines else f"  {title}: nothing")
        for line in lines:
            tell(f"    {line}")


def _report(
    chosen: tuple[Converted, ...], places: list[Path | None], found: Conversion
) -> dict[str, Any]:
    return {
        "workflows": [
            {
                "id": one.workflow.id,
                "path": str(place) if place else None,
                "text": None if place else one.text,
                "inferred": list(one.inferred),
                "missing": list(one.missing),
            }
            for one, place in zip(chosen, places, strict=True)
        ],
        "unplaced": [{"title": note.title, "line": note.line} for note in found.unplaced],
    }
