"""``assent start``: let writes go on after a stop."""

import click

from assent.cli.opening import opened
from assent.cli.options import as_json, as_person, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, facts, moment

__all__ = ["command"]


@click.command("start")
@click.option("--reason", default="", help="Why; it stands beside the name for good.")
@as_person
@as_json
@pass_place
def command(place: Place, *, reason: str, person: str | None, as_json: bool) -> None:
    """Let writes go on after a stop.

    The runs that were halted go on with assent resume.
    """
    with opened(place) as runner:
        switch = runner.unhalt(reason, by=person)
        if as_json:
            emit(switch.plain())
            return
        facts(
            [
                ("writes", "started"),
                ("by", switch.person),
                ("at", moment(switch.at)),
                ("reason", switch.reason),
            ]
        )
