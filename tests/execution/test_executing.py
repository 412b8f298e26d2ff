"""An approved plan is written once, in order, and its story is in the ledger."""

import pytest
from tests.execution.scene import OWNER, RUN, level, owner, reviewer, states
from tests.tools.targets import commits, git, record, rows, tree

from assent.errors import LeaseLostError, PlanUsedError, UnknownGateError
from assent.records import Effect


def test_each_action_is_written_and_told(world) -> None:
    plan = world.plan(level(), reviewer(), owner())
    before = tree(world.records)

    done = world.execute(*world.approved(plan))

    assert done.outcome == "done"
    assert states(done) == ["action 1 done", "action 2 done", "action 3 done"]
    assert '"level": "developer"' in record(world.records)
    assert rows(world.database)[1] == ("harbour", "quay-team", 2)
    first = done.effects[0]
    assert first.before["tree"] == before
    assert first.after == plan.actions[0].result
    assert first.began_at <= first.ended_at <= done.ended_at
    assert world.kinds() == [
        "execution.started",
        *["effect.intended", "effect.recorded"] * 3,
        "execution.ended",
    ]
    world.ledger.verify()


def test_the_key_in_the_target_is_that_of_run_plan_and_index(world) -> None:
    plan = world.plan(level())
    world.execute(*world.approved(plan))

    key = git(world.records, "log", "-1", "--format=%(trailers:key=Assent-Key,valueonly)")
    assert key == Effect.key_of(RUN, plan.record_digest, 1)


def test_a_plan_is_executed_once(world) -> None:
    approved = world.approved(world.plan(level()))
    first = world.execute(*approved)

    assert world.execute(*approved) == first
    assert len(commits(world.records)) == 2


def test_a_plan_is_not_executed_on_a_second_approval(world) -> None:
    plan = world.plan(level())
    digest, gate = world.approved(plan)
    _, other = world.approved(plan, name="gate-9999999999")
    world.execute(digest, gate)

    with pytest.raises(PlanUsedError):
        world.execute(digest, other)


def test_a_plan_without_actions_writes_nothing_and_is_done(world) -> None:
    done = world.execute(*world.approved(world.plan()))

    assert (done.outcome, done.effects) == ("done", ())


def test_a_dry_run_passes_every_guard_and_writes_nothing(world) -> None:
    plan = world.plan(level(), reviewer(), owner(), mode="dry-run")
    before = tree(world.records), rows(world.database)

    done = world.execute(*world.approved(plan))

    assert (done.outcome, done.mode) == ("done", "dry-run")
    assert states(done) == [f"action {n} rehearsed" for n in (1, 2, 3)]
    assert (tree(world.records), rows(world.database)) == before
    world.ledger.verify()


def test_a_dry_run_is_refused_where_a_live_one_would_be(world) -> None:
    approved = world.approved(world.plan(level(), mode="dry-run"))
    world.holds[OWNER] = ()

    assert world.execute(*approved).refusal == "NotApprovedError"


def test_staging_writes_to_the_target_named_so(world) -> None:
    git(world.folder, "clone", "-q", "records", "staging")
    world.targets["records"]["staging"] = {"repository": "staging"}
    before = tree(world.records)

    done = world.execute(*world.approved(world.plan(level(), mode="staging")))

    assert done.outcome == "done"
    assert tree(world.records) == before
    assert '"level": "developer"' in record(world.folder / "staging")


def test_who_does_not_hold_the_run_writes_nothing(world) -> None:
    approved = world.approved(world.plan(level()))
    before = tree(world.records)
    world.ledger.leases.take(RUN, "host:2", gone=lambda _: True)

    with pytest.raises(LeaseLostError):
        world.execute(*approved)
    assert tree(world.records) == before


def test_an_unknown_gate_is_said_to_be_unknown(world) -> None:
    with pytest.raises(UnknownGateError):
        world.execute(world.plan(level()).record_digest, "gate-9999999999")
