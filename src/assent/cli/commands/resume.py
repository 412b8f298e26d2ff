"""``assent resume``: go on with a run as far as it goes without a person."""

import click

from assent.cli.opening import opened
from assent.cli.options import as_json, pass_place
from assent.cli.place import Place
from assent.cli.progress import Teller
from assent.cli.screen import emit
from assent.cli.standing import exit_code, report, tell_standing

__all__ = ["command"]


@click.command("resume")
@click.argument("run")
@as_json
@pass_place
def command(place: Place, run: str, as_json: bool) -> int:
    """Go on with a run as far as it goes without a person.

    A run that waits for people comes back as it is. No model call that was finished is made
    again. Exit code 0: closed; 3: it waits; 4: refused.
    """
    with opened(place, Teller()) as runner:
        found = runner.resume(run)
        if as_json:
            emit(report(found, runner, place))
        else:
            tell_standing(found, runner, place)
        return exit_code(found)
