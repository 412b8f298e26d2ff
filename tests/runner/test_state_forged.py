"""Whoever can write LangGraph's state closes nothing and approves nothing."""

import asyncio
import sqlite3
from contextlib import suppress
from typing import Any

import pytest
from langgraph.types import Command

from assent.canonical import digest
from assent.compiler.state import opening
from assent.errors import AssentError, IntegrityError, StoreError
from assent.records import RunStatus
from assent.runner import approve, reject, rework
from assent.runner.advancing import Engine
from assent.runner.checkpoints import config
from assent.runner.holding import held

from .conftest import BRIEF, workflow


@pytest.fixture
def waiting(opened, tmp_path):
    runner = opened(store=tmp_path)
    return runner, runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")


def with_graph(runner, run, act) -> Any:
    """Do something to the graph itself, as somebody with the file of checkpoints could."""

    async def forging() -> Any:
        engine: Engine = runner._engine()
        async with (
            held(runner.ledger, run.id) as lease,
            engine._graph(run.id, lease) as (graph, _),
        ):
            return await act(graph, config(run.id, 100))

    return asyncio.run(forging())


def state_as(node: str, **values):
    async def act(graph, settings):
        await graph.aupdate_state(settings, values, as_node=node)

    return act


async def goto_close(graph, settings):
    await graph.aupdate_state(settings, None, as_node="step-3-gate")
    await graph.ainvoke(Command(goto="close"), settings)


def say(runner, run, choice) -> None:
    runner.decide(run.gates[0].packet_digest, choice)


@pytest.mark.parametrize("node", ["step-3-gate", "step-2-assemble", "step-1-assemble"])
@pytest.mark.parametrize(
    "said", [None, reject("No.", by="ines-okafor"), rework("Again.", by="ines-okafor")]
)
def test_a_state_written_past_the_gate_does_not_close_the_run(waiting, node, said) -> None:
    runner, run = waiting
    if said:
        say(runner, run, said)
    with_graph(runner, run, state_as(node))

    resume_if_let(runner, run)

    assert run.status is not RunStatus.closed
    assert run.documents["note.md"].status not in {"approved", "signed"}


def resume_if_let(runner, run) -> None:
    with suppress(AssentError):
        runner.resume(run.id)


def test_a_goto_the_end_closes_nothing(waiting) -> None:
    runner, run = waiting
    say(runner, run, reject("No.", by="ines-okafor"))

    with pytest.raises(IntegrityError, match="never approved"):
        with_graph(runner, run, goto_close)

    assert run.status is not RunStatus.closed


def test_an_approval_is_of_the_version_that_was_decided_on(waiting) -> None:
    runner, run = waiting
    first = run.documents["note.md"].record
    runner.decide(run.gates[0].packet_digest, rework("Shorter.", by="ines-okafor"), resume=True)
    say(runner, run, approve("Fit.", by="ines-okafor"))
    old = {"note.md": {"version": 1, "digest": first.digest, "status": "in-review"}}
    with_graph(runner, run, state_as("step-3-packet", documents=old))

    resume_if_let(runner, run)

    versions = runner.ledger.documents.versions(run.id, "note.md")
    assert versions[0].status.value == "superseded"


def test_a_document_that_was_never_drafted_is_refused(waiting) -> None:
    runner, run = waiting
    foreign = runner.ledger.content.put(b"# Foreign\n")
    forged = {"note.md": {"version": 1, "digest": foreign, "status": "approved"}}
    say(runner, run, approve("Fit.", by="ines-okafor"))
    with_graph(runner, run, state_as("step-3-packet", documents=forged))

    with pytest.raises(IntegrityError, match="not what was drafted"):
        runner.resume(run.id)

    assert run.status is not RunStatus.closed


def test_a_run_whose_state_was_forged_is_built_again_without_it(waiting, tmp_path) -> None:
    runner, run = waiting
    say(runner, run, approve("Fit.", by="ines-okafor"))
    with_graph(runner, run, state_as("step-1-assemble", run={"id": "run-other"}))
    with pytest.raises(IntegrityError):
        runner.resume(run.id)

    (tmp_path / "checkpoints.db").unlink()
    runner.resume(run.id)

    assert run.status is RunStatus.closed


OTHER = digest(b"another")


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("artifact 'plan'", {"run": {"artifacts": {"plan": OTHER}}}),
        ("artifact 'packet.note'", {"run": {"artifacts": {"packet.note": OTHER}}}),
        ("'step-1-cm-analyst' left", {"contributions": {"step-1-cm-analyst": {"1": OTHER}}}),
        ("'step-3-gate' left", {"contributions": {"step-3-gate": {"1": OTHER}}}),
        ("'nowhere' left", {"contributions": {"nowhere": {"1": OTHER}}}),
        ("never took", {"positions": {"step-1-cm-analyst": {"1": "accept"}}}),
        ("rounds that cannot be", {"rounds": {"3": 0}}),
        ("'documents.note.md' is not of the declared form", {"documents": {"note.md": 7}}),
        ("'run.trace.0' is not of the declared form", {"run": {"trace": "approved"}}),
    ],
)
def test_a_state_may_say_nothing_that_the_ledger_does_not_hold(waiting, said, values) -> None:
    runner, run = waiting
    say(runner, run, approve("Fit.", by="ines-okafor"))
    with_graph(runner, run, state_as("step-3-packet", **values))

    with pytest.raises(IntegrityError, match=said):
        runner.resume(run.id)

    assert run.status is not RunStatus.closed


@pytest.mark.parametrize(
    ("node", "said"), [("step-3-assemble", "has not spoken"), ("step-3-gate", "nothing to decide")]
)
def test_a_goto_past_what_a_node_needs_is_refused_by_name(waiting, node, said) -> None:
    runner, run = waiting

    async def act(graph, settings):
        await graph.checkpointer.adelete_thread(run.id)
        values = opening(run.id, run.workflow)
        await graph.ainvoke(Command(goto=node, update=values), settings)

    with pytest.raises(IntegrityError, match=said):
        with_graph(runner, run, act)


@pytest.mark.parametrize(
    "spoilt", ["checkpoint = x'c1'", "checkpoint = x'c0'", "type = 'pickle'", "checkpoint = x''"]
)
def test_bytes_that_langgraph_cannot_read_are_refused_and_not_needed(
    waiting, tmp_path, spoilt
) -> None:
    runner, run = waiting
    say(runner, run, approve("Fit.", by="ines-okafor"))
    with sqlite3.connect(tmp_path / "checkpoints.db") as file:
        file.execute(f"UPDATE checkpoints SET {spoilt}")
    file.close()
    with pytest.raises(IntegrityError, match="cannot be read"):
        runner.resume(run.id)

    (tmp_path / "checkpoints.db").unlink()
    runner.resume(run.id)

    assert run.status is RunStatus.closed


def test_a_file_of_checkpoints_that_is_no_database_is_named(waiting, tmp_path) -> None:
    runner, run = waiting
    say(runner, run, approve("Fit.", by="ines-okafor"))
    for file in tmp_path.glob("checkpoints.db*"):
        file.write_bytes(b"approved by everybody " * 999)

    with pytest.raises(StoreError, match=r"checkpoints\.db"):
        runner.resume(run.id)
