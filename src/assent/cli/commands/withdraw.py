"""``assent withdraw``: a person ends a run that goes nowhere."""

import click

from assent.cli.opening import opened
from assent.cli.options import as_json, as_person, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit
from assent.cli.standing import report, tell_standing

__all__ = ["command"]


@click.command("withdraw")
@click.argument("run")
@click.option("--reason", default="", help="Why; it stands beside the name for good.")
@as_person
@as_json
@pass_place
def command(place: Place, *, run: str, reason: str, person: str | None, as_json: bool) -> None:
    """End a run that goes nowhere; nothing is written.

    For a run that is parked, or whose plan cannot run any more. Whoever requested it may, and
    whoever holds a role of its gates. At an open gate, decide 'withdraw' there.
    """
    with opened(place) as runner:
        ended = runner.withdraw(run, reason, by=person)
        if as_json:
            emit(report(ended, runner, place))
        else:
            tell_standing(ended, runner, place)
