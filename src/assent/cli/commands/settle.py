"""``assent settle``: a person says what became of a write in doubt."""

from typing import Literal

import click

from assent.cli.opening import opened
from assent.cli.options import as_json, as_person, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, facts

__all__ = ["command"]


@click.command("settle")
@click.argument("run")
@click.argument("index", type=int)
@click.argument("outcome", metavar="applied|absent", type=click.Choice(["applied", "absent"]))
@click.option("--reason", default="", help="What was seen; it stands beside the name for good.")
@as_person
@as_json
@pass_place
def command(
    place: Place,
    *,
    run: str,
    index: int,
    outcome: Literal["applied", "absent"],
    reason: str,
    person: str | None,
    as_json: bool,
) -> None:
    """Say what became of a write in doubt.

    INDEX is the number of the action. Look at the target first: a write said to be applied
    is checked when the run goes on, one said to be absent is made.
    """
    with opened(place) as runner:
        execution = runner.settle(run, index, outcome, reason, by=person)
        following = place.command("resume", execution.run_id)
        if as_json:
            emit({**execution.plain(), "next": following})
            return
        effect = next(
            e for e in reversed(execution.effects) if (e.index, e.note) == (index, reason)
        )
        facts(
            [
                ("settled", f"{effect.kind} {index}, {outcome}"),
                ("by", str(effect.settled_by)),
                ("target", effect.target),
                ("reason", reason),
                ("next", following),
            ]
        )
