"""``assent stop``: halt every write of this installation."""

import click

from assent.cli.opening import opened
from assent.cli.options import as_json, as_person, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, facts, moment

__all__ = ["command"]


@click.command("stop")
@click.option("--reason", default="", help="Why; it stands beside the name for good.")
@as_person
@as_json
@pass_place
def command(place: Place, *, reason: str, person: str | None, as_json: bool) -> None:
    """Halt every run before its next write.

    Nothing is lost: after assent start, a halted run goes on when it is resumed.
    """
    with opened(place) as runner:
        switch = runner.halt(reason, by=person)
        if as_json:
            emit(switch.plain())
            return
        facts(
            [
                ("writes", "stopped"),
                ("by", switch.person),
                ("at", moment(switch.at)),
                ("reason", switch.reason),
            ]
        )
