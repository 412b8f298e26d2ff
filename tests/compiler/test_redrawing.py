"""The way back from a moved window: where it is laid, and that it goes around no gate."""

import pytest

from assent.compiler.blueprint import Blueprint, NodeKind
from assent.compiler.layout import lay
from assent.compiler.mermaid import mermaid
from assent.compiler.soundness import faults
from assent.practice import load
from assent.records import Workflow

PRACTICE = load()
CHANGE = PRACTICE.workflows["ops-change-control"]


def ways(blueprint: Blueprint, outcome: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(b.source, b.targets) for b in blueprint.branches if b.outcome == outcome]


def test_gate_and_execution_of_a_plan_lead_back_to_one_new_packet() -> None:
    blueprint = lay(CHANGE)

    assert ways(blueprint, "rescheduled") == [
        ("step-5-gate", ("step-5-redraw",)),
        ("step-6-execute", ("step-5-redraw",)),
    ]
    assert ways(blueprint, "redrawn") == [("step-5-redraw", ("step-5-packet",))]
    assert faults(blueprint) == []


def test_a_way_back_that_went_around_the_gate_would_be_refused() -> None:
    blueprint = lay(CHANGE)
    around = tuple(
        b.model_copy(update={"targets": ("step-6-execute",)}) if b.outcome == "redrawn" else b
        for b in blueprint.branches
    )

    found = faults(blueprint.model_copy(update={"branches": around}))

    assert "'step-6-execute' is in a loop that no gate or router bounds" in found


def test_where_no_plan_is_decided_on_there_is_no_way_back() -> None:
    risk = CHANGE.steps[1].model_copy(update={"turn": None})
    plan = CHANGE.steps[3].model_copy(update={"turn": None})
    steps = (*CHANGE.steps[:1], risk, CHANGE.steps[2], plan, *CHANGE.steps[4:])

    blueprint = lay(CHANGE.model_copy(update={"steps": steps}))

    assert [n.id for n in blueprint.nodes if n.kind is NodeKind.redraw] == []
    assert ways(blueprint, "rescheduled") == []


@pytest.mark.parametrize("workflow", PRACTICE.workflows.values(), ids=lambda w: w.id)
def test_every_kind_of_node_is_drawn(workflow: Workflow) -> None:
    blueprint = lay(workflow)

    drawn = mermaid(blueprint, workflow)

    assert [node.id for node in blueprint.nodes if f"  {node.id}" not in drawn] == []
