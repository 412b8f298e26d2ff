"""The one front door: each thing it does not take, with an error of its own."""

import inspect

import pytest

from assent.errors import (
    GateClosedError,
    ProcedureChangedError,
    RunBusyError,
    RunFinishedError,
    UnknownRunError,
)
from assent.records import RunStatus
from assent.runner import Runner, approve

from .conftest import BRIEF, workflow

LANGGRAPHS_OWN = {"invoke", "ainvoke", "stream", "update_state", "goto", "checkpoint_id", "graph"}


@pytest.fixture
def run(runner):
    return runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")


@pytest.fixture
def ended(runner, run):
    choice = approve("Fit.", by="ines-okafor")
    runner.decide(run.gates[0].packet_digest, choice, resume=True)
    assert run.status is RunStatus.closed
    return run


def public(of) -> set[str]:
    return {name for name in dir(of) if not name.startswith("_")}


def parameters(of) -> set[str]:
    calls = [getattr(of, name) for name in public(of) if inspect.isfunction(getattr(of, name))]
    return {name for call in calls for name in inspect.signature(call).parameters}


def test_nothing_of_langgraph_can_be_reached_through_the_runner() -> None:
    assert not public(Runner) & LANGGRAPHS_OWN
    assert not parameters(Runner) & {"state", "update", "config", "command", "checkpoint_id"}


def test_only_a_launch_takes_inputs() -> None:
    calls = {n for n in public(Runner) if inspect.isfunction(getattr(Runner, n))}
    taking = {n for n in calls if "inputs" in inspect.signature(getattr(Runner, n)).parameters}

    assert taking == {"launch", "alaunch"}


def test_an_unknown_run_is_refused(runner) -> None:
    with pytest.raises(UnknownRunError, match="assent runs"):
        runner.resume("run-note-0000000000")


def test_a_run_that_has_ended_is_refused(runner, ended) -> None:
    with pytest.raises(RunFinishedError, match=f"assent show {ended.id}"):
        runner.resume(ended.id)


def test_the_same_launch_of_an_ended_run_is_that_run(runner, ended) -> None:
    again = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")

    assert (again.id, again.status) == (ended.id, RunStatus.closed)


def test_other_inputs_never_reach_a_waiting_run(runner, run) -> None:
    other = runner.launch(workflow(), {"brief": BRIEF + "- More.\n"}, by="tomas-lindqvist")

    assert other.id != run.id
    assert runner.ledger.content.text(run.launched.inputs["brief"]) == BRIEF


def test_a_waiting_run_comes_back_as_it_is(runner, run) -> None:
    before = len(runner.ledger.log.entries())

    assert runner.resume(run.id).status is RunStatus.waiting
    assert len(runner.ledger.log.entries()) == before


def test_a_run_that_another_process_holds_is_refused(runner, run) -> None:
    runner.decide(run.gates[0].packet_digest, approve("Fit.", by="ines-okafor"))
    runner.ledger.leases.take(run.id, "elsewhere:1:1")

    with pytest.raises(RunBusyError, match="elsewhere"):
        runner.resume(run.id)


def test_a_run_whose_procedure_compiles_to_another_graph_is_refused(
    runner, run, monkeypatch
) -> None:
    runner.decide(run.gates[0].packet_digest, approve("Fit.", by="ines-okafor"))
    lay = __import__("assent.runner.advancing", fromlist=["lay"]).lay
    other = lay(workflow(rounds=3))
    monkeypatch.setattr("assent.runner.advancing.lay", lambda _: other)

    with pytest.raises(ProcedureChangedError):
        runner.resume(run.id)


def test_a_gate_that_was_voided_is_refused(runner, run) -> None:
    packet = run.gates[0].packet_digest
    runner.edit(run.id, "note.md", "# A note\n\nBy hand.\n", reason="Clearer.", by="hana-sato")

    with pytest.raises(GateClosedError, match="edited"):
        runner.decide(packet, approve("Fit.", by="ines-okafor"))
