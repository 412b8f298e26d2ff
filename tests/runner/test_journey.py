"""From launch to close, as a program sees it."""

import pytest

from assent.errors import (
    InputError,
    UnboundRoleError,
    UnknownDocumentError,
    UnknownRoleError,
    UnknownRunError,
    UnknownWorkflowError,
)
from assent.records import Input, RunStatus, Seat, Step, Workflow
from assent.runner import approve

from .conftest import BRIEF, workflow

BY = "tomas-lindqvist"


def test_a_launch_drafts_until_the_gate_and_waits(runner) -> None:
    run = runner.launch(workflow(), {"brief": BRIEF}, by=BY)

    assert run.status is RunStatus.waiting
    assert list(run.documents) == ["facts.md", "review.md", "note.md"]
    assert run.documents["note.md"].status == "in-review"
    assert "Notice of 48 hours is asked for." in run.documents["facts.md"].text


def test_an_approved_run_closes_with_its_stages_and_its_trace(runner) -> None:
    run = runner.launch(workflow(), {"brief": BRIEF}, by=BY)

    runner.decide(run.gates[0].packet_digest, approve("Fit.", by="ines-okafor"), resume=True)

    assert run.status is RunStatus.closed
    assert run.stages == ("drafting", "review", "approval")
    assert run.documents["note.md"].status == "approved"
    assert [row["approver_identity"] for row in run.trace] == ["ines-okafor"]


def test_the_same_launch_twice_is_the_same_run(runner) -> None:
    first = runner.launch(workflow(), {"brief": BRIEF}, by=BY)
    second = runner.launch(workflow(), {"brief": BRIEF}, by="lucia-ferrante")
    third = runner.launch(workflow(), {"brief": BRIEF}, by=BY, again=True)

    assert second.id == first.id
    assert second.launched.requester == BY
    assert third.id != first.id
    assert len(runner.runs()) == 2


def test_other_inputs_make_another_run(runner) -> None:
    first = runner.launch(workflow(), {"brief": BRIEF}, by=BY)
    second = runner.launch(workflow(), {"brief": BRIEF + "- More.\n"}, by=BY)

    assert first.id != second.id


def test_resuming_an_undecided_run_returns_it_as_it_is(runner) -> None:
    run = runner.launch(workflow(), {"brief": BRIEF}, by=BY)
    before = runner.ledger.log.entries()

    again = runner.resume(run.id)

    assert again.status is RunStatus.waiting
    assert runner.ledger.log.entries() == before


def test_deciding_does_not_resume_unless_asked(runner) -> None:
    run = runner.launch(workflow(), {"brief": BRIEF}, by=BY)

    runner.decide(run.gates[0].packet_digest, approve("Fit.", by="ines-okafor"))

    assert run.status is RunStatus.waiting
    assert runner.resume(run.id).status is RunStatus.closed


def test_everything_drafted_names_what_it_was_made_from(runner) -> None:
    run = runner.launch(workflow(), {"brief": BRIEF}, by=BY)

    note = run.documents["note.md"].record
    assert note.made_from["facts.md"] == run.documents["facts.md"].digest
    assert note.made_from["brief"] == run.launched.inputs["brief"]


def test_usage_counts_calls_and_the_longest_chain(runner) -> None:
    run = runner.launch(workflow(), {"brief": BRIEF}, by=BY)

    usage = run.plain()["usage"]
    assert (usage["calls"], usage["critical_path"]) == (4, 3)
    assert usage["roles"]["cm-auditor"]["calls"] == 1


def test_the_log_of_a_run_verifies(runner) -> None:
    run = runner.launch(workflow(), {"brief": BRIEF}, by=BY)
    runner.decide(run.gates[0].packet_digest, approve("Fit.", by="ines-okafor"), resume=True)

    runner.ledger.log.verify()
    kinds = [entry.kind for entry in runner.events(run.id)]
    assert kinds[0] == "run.opened"
    assert kinds[-1] == "run.closed"


@pytest.mark.parametrize(
    ("inputs", "problem"),
    [
        ({}, "is missing"),
        ({"brief": "  \n"}, "is empty"),
        ({"brief": "x", "extra": "y"}, "takes no input 'extra'"),
        ({"brief": "pay\u202eloof"}, "<U\\+202E> at line 1, column 4"),
        ({"brief": "x" * 2**21}, "larger than 1 MiB"),
    ],
)
def test_wrong_inputs_are_refused_before_anything_is_recorded(runner, inputs, problem) -> None:
    with pytest.raises(InputError, match=problem):
        runner.launch(workflow(), inputs, by=BY)

    assert runner.runs() == []


def test_a_choice_is_one_of_its_choices(runner) -> None:
    size = Input(name="size", kind="choice", choices=("major", "minor"), default="major")
    chosen = workflow().model_copy(update={"inputs": (Input(name="brief"), size)})

    with pytest.raises(InputError, match="must be major or minor"):
        runner.launch(chosen, {"brief": BRIEF, "size": "huge"}, by=BY)


def test_an_inactive_procedure_does_not_start(runner) -> None:
    with pytest.raises(InputError, match="active: false"):
        runner.launch(workflow().model_copy(update={"active": False}), {"brief": BRIEF}, by=BY)


def test_unknown_things_are_named_with_what_is_known(runner) -> None:
    with pytest.raises(UnknownWorkflowError, match="cm-policy"):
        runner.launch("no-such", by=BY)
    with pytest.raises(UnknownRunError):
        runner.run("run-none")
    run = runner.launch(workflow(), {"brief": BRIEF}, by=BY)
    with pytest.raises(UnknownDocumentError, match=r"note\.md"):
        _ = run.documents["nothing.md"]


def generic(role: str) -> Workflow:
    step = Step(number=1, title="S", agents=(role,), reads=("brief",), output="s.md")
    return Workflow(id="generic", title="G", inputs=(Input(name="brief"),), steps=(step,))


def test_a_generic_role_must_be_bound_at_launch(runner) -> None:
    with pytest.raises(UnboundRoleError, match="--role representative="):
        runner.launch(generic("representative"), {"brief": BRIEF}, by=BY)

    bound = {"representative": "change-representative"}
    run = runner.launch(generic("representative"), {"brief": BRIEF}, roles=bound, by=BY)

    assert run.documents["s.md"].record.roles == ("change-representative",)


def test_a_role_without_a_card_cannot_work(runner) -> None:
    with pytest.raises(UnknownRoleError):
        runner.launch(generic("governance-board"), {"brief": BRIEF}, by=BY)


def test_a_seat_stands_only_while_its_condition_holds(runner) -> None:
    size = Input(name="size", kind="choice", choices=("major", "minor"), default="major")
    seats = (
        Seat(role="cm-practice-owner"),
        Seat.model_validate(
            {"role": "governance-board", "when": {"input": "size", "value": "major"}}
        ),
    )
    sized = workflow(seats=seats).model_copy(update={"inputs": (Input(name="brief"), size)})

    major = runner.launch(sized, {"brief": BRIEF}, by=BY)
    minor = runner.launch(sized, {"brief": BRIEF, "size": "minor"}, by=BY)

    assert [s.role for s in major.gates[0].seats] == ["cm-practice-owner", "governance-board"]
    assert [s.role for s in minor.gates[0].seats] == ["cm-practice-owner"]
