"""``assent review``: the packet as it was fixed, then who may decide now, and how."""

from typing import Any

import click

from assent.change import standing
from assent.cli.opening import opened
from assent.cli.options import as_json, as_person, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, heading, moment, pages, raw, say, wrapped
from assent.cli.shown import tell_readers, tell_since
from assent.cli.standing import account, reschedule_command
from assent.cli.waiting import Proposal, free_seats, overriding, plain, proposals, said
from assent.errors import AmbiguousReferenceError, CallError, UnknownGateError
from assent.records import GateState, OpenGate, Outcome, Remark
from assent.runner import Review, Runner

__all__ = ["command"]

_APPROVING = {Outcome.approve.value, Outcome.approve_with_conditions.value}


@click.command("review")
@click.argument("reference", metavar="GATE|RUN|PACKET")
@as_person
@click.option("--bytes", "as_bytes", is_flag=True, help="Write the packet's bytes and no more.")
@as_json
@pass_place
def command(
    place: Place, reference: str, *, person: str | None, as_bytes: bool, as_json: bool
) -> None:
    """Show the packet of a decision, and who may decide now.

    The packet stands between two marks that carry its digest, as it was fixed when the gate
    opened: it is what a decision binds. A packet is named by at least 12 hex digits of its
    digest. Who reads an open packet is recorded: --as PERSON, or whose account this is.
    """
    with opened(place) as runner:
        reader = person or account(runner.organisation)
        review = _read(reference, reader, runner)
        if as_bytes:
            raw(review.packet)
        elif as_json:
            emit(_plain(review, runner, place))
        else:
            pages(_marked(review))
            tell_since(review)
            heading("# Where it stands now\n")
            _tell_now(review, reader, runner, place)


def _read(reference: str, reader: str | None, runner: Runner) -> Review:
    """Read the packet of the gate that was named, or of the one open in the run named."""
    try:
        return runner.review(reference, by=reader)
    except UnknownGateError:
        if not reference.startswith("run"):
            raise
    run = runner.run(reference)
    gates = [gate.id for gate in run.gates]
    if not gates:
        raise CallError(
            f"run {run.id!r} waits for no decision: it is {run.status.value}. "
            f"See: assent show {run.id}"
        )
    if len(gates) > 1:
        why = f"it waits at {', '.join(gates)}"
        raise AmbiguousReferenceError(run.id, why, f"assent review {gates[0]}")
    return runner.review(gates[0], by=reader)


def _marked(review: Review) -> str:
    """Return the packet between its marks; no text can hold the digest of itself."""
    digest = review.gate.packet_digest.removeprefix("sha256:")
    return f"<<packet {digest}>>\n{review.packet}<</packet {digest}>>\n"


def _tell_now(review: Review, reader: str | None, runner: Runner, place: Place) -> None:
    gate, ledger = review.gate, runner.ledger.gates
    organisation = runner.organisation
    tell_readers(review, organisation, reader, place)
    for decision in [*ledger.decisions(gate.id), *ledger.deferrals(gate.id)]:
        say(f"- {said(decision)}")
    if ledger.state(gate.id) is not GateState.open:
        _tell_closed(gate, runner, place)
        return
    waiting = runner.waiting(gate, organisation)
    until = f", until {moment(gate.expires_at)}" if gate.expires_at else ""
    say(f"Open since {moment(gate.requested_at)}{until}. To decide:")
    for seat in free_seats(waiting, organisation):
        say(f"  {seat.sentence}")
    if waiting.vacant:
        say("It stays open until somebody holds that role: see 'people' in practice.yaml.")
    say()
    if gate.bound.tier == "high":
        say("At tier high only those may decide who are named above as shown the packet.")
    made = proposals(waiting, place, organisation, account(organisation))
    if _tell_obstacles(gate, runner, place):
        made = [p for p in made if p.outcome not in _APPROVING]
    _tell_commands(made)
    if told := overriding(gate):
        say(told)


def _tell_obstacles(gate: OpenGate, runner: Runner, place: Place) -> bool:
    """Say what the window of a plan meets now; tell whether that keeps it from being approved."""
    met = runner.obstacles(gate)
    stands = standing(met)
    for remark in met:
        say(wrapped(remark.message, first="- ", rest="  "))
    if stands:
        say("While that stands in the way, no approval is taken. To ask for another window:")
        say(f"  {reschedule_command(gate.run_id, place)}")
    if met:
        say()
    return bool(stands)


def _tell_commands(made: list[Proposal]) -> None:
    """Print the commands as they are: a person copies them, so none is wrapped."""
    say("Say why in place of the dots:")
    for proposal in made:
        say(f"  {proposal.command}")


def _tell_closed(gate: OpenGate, runner: Runner, place: Place) -> None:
    resolution = runner.ledger.gates.resolution(gate.id)
    how = resolution.verdict.value if resolution else "superseded by a newer packet"
    say(f"This gate takes no more decisions: {how}.")
    run = runner.run(gate.run_id)
    following = [place.command("review", other.id) for other in run.gates]
    for line in following or [place.command("show", run.id)]:
        say(f"See: {line}")


def _plain(review: Review, runner: Runner, place: Place) -> dict[str, Any]:
    gate, ledger = review.gate, runner.ledger.gates
    organisation = runner.organisation
    waiting = runner.waiting(gate, organisation)
    state = ledger.state(gate.id)
    made = proposals(waiting, place, organisation, account(organisation))
    return {
        **plain(waiting),
        "state": state.value,
        "packet": review.packet,
        "shown": [showing.plain() for showing in review.shown],
        "last": review.last.plain() if review.last else None,
        "since": review.since.plain() if review.since else None,
        "decisions": [decision.plain() for decision in ledger.decisions(gate.id)],
        "deferrals": [decision.plain() for decision in ledger.deferrals(gate.id)],
        "obstacles": [remark.plain() for remark in _met(gate, state, runner)],
        "commands": [p._asdict() for p in made] if state is GateState.open else [],
    }


def _met(gate: OpenGate, state: GateState, runner: Runner) -> tuple[Remark, ...]:
    return runner.obstacles(gate) if state is GateState.open else ()
