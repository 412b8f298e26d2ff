"""``assent reschedule``: a person moves the window of a change that has not begun."""

import click

from assent.cli.opening import opened
from assent.cli.options import as_json, as_person, pass_place
from assent.cli.place import Place
from assent.cli.progress import Teller
from assent.cli.screen import emit
from assent.cli.standing import exit_code, report, tell_standing

__all__ = ["command"]


@click.command("reschedule")
@click.argument("run")
@click.option(
    "--window", required=True, metavar="START/END", help="The new window, as a request states it."
)
@click.option("--reason", default="", help="Why; it stands beside the name for good.")
@as_person
@as_json
@pass_place
def command(
    place: Place, *, run: str, window: str, reason: str, person: str | None, as_json: bool
) -> int:
    """Move the window of a change that has not begun.

    What was approved for the old window is void: the plan is drawn anew and decided anew.
    Whoever requested the run may, and whoever holds a role of its gates; who moved the window
    does not approve it. A time without a zone is read in the practice's.
    """
    with opened(place, Teller()) as runner:
        moved = runner.reschedule(run, window, reason, by=person)
        if as_json:
            emit(report(moved, runner, place))
        else:
            tell_standing(moved, runner, place)
        return exit_code(moved)
