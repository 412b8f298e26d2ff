"""``assent conditions``: what a run owes by the conditions of its approvals."""

from typing import Any

import click

from assent.cli.obligations import closing_command, may_close, state
from assent.cli.opening import opened
from assent.cli.options import as_json, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, facts, heading, moment, say
from assent.cli.waiting import named
from assent.records import Obligation
from assent.runner import Run, Runner

__all__ = ["command"]


@click.command("conditions")
@click.argument("run")
@as_json
@pass_place
def command(place: Place, run: str, as_json: bool) -> None:
    """List the conditions of a run's approvals.

    Each with whose it is to meet, who set it, and what became of it. While one is open the
    run is not closed.
    """
    with opened(place) as runner:
        found = runner.run(run)
        owed = found.conditions
        if as_json:
            emit([_plain(one, found, runner, place) for one in owed])
            return
        for one in owed:
            _tell(one, found, runner, place)
        if not owed:
            say(f"No approval of {found.id} was given on a condition.")
        elif not any(one.open for one in owed) and not found.status.ended:
            say(f"Nothing is open. The run goes on with: {place.command('resume', found.id)}")


def _tell(one: Obligation, run: Run, runner: Runner, place: Place) -> None:
    organisation = runner.organisation
    heading(f"{one.id}: {state(one)}")
    by = one.discharge
    facts(
        [
            ("  condition", one.text),
            ("  owner", one.owner),
            ("  set by", f"{named(one.raised_by, organisation)} as {one.role}"),
            ("  at", f"{moment(one.raised_at)}, {one.gate} about {one.document}"),
            (
                f"  {by.ending}" if by else "",
                f"by {named(by.person, organisation)}, {moment(by.at)}: {by.evidence}"
                if by
                else "",
            ),
            ("  closed by", may_close(one, runner) if one.open else ""),
            ("  next", closing_command(one, runner, place) if _can_be(one, run) else ""),
        ]
    )
    say()


def _can_be(one: Obligation, run: Run) -> bool:
    return one.open and not run.status.ended


def _plain(one: Obligation, run: Run, runner: Runner, place: Place) -> dict[str, Any]:
    following = closing_command(one, runner, place) if _can_be(one, run) else None
    return {**one.plain(), "open": one.open, "next": following}
