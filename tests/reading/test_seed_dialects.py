"""The documents this project started from are read as they stand."""

from pathlib import Path

import pytest

from assent.practice import shipped, survey
from assent.reading import Reading, Survey
from assent.records import Step

SEEDS = Path(__file__).parents[2] / "../shared/seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed documents are not beside us")


def check(name: str) -> Survey:
    return survey([SEEDS / name], root=shipped())


def look(name: str) -> Reading:
    return check(name).documents[0]


def steps(name: str, workflow: int = 0) -> tuple[Step, ...]:
    return look(name).workflows[workflow].steps


def test_the_examples_are_two_workflows_and_four_patterns() -> None:
    reading = look("example-workflows.md")

    assert [len(workflow.steps) for workflow in reading.workflows] == [9, 8]
    assert [len(pattern.steps) for pattern in reading.patterns] == [9, 7, 7, 7]
    assert [pattern.name for pattern in reading.patterns] == ["A", "B", "C", "D"]


def test_no_seed_workflow_has_an_error() -> None:
    assert check("example-workflows.md").errors == ()
    assert check("ops-change-control.md").errors == ()


def test_all_representatives_are_seven_and_each_has_its_part() -> None:
    second = steps("example-workflows.md")[1]

    assert len(second.agents) == 8
    assert second.collaboration == "round-robin"
    assert set(second.parts) == {
        "change-representative",
        "incident-representative",
        "security-representative",
    }


def test_paragraphs_that_begin_with_a_role_are_its_part() -> None:
    third = steps("example-workflows.md")[2]

    assert list(third.parts) == ["cm-practice-owner", "cm-manager", "cm-analyst"]


def test_an_approved_output_is_an_inferred_gate_of_the_agents() -> None:
    eighth = steps("example-workflows.md")[7]

    assert (eighth.output, eighth.output_status) == ("cm-policy-final.md", "approved")
    assert eighth.gate is not None
    assert [seat.role for seat in eighth.gate.seats] == ["cm-practice-owner"]
    assert "gate" in eighth.inferred


def test_a_signed_output_is_an_inferred_sign_off_of_all_agents() -> None:
    last = steps("example-workflows.md", 1)[7]

    assert last.gate is not None
    assert last.gate.kind == "sign-off"
    assert [seat.role for seat in last.gate.seats] == [
        "cm-practice-owner",
        "representative",
        "consuming-practice-owner",
    ]


def test_generic_representatives_stay_generic() -> None:
    agents = [step.agents for step in steps("example-workflows.md", 1)[:3]]

    assert agents[0] == ("cm-manager", "representative")
    assert agents[2] == ("representative",)
    assert steps("example-workflows.md", 1)[4].collaboration == "negotiation"


def test_approvals_in_prose_are_proposed_at_their_place() -> None:
    found = [f for f in check("example-workflows.md").findings if f.code == "gate-hinted"]

    assert [(f.line, f.column) for f in found] == [(64, 50), (140, 53)]


def test_etc_in_brackets_is_prose() -> None:
    codes = {finding.code for finding in check("example-workflows.md").findings}

    assert not {code for code in codes if code.startswith("placeholder")}


def test_change_control_has_seven_steps_five_agents_two_gates_and_five_stages() -> None:
    workflow = look("ops-change-control.md").workflows[0]

    assert len(workflow.steps) == 7
    assert workflow.roles == ("intake", "risk", "change-planner", "governed-executor", "audit")
    assert [gate.id for gate in workflow.gates] == ["risk-policy-review", "execution-plan"]
    assert workflow.stages == ("intake", "risk_review", "plan_approved", "execution", "closed")


def test_the_gates_of_change_control_confirm_item_by_item() -> None:
    gates = look("ops-change-control.md").workflows[0].gates

    assert [seat.role for gate in gates for seat in gate.seats] == ["reviewer", "reviewer"]
    assert gates[0].confirms == ("risk-tier", "governance-level", "scope")
    assert gates[1].confirms == ("plan", "change-window", "rollback-readiness")


def test_the_stages_of_change_control_are_where_the_steps_reach_them() -> None:
    stages = [step.stage for step in steps("ops-change-control.md")]

    assert stages == ["intake", None, "risk_review", None, "plan_approved", "execution", "closed"]


def test_what_change_control_does_not_state_is_marked_as_inferred() -> None:
    first, _, gate_only, *_ = steps("ops-change-control.md")

    assert first.inferred == ("output", "reads")
    assert (gate_only.agents, gate_only.output) == ((), None)
    assert "gate" in gate_only.inferred


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("workflow-template.md", "template"),
        ("future-state.md", "template"),
        ("collaboration-model.md", "other"),
    ],
)
def test_what_is_no_workflow_is_said_to_be_none(name: str, kind: str) -> None:
    reading = look(name)

    assert (reading.kind, reading.workflows) == (kind, ())
    assert reading.errors == ()


def test_a_nested_fence_does_not_end_the_reading() -> None:
    found = check("workflow-template.md").findings

    assert [(f.line, f.column) for f in found if f.code == "fence-nested"] == [(52, 1)]
    assert max(f.line for f in found if f.code == "placeholder-template") > 57
