"""An agent names tool, target and arguments; everything else of a plan is found by code."""

import pytest
from tests.execution.scene import RUN, level, owner, reviewer

from assent.errors import ProposalError, UnknownTargetError, UnknownToolError
from assent.execution.fitting import misfits
from assent.records import Plan, Proposal
from assent.tools.functions import tool


def test_actions_are_simulated_in_order_over_each_other(world) -> None:
    first, second, row = world.plan(level(), reviewer(), owner()).actions

    assert second.expected == first.result
    assert (first.before, first.after) == ('"fleet-manager"', '"developer"')
    assert [a.index for a in (first, second, row)] == [1, 2, 3]
    assert row.expected["version"] == "7"
    assert not any(a.irreversible for a in (first, second, row))


def test_a_plan_is_the_same_bytes_when_it_is_read_back(world) -> None:
    plan = world.plan(level(), owner(), checkpoints=("after each action",))
    again = Plan.model_validate_json(plan.model_dump_json())

    assert again == plan
    assert again.record_digest == plan.record_digest
    assert set(plan.tools) == {"git-record", "sqlite-row"}
    assert set(plan.targets) == {"records", "services"}


def test_what_an_approval_is_bound_to_comes_from_the_plan(world) -> None:
    plan = world.plan(level())
    bound = plan.bind(world.bindings)

    assert bound.plan == plan.record_digest
    assert set(bound.targets) == {"1.blob", "1.tree"}
    assert (bound.window, bound.tier, bound.environment) == (plan.window, "low", "live")
    assert bound.workflow == world.bindings.workflow


def test_an_inverse_expects_what_its_action_left(world) -> None:
    (action,) = world.plan(level()).actions
    inverse = action.inverse()

    assert inverse.expected == action.result
    assert (inverse.before, inverse.after) == (action.after, action.before)
    with pytest.raises(ValueError, match="irreversible"):
        inverse.inverse()


@pytest.mark.parametrize(
    ("changed", "refusal", "why"),
    [
        ({"tool": "shell"}, UnknownToolError, "no writing tool 'shell'"),
        ({"target": "elsewhere"}, UnknownTargetError, "not under 'targets'"),
        ({"target": "services"}, ProposalError, "no git repository"),
        ({"arguments": {}}, ProposalError, "has no 'path'"),
        ({"arguments": {**level().arguments, "force": True}}, ProposalError, "not known"),
        ({"arguments": {**level().arguments, "operation": "restore"}}, ProposalError, "none of"),
        ({"arguments": {**level().arguments, "path": 7}}, ProposalError, "is no string"),
    ],
)
def test_a_proposal_that_cannot_be_done_is_refused_by_name(world, changed, refusal, why) -> None:
    with pytest.raises(refusal, match=why):
        world.plan(level().model_copy(update=changed))


def test_a_proposal_says_nothing_else() -> None:
    with pytest.raises(ValueError, match="undo"):
        Proposal(tool="git-record", target="records", arguments={}, undo={})


def test_a_tool_that_only_reads_is_no_writing_tool(world) -> None:
    @tool(effect="read")
    def look(path: str) -> str:
        """Look."""
        return path

    assert look.descriptor.name not in world.tools


@pytest.mark.parametrize(
    "stated", [None, "text", {}, {"repository": "records"}, {"kind": 7}, {"kind": ["git"]}]
)
def test_a_target_that_is_not_one_is_refused(world, stated) -> None:
    world.targets["records"] = stated

    with pytest.raises(UnknownTargetError):
        world.plan(level(), run_id=RUN)


@pytest.mark.parametrize(
    ("value", "schema", "said"),
    [
        (1, {"type": "integer"}, []),
        (True, {"type": "integer"}, ["it is no integer"]),
        ("a", {"type": ["string", "null"]}, []),
        ("c", {"enum": ["a", "b"]}, ["it is none of a, b"]),
        ("c", {"const": "a"}, ["it is not 'a'"]),
        ("c", {"pattern": "^a$"}, ["it is not of the form ^a$"]),
        (3, {"minimum": 4}, ["it is less than 4"]),
        (5, {"maximum": 4}, ["it is more than 4"]),
        ([1, "a"], {"items": {"type": "integer"}}, ["it[1] is no integer"]),
        ({"b": 1}, {"required": ["a"]}, ["it has no 'a'"]),
        ({"b": 1}, {"additionalProperties": False}, ["it has 'b', which is not known"]),
        ({"a": "x"}, {"properties": {"a": {"type": "null"}}}, ["it.a is no null"]),
    ],
)
def test_arguments_are_held_against_the_schema(value, schema, said) -> None:
    assert misfits(value, schema, "it") == said
