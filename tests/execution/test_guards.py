"""Nothing is written where a guard does not hold; each refusal has its own name."""

from datetime import timedelta

import pytest
from tests.execution.scene import (
    BOUND,
    MANAGER,
    NINE,
    OWNER,
    PATH,
    WINDOW,
    World,
    level,
    owner,
    reviewer,
)
from tests.tools.targets import git, rows, tree

from assent.canonical import digest, dumps
from assent.execution import stop
from assent.records import ExecutionOutcome, PlanMode, RunStatus
from assent.tools.functions import tool


def refused(world: World, approved: tuple[str, str]) -> str:
    """Execute, see that nothing was written, and return the name of the refusal."""
    before = tree(world.records), rows(world.database)
    told = world.execute(*approved)

    assert told.outcome in {ExecutionOutcome.refused, ExecutionOutcome.stopped}
    assert (tree(world.records), rows(world.database)) == before
    assert world.ledger.effects.execution(approved[0]) is None
    assert world.kinds()[-1] == f"execution.{told.outcome.value}"
    return told.refusal


def test_before_the_window_it_is_refused_and_may_be_tried_again(world) -> None:
    approved = world.approved(world.plan(level()))
    world.clock.set(WINDOW[0] - timedelta(seconds=1))

    assert refused(world, approved) == "WindowNotOpenError"
    world.clock.set(WINDOW[0])
    assert world.execute(*approved).outcome == "done"


def test_when_the_window_is_over_it_is_refused(world) -> None:
    approved = world.approved(world.plan(level()))
    world.clock.set(WINDOW[1])

    assert refused(world, approved) == "WindowClosedError"


def test_when_the_approval_has_expired_it_is_refused(world) -> None:
    approved = world.approved(world.plan(level()), expires_at=WINDOW[0] + timedelta(minutes=5))
    world.clock.set(WINDOW[0] + timedelta(minutes=5))

    assert refused(world, approved) == "WindowClosedError"


def test_with_the_clock_set_back_it_is_refused(world) -> None:
    world.clock.set(WINDOW[0] + timedelta(minutes=10))
    approved = world.approved(world.plan(level()))
    world.clock.set(WINDOW[0] + timedelta(minutes=9))

    assert refused(world, approved) == "ClockSetBackError"


def test_revoking_the_approvers_role_voids_the_approval(world) -> None:
    approved = world.approved(world.plan(level()))
    world.holds[OWNER] = ("cm-analyst",)

    assert refused(world, approved) == "NotApprovedError"


def test_an_approver_who_is_gone_approves_nothing(world) -> None:
    approved = world.approved(world.plan(level()))
    del world.holds[OWNER]

    assert refused(world, approved) == "NotApprovedError"


@pytest.mark.parametrize("said", ["reject", "rework", None])
def test_only_an_approval_is_executed(world, said) -> None:
    plan = world.plan(level())
    gate = world.gate(plan)
    if said:
        world.decide(gate, said)
    world.clock.set(WINDOW[0])

    assert refused(world, (plan.record_digest, gate.id)) == "NotApprovedError"


@pytest.mark.parametrize("at", ["A0", "A1", "A2", "A4", "a3", ""])
def test_only_level_a3_executes(world, at) -> None:
    assert refused(world, world.approved(world.plan(level(), governance_level=at))) == (
        "LevelNotAllowedError"
    )


@pytest.mark.parametrize("ladder", [{"A0": "Read."}, {}])
def test_a_ladder_without_a3_executes_nothing(world, ladder) -> None:
    world.levels = ladder

    assert refused(world, world.approved(world.plan(level()))) == "LevelNotAllowedError"


def test_a_live_write_needs_a_signed_procedure(world) -> None:
    world.signed = False

    assert refused(world, world.approved(world.plan(level()))) == "UnsignedProcedureError"


def test_a_rehearsal_needs_no_signed_procedure(world) -> None:
    world.signed = False

    assert world.execute(*world.approved(world.plan(level(), mode="dry-run"))).outcome == "done"


@pytest.mark.parametrize(
    "changed",
    [
        {"plan": "sha256:" + "9" * 64},
        {"targets": {}},
        {"window": (NINE, WINDOW[1])},
        {"window": None},
        {"tier": "high"},
        {"environment": "dry-run"},
        {"workflow": "sha256:" + "9" * 64},
        {"tools": "sha256:" + "9" * 64},
        {"policy": "sha256:" + "9" * 64},
    ],
    ids="-".join,
)
def test_an_approval_bound_to_anything_else_is_refused(world, changed) -> None:
    plan = world.plan(level())
    gate = world.gate(plan, bound=plan.bind(BOUND).model_copy(update=changed))
    world.decide(gate, identity_assurance="signed-key")
    world.clock.set(WINDOW[0])

    assert refused(world, (plan.record_digest, gate.id)) == "NotApprovedError"


def test_another_plan_than_the_approved_one_is_refused(world) -> None:
    _, gate = world.approved(world.plan(level()))
    other = world.plan(level("administrator"))
    world.ledger.content.put(dumps(other.plain()))

    assert refused(world, (other.record_digest, gate)) == "NotApprovedError"


def test_a_plan_that_a_newer_packet_followed_is_refused(world) -> None:
    declared = world.gate(world.plan(reviewer()), name="gate-1111111111").gate
    old = world.approved(world.plan(level()), name="gate-2222222222", gate=declared)
    new = world.approved(world.plan(reviewer()), name="gate-3333333333", gate=declared)

    assert refused(world, old) == "NotApprovedError"
    assert world.execute(*new).outcome == "done"


def test_a_plan_whose_document_was_edited_since_is_refused(world) -> None:
    document, text = world.document("change-plan.md", 1)
    world.ledger.documents.add(document, text, world.lease)
    approved = world.approved(world.plan(level()), subject_digest=document.digest)
    edited, text = world.document("change-plan.md", 2, editors=(MANAGER,))
    world.ledger.documents.add(edited, text)

    assert refused(world, approved) == "NotApprovedError"


def test_a_plan_of_another_run_is_refused(world) -> None:
    approved = world.approved(world.plan(level(), run_id="run-of-others-0123456789"))

    assert refused(world, approved) == "NotApprovedError"


def test_a_run_that_has_ended_writes_nothing(world) -> None:
    approved = world.approved(world.plan(level()))
    world.ledger.runs.change(world.lease, status=RunStatus.withdrawn)

    assert refused(world, approved) == "NotApprovedError"


def test_bytes_that_are_no_plan_are_refused(world) -> None:
    plan = world.plan(level())
    body = b'{"actions": []}'
    bound = plan.bind(BOUND).model_copy(update={"plan": digest(body)})
    gate = world.gate(plan, bound=bound)
    world.ledger.content.put(body)
    world.decide(gate)

    assert refused(world, (digest(body), gate.id)) == "NotApprovedError"


@pytest.mark.parametrize(
    "forged",
    [
        {"undo": {"path": PATH, "operation": "remove", "pointer": "/tags", "value": None}},
        {"after": '"reader"'},
        {"before": '"reader"'},
        {"diff": ""},
        {"validation": {}},
    ],
    ids="-".join,
)  # fmt: skip
def test_what_code_did_not_simulate_is_not_executed(world, forged) -> None:
    plan = world.plan(level())
    actions = (plan.actions[0].model_copy(update=forged),)
    approved = world.approved(plan.model_copy(update={"actions": actions}))

    assert refused(world, approved) == "ChangedSincePlannedError"


def test_a_target_that_moved_is_refused_before_anything_is_written(world) -> None:
    approved = world.approved(world.plan(owner(), level()))
    (world.records / "other.json").write_text("{}\n")
    git(world.records, "add", "-A")
    git(world.records, "commit", "-q", "-m", "Somebody else")

    assert refused(world, approved) == "DriftError"


def test_a_target_pointed_elsewhere_is_refused(world) -> None:
    git(world.folder, "clone", "-q", "records", "elsewhere")
    approved = world.approved(world.plan(level()))
    world.targets["records"] = {**world.targets["records"], "repository": "elsewhere"}

    assert refused(world, approved) == "ChangedSincePlannedError"


def test_a_target_that_is_gone_is_refused(world) -> None:
    approved = world.approved(world.plan(level()))
    del world.targets["records"]

    assert refused(world, approved) == "ChangedSincePlannedError"


def test_a_tool_that_says_something_else_now_is_refused(world) -> None:
    approved = world.approved(world.plan(level()))

    @tool(effect="write", name="git-record")
    def other(path: str) -> None:
        """Do something else under the same name."""

    world.tools["git-record"] = other
    assert refused(world, approved) == "ChangedSincePlannedError"


def test_a_write_that_cannot_be_undone_needs_tier_high_and_a_restore_point(world) -> None:
    @tool(effect="write", probe=lambda key: False)
    def page(number: str) -> None:
        """Page somebody."""

    world.tools["page"] = page
    world.targets["pager"] = {"kind": "pager"}
    proposal = level().model_copy(
        update={"tool": "page", "target": "pager", "arguments": {"number": "1"}}
    )
    one = world.approved(world.plan(proposal))
    two = world.approved(world.plan(proposal, tier="high"), name="gate-2222222222")
    both = world.plan(proposal, tier="high", restore_point="last night's copy")
    three = world.approved(both, name="gate-3333333333")

    assert refused(world, one) == refused(world, two) == "IrreversibleError"
    assert world.execute(*three).outcome == "done"


def test_tier_high_needs_a_key_that_is_still_listed(world) -> None:
    approved = world.approved(world.plan(level(), tier="high"))
    world.keys.clear()

    assert refused(world, approved) == "NotApprovedError"


def test_tier_high_is_executed_on_a_signature(world) -> None:
    assert world.execute(*world.approved(world.plan(level(), tier="high"))).outcome == "done"


def test_a_stop_halts_everything_and_leaves_it_to_be_resumed(world) -> None:
    approved = world.approved(world.plan(level()))
    stop(world.ledger, world.organisation(), MANAGER, "Something is on fire.")

    assert refused(world, approved) == "StoppedError"


def test_a_target_without_staging_is_not_staged(world) -> None:
    plan = world.plan(level())
    approved = world.approved(plan.model_copy(update={"mode": PlanMode.staging}))

    assert refused(world, approved) == "ChangedSincePlannedError"
