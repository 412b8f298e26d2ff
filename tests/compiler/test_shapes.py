"""Each collaboration mode has its shape in the blueprint."""

from assent.compiler.blueprint import Blueprint
from assent.compiler.layout import lay
from assent.records import Gate, Mode, Seat, Step, Workflow

ROLES = ("owner", "analyst", "auditor")


def laid(mode: Mode, agents: tuple[str, ...] = ROLES, **more) -> Blueprint:
    step = Step(number=1, title="S", agents=agents, collaboration=mode, output="s.md", **more)
    return lay(Workflow(id="w", title="W", steps=(step,)))


def arrows(blueprint: Blueprint) -> set[tuple[tuple[str, ...], str]]:
    return {(edge.sources, edge.target) for edge in blueprint.edges}


def sees(blueprint: Blueprint, node: str) -> tuple[str, ...]:
    return blueprint.node(node).sees


def test_a_single_role_takes_one_turn() -> None:
    blueprint = laid(Mode.single, ("owner",))

    assert blueprint.start == ("step-1-owner",)
    assert arrows(blueprint) == {
        (("step-1-owner",), "step-1-assemble"),
        (("step-1-assemble",), "close"),
    }


def test_in_a_sequence_each_sees_the_parts_before_its_own() -> None:
    blueprint = laid(Mode.sequence)

    assert (("step-1-owner",), "step-1-analyst") in arrows(blueprint)
    assert (("step-1-analyst",), "step-1-auditor") in arrows(blueprint)
    assert sees(blueprint, "step-1-auditor") == ("step-1-owner", "step-1-analyst")


def test_a_round_robin_asks_everybody_one_after_the_other() -> None:
    blueprint = laid(Mode.round_robin)

    assert [node.role for node in blueprint.turns(1)] == list(ROLES)
    assert sees(blueprint, "step-1-auditor") == ("step-1-owner", "step-1-analyst")


def test_an_independent_round_robin_opens_once_and_fans_out() -> None:
    blueprint = laid(Mode.round_robin, independent=True)

    assert (("step-1-analyst", "step-1-auditor"), "step-1-assemble") in arrows(blueprint)
    assert sees(blueprint, "step-1-auditor") == ("step-1-owner",)


def test_a_parallel_review_starts_at_once_unseen_and_joins_by_one_arrow() -> None:
    blueprint = laid(Mode.parallel)

    turns = tuple(f"step-1-{role}" for role in ROLES)
    assert blueprint.start == turns
    assert (turns, "step-1-assemble") in arrows(blueprint)
    assert all(sees(blueprint, turn) == () for turn in turns)


def test_a_negotiation_goes_round_until_agreed_and_ends_with_a_person() -> None:
    blueprint = laid(Mode.negotiation, ("owner", "analyst"), rounds=2, decider="auditor")

    ways = {b.outcome: b.targets for b in blueprint.branches if b.source == "step-1-positions"}
    gate = blueprint.node("step-1-escalation-gate")
    assert ways == {
        "agreed": ("step-1-settled",),
        "again": ("step-1-owner",),
        "unresolved": ("step-1-escalation-packet",),
    }
    assert blueprint.node("step-1-positions").rounds == 2
    assert [seat.role for seat in gate.gate.seats] == ["auditor"]


def test_a_new_proposal_recalls_the_answers_to_the_last() -> None:
    blueprint = laid(Mode.negotiation)

    assert blueprint.node("step-1-owner").recalls == ("step-1-analyst", "step-1-auditor")
    assert sees(blueprint, "step-1-auditor") == ("step-1-owner", "step-1-analyst")


def test_consensus_frames_hears_everybody_at_once_and_rules() -> None:
    blueprint = laid(Mode.consensus, facilitator="analyst", decider="owner")

    heard = ("step-1-owner", "step-1-auditor")
    assert blueprint.start == ("step-1-analyst-frames",)
    assert (heard, "step-1-analyst-rules") in arrows(blueprint)
    assert blueprint.node("step-1-analyst-rules").role == "owner"


def test_a_gate_follows_its_packet_and_each_verdict_has_its_way() -> None:
    gate = Gate(id="s", seats=(Seat(role="owner"),))
    blueprint = laid(Mode.parallel, gate=gate)

    ways = {b.outcome: b.targets for b in blueprint.branches}
    assert (("step-1-packet",), "step-1-gate") in arrows(blueprint)
    assert ways == {
        "approved": ("close",),
        "edited": ("step-1-packet",),
        "rejected": ("stop",),
        "withdrawn": ("stop",),
        "rework": tuple(f"step-1-{role}" for role in ROLES),
    }


def test_rework_at_a_gate_of_its_own_leads_back_to_the_step_that_drafted() -> None:
    draft = Step(number=1, title="D", agents=("owner",), output="d.md")
    review = Step(number=2, title="G", gate=Gate(id="g", seats=(Seat(role="owner"),)))
    blueprint = lay(Workflow(id="w", title="W", steps=(draft, review)))

    ways = {b.outcome: b.targets for b in blueprint.branches}
    assert ways["rework"] == ("step-1-owner",)


def test_the_same_workflow_makes_the_same_blueprint() -> None:
    assert laid(Mode.consensus).record_digest == laid(Mode.consensus).record_digest
    assert laid(Mode.consensus).record_digest != laid(Mode.parallel).record_digest
