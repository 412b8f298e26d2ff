"""The calendar and the other changes of the moment of each write, not of the approval."""

from datetime import timedelta

import pytest
from tests.execution.scene import FREEZE, RUN, WINDOW, World, level, owner, states
from tests.execution.test_guards import refused
from tests.tools.targets import rows, tree

from assent.errors import NotRescheduledError
from assent.execution import guards
from assent.records import (
    Calendar,
    ConfigurationItem,
    Execution,
    ExecutionOutcome,
    Occasion,
    PlanMode,
    RunStatus,
    Scope,
)

RECORDS, ELSEWHERE = Scope(targets=("records",)), Scope(targets=("services",))
LATER = (WINDOW[1], WINDOW[1] + timedelta(minutes=30))


def test_a_freeze_that_came_after_the_approval_keeps_the_write_out(world) -> None:
    approved = world.approved(world.plan(level()))
    world.calendar = FREEZE

    assert refused(world, approved) == "FrozenError"
    world.calendar = Calendar()
    assert world.execute(*approved).outcome == "done"


def test_a_calendar_that_cannot_be_read_keeps_every_write_out(world) -> None:
    approved = world.approved(world.plan(level()))
    world.calendar = Calendar(readable=False)

    assert refused(world, approved) == "FrozenError"


def test_a_plan_that_names_no_record_is_held_to_the_calendar_of_its_targets(world) -> None:
    approved = world.approved(world.plan(level(), items=()))
    everywhere = FREEZE.freezes[0]
    world.calendar = Calendar(freezes=(everywhere.model_copy(update={"scope": RECORDS}),))

    assert refused(world, approved) == "FrozenError"
    world.calendar = Calendar(freezes=(everywhere.model_copy(update={"scope": ELSEWHERE}),))
    assert world.execute(*approved).outcome == "done"


def test_a_zone_that_is_not_known_here_keeps_every_write_out(world) -> None:
    approved = world.approved(world.plan(level()))
    world.time_zone = "Europe/Atlantis"

    assert refused(world, approved) == "CalendarError"


def test_the_calendar_is_read_in_the_practices_zone(world) -> None:
    nine = {"starts": "2026-03-02T09:30", "ends": "2026-03-02T10:00"}
    world.calendar = Calendar(windows=(Occasion(title="Nine", reason="Quiet.", **nine),))
    approved = world.approved(world.plan(level()))
    world.time_zone = "Europe/Paris"

    assert refused(world, approved) == "FrozenError"
    world.time_zone = "UTC"
    assert world.execute(*approved).outcome == "done"


def test_a_freeze_between_two_writes_takes_the_first_one_back(world, monkeypatch) -> None:
    approved = world.approved(world.plan(level(), owner()))
    before = tree(world.records), rows(world.database)
    calendar = guards["calendar"]

    def frozen(scene) -> None:
        calendar(scene)
        if world.ledger.effects.execution(approved[0]):
            world.calendar = FREEZE

    monkeypatch.setitem(guards, "calendar", frozen)
    told = world.execute(*approved)

    assert (told.outcome, told.refusal) == (ExecutionOutcome.undone, "FrozenError")
    assert states(told) == ["action 1 done", "undo 1 done"]
    assert (tree(world.records), rows(world.database)) == before


def test_of_two_approved_changes_of_one_record_the_second_is_refused(world) -> None:
    first = world.rival()
    approved = world.approved(world.plan(level()))

    assert refused(world, approved) == "CollisionError"
    assert first in world.execute(*approved).reason


def test_of_two_approved_changes_of_one_record_the_first_goes_on(world) -> None:
    approved = world.approved(world.plan(level()))
    world.rival()

    assert world.execute(*approved).outcome == "done"


def test_a_change_whose_run_is_over_is_in_nobodys_way(world) -> None:
    first = world.rival()
    approved = world.approved(world.plan(level()))
    assert refused(world, approved) == "CollisionError"

    lease = world.ledger.leases.take(first, "host:2", gone=lambda _: True)
    world.ledger.runs.change(lease, status=RunStatus.withdrawn)

    assert world.execute(*approved).outcome == "done"


def test_another_window_is_in_nobodys_way_unless_its_writes_hang(world) -> None:
    first = world.rival(LATER)
    approved = world.approved(world.plan(level()))
    (other,) = world.ledger.changes.others(RUN, PlanMode.live)
    assert (other.slot.window, other.begun) == (LATER, False)

    begin(world, first)

    assert refused(world, approved) == "CollisionError"


def begin(world: World, run: str) -> None:
    """Note that a run's writes were begun, as a crash would leave it."""
    plan = world.ledger.runs.row(run).artifacts["plan"]
    (gate,) = world.ledger.gates.for_run(run)
    lease = world.ledger.leases.take(run, "host:2", gone=lambda _: True)
    begun = {"outcome": "in-doubt", "mode": "live", "started_at": world.clock.now()}
    world.ledger.effects.start(lease, Execution(run_id=run, plan=plan, gate=gate.id, **begun))


@pytest.mark.parametrize("mode", ["dry-run", "staging"])
def test_what_is_rehearsed_or_staged_meets_nothing_live(world, mode) -> None:
    world.rival()

    others = world.ledger.changes.others(RUN, PlanMode(mode))

    assert [other.slot.items for other in others] == (
        [(ConfigurationItem(target="records", record="harbour"),)] if mode == "dry-run" else []
    )


def test_an_approval_for_a_window_that_was_moved_is_never_executed(world) -> None:
    approved = world.approved(world.plan(level()))
    world.move()

    assert refused(world, approved) == "NotApprovedError"


def test_moving_the_window_there_and_back_does_not_revive_the_approval(world) -> None:
    approved = world.approved(world.plan(level()))
    world.move()
    world.move()

    assert refused(world, approved) == "NotApprovedError"


def test_a_plan_that_has_begun_is_not_moved(world) -> None:
    world.execute(*world.approved(world.plan(level())))

    with pytest.raises(NotRescheduledError, match="its writes were begun"):
        world.move()


def test_of_two_moves_at_once_one_is_logged(world) -> None:
    world.approved(world.plan(level()))
    world.move()

    with pytest.raises(NotRescheduledError, match="somebody else moved it"):
        world.move(number=1)
    assert world.ledger.moves.count(RUN) == 1
    world.ledger.verify()
