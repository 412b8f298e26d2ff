"""``assent close-incident``: a person says that a target is in order again."""

import click

from assent.cli.opening import opened
from assent.cli.options import as_json, as_person, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, facts

__all__ = ["command"]


@click.command("close-incident")
@click.argument("run")
@click.option("--reason", default="", help="What was done; it stands beside the name for good.")
@as_person
@as_json
@pass_place
def command(place: Place, *, run: str, reason: str, person: str | None, as_json: bool) -> None:
    """Say that a target is in order again.

    Nothing is written by this: the target is put in order by hand, and the run then goes on
    to its report.
    """
    with opened(place) as runner:
        execution = runner.close_incident(run, reason, by=person)
        following = place.command("resume", execution.run_id)
        if as_json:
            emit({**execution.plain(), "next": following})
            return
        facts(
            [
                ("incident", execution.outcome.value),
                ("by", str(execution.closed_by)),
                ("reason", execution.reason),
                ("next", following),
            ]
        )
