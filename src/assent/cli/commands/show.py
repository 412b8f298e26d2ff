"""``assent show``: where a run or a gate stands."""

from collections.abc import Mapping
from typing import Any

import click

from assent.cli.opening import opened
from assent.cli.options import as_json, pass_place
from assent.cli.place import Place
from assent.cli.screen import columns, emit, facts, heading, moment, say
from assent.cli.standing import folder, next_commands, stages
from assent.cli.waiting import free_seats, said
from assent.errors import CallError
from assent.records import OpenGate
from assent.runner import Run, Runner
from assent.writing.hidden import flat

__all__ = ["command"]


@click.command("show")
@click.argument("reference", metavar="RUN|gate")
@click.argument("gate", metavar="[GATE]", required=False)
@as_json
@pass_place
def command(place: Place, reference: str, gate: str | None, as_json: bool) -> None:
    """Show where a run or a gate stands: 'show RUN', or 'show gate GATE'."""
    with opened(place) as runner:
        if reference == "gate" or reference.startswith("gate-"):
            _show_gate(_named(reference, gate), runner, place, as_json=as_json)
            return
        if gate is not None:
            raise CallError(f"{gate!r} is one word too many. See: assent show --help")
        run = runner.run(reference)
        if as_json:
            emit(run.plain())
        else:
            _tell_run(run, runner, place)


def _named(reference: str, gate: str | None) -> str:
    if reference != "gate":
        return reference
    if gate is None:
        raise CallError("which gate? Add its reference. See: assent inbox --all")
    return gate


# ---- a gate ----------------------------------------------------------------------------


def _show_gate(reference: str, runner: Runner, place: Place, *, as_json: bool) -> None:
    gate, _ = runner.packet(reference)
    run = runner.run(gate.run_id)
    if as_json:
        emit(next(row for row in run.plain()["gates"] if row["id"] == gate.id))
        return
    heading(f"{gate.id}: {gate.gate.kind} of {gate.subject}")
    facts(
        [
            ("run", run.id),
            ("state", _state(gate, runner)),
            ("round", str(gate.round)),
            ("opened", moment(gate.requested_at)),
            ("content", gate.subject_digest),
            ("packet", gate.packet_digest),
            *(("decided", said(d)) for d in runner.ledger.gates.decisions(gate.id)),
            *(("deferred", said(d)) for d in runner.ledger.gates.deferrals(gate.id)),
            *(("open seat", line) for line in _open_seats(gate, run, runner)),
            ("next", place.command("review", gate.id)),
        ]
    )


def _state(gate: OpenGate, runner: Runner) -> str:
    resolution = runner.ledger.gates.resolution(gate.id)
    state = runner.ledger.gates.state(gate.id).value
    return f"{state}: {resolution.verdict.value}" if resolution else state


def _open_seats(gate: OpenGate, run: Run, runner: Runner) -> list[str]:
    if gate.id not in {one.id for one in run.gates}:
        return []
    organisation = runner.organisation
    waiting = runner.waiting(gate, organisation)
    return [seat.sentence for seat in free_seats(waiting, organisation)]


# ---- a run -----------------------------------------------------------------------------


def _tell_run(run: Run, runner: Runner, place: Place) -> None:
    launched, lying = run.launched, folder(run, runner)
    heading(flat(launched.title))
    facts(
        [
            ("run", run.id),
            ("status", run.status.value),
            ("note", run.note),
            ("stages", stages(run)),
            (
                "requested by",
                f"{launched.requester_name} ({launched.requester}), identity "
                f"{launched.identity_assurance}, {moment(launched.launched_at)}",
            ),
            ("bound roles", ", ".join(f"{k}: {v}" for k, v in launched.bindings.items())),
            ("documents", str(lying or "")),
        ]
    )
    _tell_documents(run)
    _tell_gates(run, runner)
    _tell_usage(run.plain()["usage"])
    say()
    facts(("next", line) for line in next_commands(run, place))


def _tell_documents(run: Run) -> None:
    rows = [
        (document.name, f"version {document.version}", document.status, document.digest[7:19])
        for document in run.documents.values()
    ]
    if rows:
        heading("\nDocuments")
        columns(rows, indent="  ")


def _tell_gates(run: Run, runner: Runner) -> None:
    gates = runner.ledger.gates.for_run(run.id)
    if not gates:
        return
    heading("\nGates")
    moved = runner.ledger.moves.voided(run.id)
    for gate in gates:
        void = "; void, the window was moved" if gate.id in moved else ""
        say(f"  {gate.id}  {gate.subject}, round {gate.round}: {_state(gate, runner)}{void}")
        for decision in runner.ledger.gates.decisions(gate.id):
            say(f"    {said(decision)}")


def _tell_usage(usage: Mapping[str, Any]) -> None:
    about = " (estimated)" if usage["tokens_estimated"] else ""
    heading("\nUsage")
    facts(
        [
            ("  model calls", f"{usage['calls']}, {usage['critical_path']} one after the other"),
            (
                "  tokens",
                f"{usage['prompt_tokens']} in prompts, "
                f"{usage['completion_tokens']} in replies{about}",
            ),
            (
                "  bytes",
                f"{usage['bytes_drafted']} drafted, {usage['bytes_stored']} stored",
            ),
        ]
    )
