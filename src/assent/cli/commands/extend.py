"""``assent extend``: a person lets a run spend more than practice.yaml gives it."""

import click

from assent.cli.opening import opened
from assent.cli.options import as_json, as_person, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, facts, moment
from assent.records import Budget

__all__ = ["command"]

_COUNT = click.IntRange(min=1)
_AMOUNT = click.FloatRange(min=0, min_open=True)


@click.command("extend")
@click.argument("run")
@click.option("--calls", type=_COUNT, help="More calls of models.")
@click.option("--tokens", type=_COUNT, help="More tokens, read and written.")
@click.option("--money", type=_AMOUNT, help="More money, in the currency of the prices.")
@click.option("--turns", type=_COUNT, help="More turns of roles.")
@click.option("--minutes", type=_AMOUNT, help="More time at work.")
@click.option("--reason", default="", help="Why; it stands beside the name for good.")
@as_person
@as_json
@pass_place
def command(
    place: Place,
    *,
    run: str,
    calls: int | None,
    tokens: int | None,
    money: float | None,
    turns: int | None,
    minutes: float | None,
    reason: str,
    person: str | None,
    as_json: bool,
) -> None:
    """Let a run spend more than its budget.

    A run that has spent its budget waits until somebody who decides operational or
    strategic matters, and did not request it, allows more.
    """
    more = Budget(calls=calls, tokens=tokens, money=money, turns=turns, minutes=minutes)
    with opened(place) as runner:
        extension = runner.extend(run, more, reason, by=person)
        following = place.command("resume", extension.run_id)
        if as_json:
            emit({**extension.plain(), "next": following})
            return
        amounts = [f"{amount:g} {what}" for what, amount in more if amount]
        facts(
            [
                ("extended", ", ".join(amounts)),
                ("run", extension.run_id),
                ("by", f"{extension.name} ({extension.person}) as {extension.role}"),
                ("identity", extension.identity_assurance),
                ("at", moment(extension.extended_at)),
                ("reason", extension.reason),
                ("next", following),
            ]
        )
