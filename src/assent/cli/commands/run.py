"""``assent run``: launch a workflow and let agents draft until people must decide."""

from collections.abc import Mapping
from pathlib import Path

import click

from assent.cli.opening import opened
from assent.cli.options import as_json, as_person, pass_place
from assent.cli.pairs import pairs
from assent.cli.place import Place
from assent.cli.progress import Teller
from assent.cli.screen import emit, tell
from assent.cli.standing import exit_code, report, tell_standing
from assent.records import PlanMode, Practice
from assent.runner.material import collect

__all__ = ["command"]


@click.command("run")
@click.argument("workflow")
@pairs(
    "--with",
    "given",
    metavar="NAME=FILE",
    about="An input: a file to read, or the value of a choice.",
)
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in PlanMode]),
    help="What may be written: nothing, the staging target, or the real one.",
)
@pairs("--role", "roles", metavar="GENERIC=ROLE", about="Which role a generic one stands for.")
@click.option(
    "--material",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder whose text files the roles may search.",
)
@as_person
@click.option("--again", is_flag=True, help="Launch another run of what was launched before.")
@as_json
@pass_place
def command(
    place: Place,
    workflow: str,
    *,
    given: dict[str, str],
    mode: str | None,
    roles: dict[str, str],
    material: tuple[Path, ...],
    person: str | None,
    again: bool,
    as_json: bool,
) -> int:
    """Launch a workflow; agents draft until people must decide.

    The same launch twice is the same run. Exit code 0: closed; 3: it waits for people;
    4: refused.
    """
    if mode and given.setdefault("mode", mode) != mode:
        raise click.UsageError(f"--mode {mode} and --with mode={given['mode']} disagree")
    with opened(place, Teller()) as runner:
        known = {run.id for run in runner.runs()}
        inputs = _inputs(runner.practice, workflow, given)
        run = runner.launch(
            workflow, inputs, roles=roles, by=person, again=again, material=material
        )
        _tell_material(workflow, material)
        if run.id in known:
            tell(f"{run.id} was launched before with the same inputs. Another one: add --again\n")
        elif not as_json:
            tell("")
        if as_json:
            emit(report(run, runner, place))
        else:
            tell_standing(run, runner, place)
        return exit_code(run)


def _tell_material(workflow: str, folders: tuple[Path, ...]) -> None:
    """Say which files nobody will find, since they are no text."""
    left_out = collect(workflow, folders).left_out if folders else ()
    if left_out:
        more = f" and {len(left_out) - 5} more" if left_out[5:] else ""
        tell(f"no part of the material, being no text: {', '.join(left_out[:5])}{more}")


def _inputs(practice: Practice, workflow: str, given: Mapping[str, str]) -> dict[str, str | Path]:
    """Return choices as values and everything else as the file it names."""
    found = practice.workflows.get(workflow)
    choices = {entry.name for entry in found.inputs if entry.kind == "choice"} if found else set()
    return {name: value if name in choices else Path(value) for name, value in given.items()}
