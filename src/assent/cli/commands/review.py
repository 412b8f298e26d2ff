"""``assent review``: the packet as it was fixed, then who may decide now, and how."""

from typing import Any

import click

from assent.change import standing
from assent.cli.opening import opened
from assent.cli.options import as_json, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, heading, moment, pages, say, wrapped
from assent.cli.standing import account, reschedule_command
from assent.cli.waiting import Proposal, free_seats, overriding, plain, proposals, said
from assent.errors import AmbiguousReferenceError, CallError, UnknownGateError
from assent.records import GateState, OpenGate, Outcome, Remark
from assent.runner import Runner

__all__ = ["command"]

_APPROVING = {Outcome.approve.value, Outcome.approve_with_conditions.value}


@click.command("review")
@click.argument("reference", metavar="GATE|RUN|PACKET")
@as_json
@pass_place
def command(place: Place, reference: str, as_json: bool) -> None:
    """Show the packet of a decision, and who may decide now.

    The packet is printed as it was fixed when the gate opened: it is what a decision binds.
    A packet is named by at least 12 hex digits of its digest.
    """
    with opened(place) as runner:
        gate, packet = _packet(reference, runner)
        if as_json:
            emit(_plain(gate, packet, runner, place))
            return
        pages(packet)
        heading("# Where it stands now\n")
        _tell_now(gate, runner, place)


def _packet(reference: str, runner: Runner) -> tuple[OpenGate, str]:
    """Return the gate that was named, or the one that is open in the run that was named."""
    try:
        return runner.packet(reference)
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
    return runner.packet(gates[0])


def _tell_now(gate: OpenGate, runner: Runner, place: Place) -> None:
    ledger = runner.ledger.gates
    decided = [*ledger.decisions(gate.id), *ledger.deferrals(gate.id)]
    for decision in decided:
        say(f"- {said(decision)}")
    if ledger.state(gate.id) is not GateState.open:
        _tell_closed(gate, runner, place)
        return
    organisation = runner.organisation
    waiting = runner.waiting(gate, organisation)
    say(f"Open since {moment(gate.requested_at)}. To decide:")
    for seat in free_seats(waiting, organisation):
        say(f"  {seat.sentence}")
    if waiting.vacant:
        say("It stays open until somebody holds that role: see 'people' in practice.yaml.")
    say()
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


def _plain(gate: OpenGate, packet: str, runner: Runner, place: Place) -> dict[str, Any]:
    ledger = runner.ledger.gates
    organisation = runner.organisation
    waiting = runner.waiting(gate, organisation)
    state = ledger.state(gate.id)
    made = proposals(waiting, place, organisation, account(organisation))
    return {
        **plain(waiting),
        "state": state.value,
        "packet": packet,
        "decisions": [decision.plain() for decision in ledger.decisions(gate.id)],
        "deferrals": [decision.plain() for decision in ledger.deferrals(gate.id)],
        "obstacles": [remark.plain() for remark in _met(gate, state, runner)],
        "commands": [p._asdict() for p in made] if state is GateState.open else [],
    }


def _met(gate: OpenGate, state: GateState, runner: Runner) -> tuple[Remark, ...]:
    return runner.obstacles(gate) if state is GateState.open else ()
