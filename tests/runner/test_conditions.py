"""Conditions of an approval: the run goes on, rests before its end, and closes when all are met."""

from contextlib import suppress

import pytest
from langgraph.types import Command

from assent.errors import (
    AssentError,
    ConditionClosedError,
    IdentityError,
    UnknownRoleError,
)
from assent.records import Outcome, RunStatus
from assent.runner import approve, approve_with_conditions, condition

from .changing import REQUESTER, SEATS, WORKFLOW, World, keyed, request
from .conftest import BRIEF, workflow
from .test_state_forged import resume_if_let, state_as, with_graph

ASKED = ("cm-manager: Publish the dates.", "Tell the practices.")


@pytest.fixture
def owing(opened, tmp_path):
    """A run that was approved on two conditions and went on as far as it could."""
    runner = opened(store=tmp_path)
    run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")
    choice = approve_with_conditions("Fit.", ASKED, by="ines-okafor")
    runner.decide(run.gates[0].packet_digest, choice, resume=True)
    return runner, run


def test_the_run_rests_and_says_what_is_open_whose_it_is_and_what_to_do(owing) -> None:
    _, run = owing

    assert (run.status, run.gates) == (RunStatus.waiting, [])
    assert run.documents["note.md"].status == "approved"
    assert run.note == (
        "not closed until these are met: condition-1 (cm-manager): Publish the dates; "
        f"condition-2 (requester): Tell the practices. See: assent conditions {run.id}"
    )


def test_it_closes_when_the_last_condition_is_closed_and_not_before(owing) -> None:
    runner, run = owing

    runner.meet(run.id, "condition-1", "In the minutes of May.", by="ines-okafor")
    runner.resume(run.id)
    runner.resume(run.id)
    assert run.status is RunStatus.waiting
    assert "condition-2" in run.note
    assert "condition-1" not in run.note

    runner.meet(run.id, "condition-2", "They know.", by="ines-okafor", waive=True)
    assert run.note == ""
    runner.resume(run.id)
    assert run.status is RunStatus.closed
    runner.ledger.verify()


async def goto_close(graph, settings):
    await graph.aupdate_state(settings, {"open_items": {}}, as_node="step-3-gate")
    await graph.ainvoke(Command(goto="close"), settings)


@pytest.mark.parametrize("act", [goto_close, state_as("close"), state_as("step-3-gate")])
def test_whoever_writes_the_state_closes_nothing(owing, act) -> None:
    runner, run = owing
    with suppress(AssentError):
        with_graph(runner, run, act)

    resume_if_let(runner, run)

    assert run.status is not RunStatus.closed
    assert [one.id for one in run.conditions if one.open] == ["condition-1", "condition-2"]


def test_conditions_of_a_first_round_do_not_go_away_with_the_state(owing, tmp_path) -> None:
    runner, run = owing
    (tmp_path / "checkpoints.db").unlink()

    runner.resume(run.id)

    assert run.status is RunStatus.waiting
    assert len(run.conditions) == 2


def test_a_condition_is_closed_once(owing) -> None:
    runner, run = owing
    runner.meet(run.id, "condition-1", "In the minutes of May.", by="ines-okafor")

    with pytest.raises(ConditionClosedError):
        runner.meet(run.id, "condition-1", "Again.", by="ines-okafor")


def test_a_key_that_is_nobodys_closes_nothing(owing, tmp_path) -> None:
    runner, run = owing

    with pytest.raises(IdentityError):
        runner.meet(run.id, "condition-1", "Seen.", by="ines-okafor", key=tmp_path / "none")

    assert all(one.open for one in run.conditions)


def test_at_tier_high_a_condition_takes_the_key_that_the_approval_took(
    opened, shipped, tmp_path
) -> None:
    key = keyed(tmp_path)
    line = key.with_suffix(".pub").read_text().strip()
    company = shipped.organisation
    people = tuple(
        p.model_copy(update={"keys": (line,)}) if p.id == "ines-okafor" else p
        for p in company.people
    )
    company = company.model_copy(update={"people": people})
    runner = opened(practice=shipped.model_copy(update={"organisation": company}))
    run = runner.launch(workflow(tier="high"), {"brief": BRIEF}, by="tomas-lindqvist")
    runner.packet(run.gates[0].id, by="ines-okafor")
    choice = approve_with_conditions("Fit.", ["Tell them."], by="ines-okafor").signed_with(key)
    runner.decide(run.gates[0].packet_digest, choice, resume=True)

    with pytest.raises(IdentityError, match="tier high"):
        runner.meet(run.id, "condition-1", "Seen.", by="ines-okafor")
    closed = runner.meet(run.id, "condition-1", "Seen.", by="ines-okafor", key=key)

    assert closed.discharge.identity_assurance == "signed-key"
    assert runner.resume(run.id).status is RunStatus.closed


def test_a_plan_is_never_approved_on_a_condition(tmp_path) -> None:
    world = World(tmp_path)
    declared = world.practice.workflows[WORKFLOW]
    offering = [
        s.model_copy(update={"gate": s.gate.model_copy(update={"outcomes": tuple(Outcome)})})
        if s.gate
        else s
        for s in declared.steps
    ]
    procedure = declared.model_copy(update={"steps": tuple(offering)})
    given = {"request": request("ferry-handover"), "mode": "staging"}
    run = world.runner.launch(procedure, given, roles=SEATS, by=REQUESTER)

    first = world.approve(run)
    (plan,) = run.gates

    assert Outcome.approve_with_conditions in first.gate.outcomes
    assert Outcome.approve_with_conditions not in plan.gate.outcomes
    assert Outcome.approve in plan.gate.outcomes


def test_the_document_carries_its_conditions_below_the_signatures(owing, tmp_path) -> None:
    runner, run = owing
    file = tmp_path / "runs" / run.id / "documents" / "note.md"
    before = file.read_text()

    runner.meet(run.id, "condition-1", "In the minutes of May.", by="ines-okafor")

    assert "| condition-1 | Publish the dates. | cm-manager | Ines Okafor, cm-" in before
    assert "met by Ines Okafor" in file.read_text()
    assert file.read_text().count("| open |") == 1


@pytest.mark.parametrize(
    ("asked", "owner", "text"),
    [
        ("Tell them.", "requester", "Tell them."),
        ("CM manager: tell them", "cm-manager", "tell them"),
        ("governance-board: report", "governance-board", "report"),
        ("By May: report to us", "requester", "By May: report to us"),
        (condition("Report.", owner="cm-analyst"), "cm-analyst", "Report."),
    ],
)
def test_a_condition_names_whose_it_is_to_meet(runner, asked, owner, text) -> None:
    run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")
    choice = approve_with_conditions("Fit.", [asked], by="ines-okafor")

    decision, _ = runner.decide(run.gates[0].packet_digest, choice)

    (one,) = decision.conditions
    assert (one.owner, one.text) == (owner, text)


def test_a_role_that_is_misspelt_owns_nothing(runner) -> None:
    run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")

    with pytest.raises(UnknownRoleError, match="cm-manger"):
        runner.decide(
            run.gates[0].packet_digest,
            approve_with_conditions("Fit.", ["cm-manger: tell them"], by="ines-okafor"),
        )


def test_a_plain_approval_closes_at_once(runner) -> None:
    run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")

    runner.decide(run.gates[0].packet_digest, approve("Fit.", by="ines-okafor"), resume=True)

    assert run.status is RunStatus.closed
    assert run.conditions == []
