"""``assent inbox``: what waits for whom."""

from collections.abc import Sequence
from typing import Any

import click

from assent.cli.obligations import people, sentence
from assent.cli.opening import opened
from assent.cli.options import as_json, as_person, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, facts, heading, moment, say
from assent.cli.standing import account, next_commands, resting_on
from assent.cli.waiting import free_seats, named, plain
from assent.records import Organisation, RunStatus
from assent.runner import Run, Runner, Waiting

__all__ = ["command"]

_OWING = "conditions of its approval are open"
_WHY = {
    RunStatus.parked: "it was stopped short",
    RunStatus.in_doubt: "what happened outside is not certain",
    RunStatus.waiting: "it was decided and can go on",
    RunStatus.running: "agents are at work, or it was stopped",
}


@click.command("inbox")
@as_person
@click.option("--all", "everybody", is_flag=True, help="What waits for anybody.")
@as_json
@pass_place
def command(place: Place, person: str | None, everybody: bool, as_json: bool) -> None:
    """Show what waits for whom.

    Shown is what the person may decide now; without --as, the person whose account this
    is; everything when the account is nobody's.
    """
    with opened(place) as runner:
        organisation = runner.organisation
        who = None if everybody else person or account(organisation)
        waiting = runner.inbox(who)
        resting = [run for run in _resting(runner.runs()) if _concerns(run, who, runner)]
        if as_json:
            gates = [plain(w) | {"next": _reading(w, person, place)} for w in waiting]
            emit([*gates, *(_rest(run, place) for run in resting)])
            return
        for one in waiting:
            _tell(one, person, place, organisation)
        for run in resting:
            _tell_rest(run, runner, place)
        if not waiting and not resting:
            _tell_empty(who, runner, place, organisation)


def _resting(runs: Sequence[Run]) -> list[Run]:
    """Return the runs that wait for somebody, and not for a decision."""
    return [run for run in runs if not run.status.ended and not run.gates]


def _concerns(run: Run, who: str | None, runner: Runner) -> bool:
    """Tell whether a run at rest is shown: to everybody, or to whom may close a condition."""
    return who is None or any(
        who == person.id for one in resting_on(run) for person in people(one, runner)
    )


def _tell_rest(run: Run, runner: Runner, place: Place) -> None:
    owed = resting_on(run)
    heading(f"{run.id}: {_OWING if owed else _WHY[run.status]}")
    facts(
        [
            ("  why", "" if owed else run.note),
            *(("  waits for", sentence(one, runner)) for one in owed),
            *(("  next", line) for line in next_commands(run, place)),
        ]
    )
    say()


def _rest(run: Run, place: Place) -> dict[str, Any]:
    return {
        "kind": run.status.value,
        "run": run.id,
        "why": run.note or _WHY[run.status],
        "conditions": [one.plain() for one in resting_on(run)],
        "next": next_commands(run, place)[0],
    }


def _reading(waiting: Waiting, person: str | None, place: Place) -> str:
    """Return the command that reads the packet, as the person who said that they ask."""
    return place.command("review", waiting.gate.id, *(("--as", person) if person else ()))


def _tell(waiting: Waiting, person: str | None, place: Place, organisation: Organisation) -> None:
    gate = waiting.gate
    heading(f"{gate.subject}: {gate.gate.kind} wanted")
    seats = [
        ("  blocked" if seat.vacant else "  waits for", seat.sentence)
        for seat in free_seats(waiting, organisation)
    ]
    facts(
        [
            *seats,
            ("  since", moment(gate.requested_at)),
            ("  until", moment(gate.expires_at) if gate.expires_at else ""),
            *(
                ("  escalated", f"{seat} went up to {', '.join(roles)}")
                for seat, roles in gate.escalated.items()
            ),
            ("  round", str(gate.round) if gate.round > 1 else ""),
            ("  run", gate.run_id),
            ("  requested by", named(gate.requester, organisation)),
            ("  next", _reading(waiting, person, place)),
        ]
    )
    say()


def _tell_empty(who: str | None, runner: Runner, place: Place, organisation: Organisation) -> None:
    if who is None:
        say(f"Nothing waits for anybody in {runner.store.place}.")
        return
    others = len(runner.inbox())
    say(f"Nothing waits for {named(who, organisation)}.")
    if others:
        say(f"{others} waiting for others: {place.command('inbox', '--all')}")
