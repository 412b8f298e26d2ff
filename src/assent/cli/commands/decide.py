"""``assent decide``: a person's decision over exactly one packet, and the receipt for it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from assent.cli.dates import read_date
from assent.cli.opening import opened
from assent.cli.options import as_json, as_person, pass_place
from assent.cli.place import Place
from assent.cli.progress import Teller
from assent.cli.screen import emit, facts, moment, say, tell
from assent.cli.shown import showings, shown_before
from assent.cli.standing import exit_code, report, tell_standing
from assent.cli.waiting import free_seats, plain
from assent.records import Decision, OpenGate, Outcome, Override, Resolution
from assent.runner import Choice, Runner, override

__all__ = ["command"]

_KEY = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("decide")
@click.argument("packet")
@click.argument(
    "outcome", metavar="OUTCOME", type=click.Choice([outcome.value for outcome in Outcome])
)
@click.option("--reason", default="", help="Why; it stands beside the name for good.")
@as_person
@click.option(
    "--confirm", "confirmed", multiple=True, metavar="ITEM", help="An item of the gate, by name."
)
@click.option(
    "--condition",
    "conditions",
    multiple=True,
    metavar="[ROLE:] TEXT",
    help="A condition, and whose it is to meet; the requester's without a role.",
)
@click.option(
    "--override",
    "overridden",
    multiple=True,
    metavar="F-N",
    help="A finding, by its number.",
)
@click.option(
    "--quote", "quotes", multiple=True, metavar="WORDS", help="Words of the finding overridden."
)
@click.option("--because", "rationales", multiple=True, metavar="WHY", help="Why it is overridden.")
@click.option("--until", metavar="DATE", help="Until when a decision is deferred.")
@click.option(
    "--sign", "key", metavar="KEY", type=_KEY, help="Your private SSH key; needed at tier high."
)
@click.option("--resume", "go_on", is_flag=True, help="Go on with the run at once.")
@as_json
@pass_place
def command(
    place: Place,
    *,
    packet: str,
    outcome: str,
    reason: str,
    person: str | None,
    confirmed: tuple[str, ...],
    conditions: tuple[str, ...],
    overridden: tuple[str, ...],
    quotes: tuple[str, ...],
    rationales: tuple[str, ...],
    until: str | None,
    key: Path | None,
    go_on: bool,
    as_json: bool,
) -> int:
    """Decide over exactly one packet, and say why.

    PACKET is what you read: the packet's digest, or at least 12 hex digits of it, as
    'assent review' prints them. The first decision of a seat stands.

    Each --override takes a --quote and a --because; several follow each other in the same
    order.
    """
    overrides = _overrides(overridden, quotes, rationales)
    with opened(place, Teller()) as runner:
        choice = Choice(
            decision=Outcome(outcome),
            reason=reason if any(map(str.isalnum, reason)) else "",
            person=person,
            confirmed=confirmed,
            conditions=conditions,
            overrides=overrides,
            deferred_until=_until(until, runner),
            key=key,
        )
        return _decided(packet, choice, runner, place, go_on=go_on, as_json=as_json)


def _decided(
    packet: str, choice: Choice, runner: Runner, place: Place, *, go_on: bool, as_json: bool
) -> int:
    """Record the choice, print the receipt, and go on with the run if that was asked for."""
    decision, resolution = runner.decide(packet, choice)
    gate = runner.ledger.gates.get(decision.gate)
    goes_on = go_on and resolution is not None
    if as_json:
        _emit(decision, resolution, gate, runner, place, goes_on=goes_on)
    else:
        _tell_receipt(decision, gate, runner)
        _tell_following(decision, resolution, gate, runner, place, goes_on=goes_on)
    return exit_code(runner.run(decision.run_id)) if goes_on else 0


def _overrides(
    findings: Sequence[str], quotes: Sequence[str], rationales: Sequence[str]
) -> tuple[Override, ...]:
    """Join the three options by their order; one of each is needed."""
    if not len(findings) == len(quotes) == len(rationales):
        counts = f"{len(findings)}, {len(quotes)} and {len(rationales)}"
        raise click.UsageError(
            f"--override, --quote and --because belong together, one of each for each finding; "
            f"given are {counts}"
        )
    given = zip(findings, quotes, rationales, strict=True)
    return tuple(override(finding, quote=quote, because=why) for finding, quote, why in given)


def _until(until: str | None, runner: Runner) -> datetime | None:
    return read_date(until, runner.organisation.time_zone) if until else None


def _tell_receipt(decision: Decision, gate: OpenGate, runner: Runner) -> None:
    deferred = decision.deferred_until
    facts(
        [
            ("decided", decision.decision.value),
            ("until", moment(deferred) if deferred else ""),
            (
                "by",
                f"{decision.approver_name} ({decision.approver_identity}) as {decision.capacity}",
            ),
            ("identity", decision.identity_assurance),
            ("at", moment(decision.decided_at)),
            ("over", f"{gate.subject}, round {gate.round}"),
            ("content", decision.subject_digest),
            ("packet", decision.packet_digest),
            *(("shown", line) for line in shown_before(decision, runner)),
            ("confirmed", ", ".join(decision.confirmed)),
            *(("condition", condition.sentence) for condition in decision.conditions),
            *(("overridden", f"{o.finding}: {o.rationale}") for o in decision.overrides),
            ("reason", decision.reason),
            ("receipt", decision.record_digest),
        ]
    )
    say()


def _tell_following(
    decision: Decision,
    resolution: Resolution | None,
    gate: OpenGate,
    runner: Runner,
    place: Place,
    *,
    goes_on: bool,
) -> None:
    """Say what the decision leaves to be done, or go on with the run at once."""
    if resolution is None:
        organisation = runner.organisation
        seats = free_seats(runner.waiting(gate, organisation), organisation)
        rows = [("still open", seat.sentence) for seat in seats]
        facts([*rows, ("next", place.command("review", gate.id))])
        return
    say(f"The gate is resolved: {resolution.verdict.value}.")
    if resolution.conditions:
        listing = place.command("conditions", decision.run_id)
        say(f"The run is not closed before its conditions are met: {listing}")
    if not goes_on:
        say(f"The run goes on with: {place.command('resume', decision.run_id)}")
        return
    tell("")
    run = runner.resume(decision.run_id)
    say()
    tell_standing(run, runner, place)


def _emit(
    decision: Decision,
    resolution: Resolution | None,
    gate: OpenGate,
    runner: Runner,
    place: Place,
    *,
    goes_on: bool,
) -> None:
    """Print the receipt as JSON, also when the run that goes on with it then fails."""
    following = ("resume", decision.run_id) if resolution else ("review", gate.id)
    receipt: dict[str, Any] = {
        "decision": decision.plain(),
        "decision_digest": decision.record_digest,
        "shown": [showing.plain() for showing in showings(decision, runner)],
        "verdict": resolution.verdict.value if resolution else None,
        "open_seats": [] if resolution else plain(runner.waiting(gate))["seats"],
        "next": place.command(*following),
        "run": None,
    }
    try:
        if goes_on:
            receipt["run"] = report(runner.resume(decision.run_id), runner, place)
    finally:
        emit(receipt)
