"""The change calendar from the request to the write, and a window that a person moves."""

import shutil
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.runner import killing
from tests.runner.changing import INSIDE, REQUESTER, REVIEWER, World, keyed, request, states
from tests.runner.moving import approved

from assent.errors import (
    NotAuthorisedError,
    NotCanonicalError,
    NotRescheduledError,
    ObstructedError,
    RationaleMissingError,
    RunFinishedError,
    SelfApprovalError,
    WindowError,
)
from assent.records import Decision, GateState, RunStatus
from assent.runner import Run, approve, rework
from assent.runner.rescheduling import MOST_MOVES, reschedule

ASKED = "2026-12-01T10:00Z/2026-12-01T10:30Z"
MOVED = "2026-12-03T10:00Z/2026-12-03T10:30Z"
THEN = datetime(2026, 12, 3, 10, 5, tzinfo=UTC)
WHY = "The depots are at a drill."


def freeze(day: str, **more: Any) -> dict[str, Any]:
    stated = {"title": "Drill", "reason": "All hands at the depots.", "starts": day, "ends": day}
    return {"freezes": [{**stated, **more}]}


def moved(world: World, run: Run, window: str = MOVED, by: str = REQUESTER) -> Run:
    return world.runner.reschedule(run.id, window, WHY, by=by)


# ---- the examination -------------------------------------------------------------------


def test_a_request_for_a_time_that_is_frozen_goes_back_with_the_next_free_window(tmp_path) -> None:
    world = World(tmp_path, calendar=freeze("2026-12-01"))

    run = world.launch(request("rostering-access"))

    assert run.status is RunStatus.sent_back
    assert "meets the freeze 'Drill'" in run.note
    assert "next free window is 2026-12-02 00:00 to 00:30 Europe/London" in run.note
    assert run.plain()["usage"]["calls"] == 0


def test_a_request_outside_of_its_windows_goes_back(tmp_path) -> None:
    nights = {"title": "Nights", "reason": "Quiet.", "repeats": "FREQ=DAILY"}
    span = {"starts": "2026-01-01T22:00", "ends": "2026-01-02T04:00"}
    world = World(tmp_path, calendar={"windows": [{**nights, **span}]})

    run = world.launch(request("rostering-access"))

    assert (run.status, "lies in none of the windows" in run.note) == (RunStatus.sent_back, True)


def test_an_emergency_passes_a_freeze_at_tier_high(tmp_path) -> None:
    calendar = freeze("2026-12-01", allows={"kinds": ["emergency"]})
    world = World(tmp_path, calendar=calendar)

    run = world.launch(request("rostering-access") + "kind: Emergency\n")

    assert run.status is RunStatus.waiting
    summary = run.documents["risk-summary.md"].text
    assert "make the tier at least high" in summary
    assert "It lets changes of the kind 'Emergency' through" in summary


def test_a_freeze_that_lets_tier_low_through_holds_a_plan_that_turns_out_high(tmp_path) -> None:
    calendar = freeze("2026-12-01", allows={"tiers": ["low"]})
    world = World(tmp_path, calendar=calendar)
    text = request("ferry-handover").replace("/owner", "/criticality")
    run = world.planned(text.replace("value: Ferry duty manager", "value: safety-critical"))

    assert run.gates[0].bound.tier == "high"
    with pytest.raises(ObstructedError, match="meets the freeze 'Drill'"):
        world.approve(run)


# ---- the gate --------------------------------------------------------------------------


def test_the_packet_says_that_the_window_is_free(tmp_path) -> None:
    world = World(tmp_path)

    run = world.planned(request("rostering-access"))

    assert "Nothing: neither the calendar nor another change" in packet(world, run)


def test_an_approval_is_held_to_the_calendar_of_the_moment_at_which_it_is_given(tmp_path) -> None:
    store = tmp_path / "store"
    run = World(tmp_path, store=store).planned(request("rostering-access"))
    frozen = World(tmp_path, store=store, calendar=freeze("2026-12-01"))
    assert "Nothing: neither" in packet(frozen, run)

    with pytest.raises(ObstructedError, match=f"assent reschedule {run.id}"):
        frozen.approve(run)

    assert frozen.runner.ledger.gates.state(run.gates[0].id) is GateState.open
    comment = rework("Ask for a day without a drill.", by=REVIEWER)
    frozen.runner.decide(run.gates[0].packet_digest, comment, resume=True)
    assert "Stands in the way: The window" in packet(frozen, run)


def test_when_the_freeze_is_lifted_the_same_packet_is_approved(tmp_path) -> None:
    store = tmp_path / "store"
    run = World(tmp_path, store=store).planned(request("rostering-access"))
    with pytest.raises(ObstructedError):
        World(tmp_path, store=store, calendar=freeze("2026-12-01")).approve(run)

    World(tmp_path, store=store).approve(run)

    assert run.gates == []


def packet(world: World, run: Run) -> str:
    return world.runner.packet(run.gates[0].id)[1]


# ---- other changes ---------------------------------------------------------------------


def twins(world: World) -> tuple[Run, Run]:
    """Plan two changes of one record for one time."""
    first = world.planned(request("rostering-access"))
    other = request("rostering-access", id="chg-2044").replace("operator", "administrator")
    return first, world.planned(other)


def test_of_two_changes_of_one_record_at_one_time_the_first_approved_holds_the_time(
    tmp_path,
) -> None:
    world = World(tmp_path)
    first, second = twins(world)
    assert f"To be known: Run {first.id} changes the record" in packet(world, second)
    world.approve(first)

    with pytest.raises(ObstructedError, match=f"Run {first.id} changes the record") as refused:
        world.approve(second)

    assert "The next free window is 2026-12-01 10:30 to 11:00" in str(refused.value)
    assert world.runner.obstacles(second.gates[0])[0].run_id == first.id


def test_a_third_change_for_a_time_that_is_taken_goes_back_at_once(tmp_path) -> None:
    world = World(tmp_path)
    world.approve(world.planned(request("rostering-access")))

    third = world.launch(request("rostering-access", id="chg-2045"))

    assert third.status is RunStatus.sent_back
    assert "changes the record 'crew-rostering' too" in third.note


def test_an_approved_change_that_is_moved_away_leaves_its_time_to_the_other(tmp_path) -> None:
    world = World(tmp_path)
    first, second = twins(world)
    world.approve(first)

    moved(world, first)
    world.approve(second)
    world.clock.set(INSIDE)
    world.runner.resume(second.id)

    assert (second.status, states(second)) == (RunStatus.closed, ["action 1 done"])


def test_two_approvals_at_once_do_not_both_become_writes(tmp_path) -> None:
    """What the gate missed in a race, the kernel does not: the first approval goes first."""
    world = World(tmp_path)
    first, second = twins(world)
    gates = [first.gates[0], second.gates[0]]
    for gate in gates:  # as two processes would that both looked before either wrote
        unlooked(world, gate.packet_digest, gate.gate.confirms)
    world.clock.set(INSIDE)

    world.runner.resume(second.id)

    assert (second.status, states(second)) == (RunStatus.parked, [])
    assert f"another change stands in the way. Run {first.id}" in second.note
    assert world.runner.resume(first.id).status is RunStatus.closed
    assert world.commits() == [
        "replace /environments/0/access/1/level in records/crew-rostering.yaml"
    ]


def unlooked(world: World, digest: str, confirms: Any) -> None:
    ledger, organisation = world.runner.ledger, world.runner.organisation
    gate = ledger.gates.get(ledger.gates.find(digest))
    person = organisation.person(REVIEWER)
    ledger.gates.decide(
        Decision(
            run_id=gate.run_id,
            thread_id=gate.thread_id,
            gate=gate.id,
            seat="cm-manager",
            decision="approve",
            reason="As asked for.",
            confirmed=confirms,
            approver_identity=person.id,
            approver_name=person.name,
            identity_assurance="asserted",
            subject_digest=gate.subject_digest,
            packet_digest=gate.packet_digest,
            bound=gate.bound,
            policy_version=gate.bound.policy,
            nonce=gate.nonce,
            requested_at=gate.requested_at,
            decided_at=world.clock.now(),
        ),
        organisation,
    )


# ---- the write -------------------------------------------------------------------------


def test_a_freeze_declared_after_the_approval_parks_the_run_until_it_is_lifted(tmp_path) -> None:
    store = tmp_path / "store"
    world = World(tmp_path, store=store)
    run = world.planned(request("rostering-access"))
    world.approve(run)
    frozen = World(tmp_path, store=store, at=INSIDE, calendar=freeze("2026-12-01"))

    frozen.runner.resume(run.id)

    assert (run.status, frozen.commits()) == (RunStatus.parked, [])
    assert "the calendar stands in the way" in run.note
    assert "All hands at the depots" in run.note
    world.clock.set(INSIDE)
    assert world.runner.resume(run.id).status is RunStatus.closed


# ---- another window --------------------------------------------------------------------


@pytest.mark.parametrize("approved", [False, True])
def test_a_moved_window_voids_what_was_decided_and_is_decided_anew(tmp_path, approved) -> None:
    world = World(tmp_path)
    run = world.planned(request("rostering-access"))
    old, plan = run.gates[0], run.artifacts["plan"]
    if approved:
        world.approve(run)

    moved(world, run)

    (gate,) = run.gates
    assert gate.id != old.id
    assert gate.bound.plan != plan
    assert gate.bound.window[0] == THEN - timedelta(minutes=5)
    assert gate.editors == (REQUESTER,)
    with pytest.raises(Exception, match=r"no more decisions|already decided"):
        world.runner.decide(
            old.packet_digest, approve("Now.", by=REVIEWER, confirm=old.gate.confirms)
        )
    world.clock.set(INSIDE)
    world.runner.resume(run.id)
    assert world.commits() == []
    world.clock.set(INSIDE - timedelta(days=3))
    world.approve(run)
    world.clock.set(THEN)
    assert world.runner.resume(run.id).status is RunStatus.closed
    assert states(run) == ["action 1 done"]
    told = run.documents["audit-report.md"].text
    assert ("void, since the window was moved" in told) is approved
    world.runner.ledger.verify()


def test_the_new_packet_shows_the_move_and_nothing_else(tmp_path) -> None:
    world = World(tmp_path)
    run = world.planned(request("rostering-access"))
    before = run.documents["execution-plan.md"].text
    world.approve(run)

    moved(world, run)

    changed = packet(world, run).partition("What changed since the version before")[2]
    changed = changed.partition("## Made from")[0]
    assert "> -Between 2026-12-01 10:00 and 2026-12-01 10:30 UTC." in changed
    assert "> +Between 2026-12-03 10:00 and 2026-12-03 10:30 UTC." in changed
    assert (
        f"> +Lucia Ferrante (lucia-ferrante) moved it at 2026-11-24 10:00 UTC, move 1: {WHY}"
        in (changed)
    )
    kept = [line for line in before.splitlines() if not line.startswith(("Plan sha", "Between"))]
    assert [line for line in kept if line not in run.documents["execution-plan.md"].text] == []
    assert "What agents say to you" not in packet(world, run)


def test_the_requester_and_the_reviewer_may_move_it_and_then_the_reviewer_may_not_approve(
    tmp_path,
) -> None:
    world = World(tmp_path)
    run = world.planned(request("rostering-access"))

    moved(world, run, by=REVIEWER)

    with pytest.raises(SelfApprovalError, match="edited the subject"):
        world.approve(run)


def test_a_move_is_on_the_trace_with_its_person(tmp_path) -> None:
    world = World(tmp_path)
    run = world.planned(request("rostering-access"))
    old = run.gates[0].id

    moved(world, run)

    (told,) = [row for row in run.trace if row["kind"] == "run.rescheduled"]
    assert (told["person"], told["voids"], told["number"]) == (REQUESTER, old, 1)
    assert told["window"] == ["2026-12-03T10:00:00Z", "2026-12-03T10:30:00Z"]
    assert world.runner.ledger.gates.resolution(old).verdict == "rescheduled"


def test_a_window_at_short_notice_makes_the_tier_high(tmp_path) -> None:
    world = World(tmp_path, key=keyed(tmp_path), at=INSIDE - timedelta(days=4))
    run = world.planned(request("rostering-access"))
    assert run.gates[0].bound.tier == "low"
    world.approve(run)

    moved(world, run, "2026-11-28T10:00Z/2026-11-28T10:30Z")

    assert run.gates[0].bound.tier == "high"
    assert "The notice is 23.9167 hours; 72 are asked for." in packet(world, run)


def test_a_window_that_is_over_is_moved_instead_of_asked_for_again(tmp_path) -> None:
    world = World(tmp_path)
    run = world.executed(request("rostering-access"), at=INSIDE + timedelta(hours=1))
    assert (run.status, "the change window ended" in run.note) == (RunStatus.parked, True)

    moved(world, run, "2026-12-09T10:00Z/2026-12-09T10:30Z")
    world.approve(run)
    world.clock.set(datetime(2026, 12, 9, 10, 5, tzinfo=UTC))

    assert world.runner.resume(run.id).status is RunStatus.closed


def test_a_plan_moved_twice_and_sent_back_keeps_its_rounds(tmp_path) -> None:
    world = World(tmp_path)
    run = world.planned(request("rostering-access"))
    moved(world, run)
    moved(world, run, "2026-12-04T10:00Z/2026-12-04T10:30Z")

    comment = rework("Say who watches the roster afterwards.", by=REVIEWER)
    world.runner.decide(run.gates[0].packet_digest, comment, resume=True)

    (gate,) = run.gates
    assert (gate.round, run.documents["execution-plan.md"].version) == (2, 4)
    assert f"{gate.bound.window[0]:%Y-%m-%d}" == "2026-12-04"


def test_a_window_is_not_moved_without_end(tmp_path) -> None:
    world = World(tmp_path)
    run = world.planned(request("rostering-access"))
    for day in range(MOST_MOVES):
        moved(world, run, f"2026-12-{day + 3:02}T10:00Z/2026-12-{day + 3:02}T10:30Z")

    with pytest.raises(NotRescheduledError, match="it was moved 9 times"):
        moved(world, run)


def test_a_move_that_is_killed_anywhere_comes_to_the_same_packet(tmp_path) -> None:
    prepared = tmp_path / "prepared" / "store"
    approved(prepared)
    events, *told = moving(prepared, tmp_path / "whole", 0)
    assert (int(events), told) == (2, ["execution-plan.md", "2026-12-03", "2"])

    for kill in range(1, int(events) + 1):
        folder = tmp_path / str(kill)
        assert moving(prepared, folder, kill) == [str(-signal.SIGKILL)]
        assert moving(None, folder, 0)[1:] == told


def moving(prepared: Path | None, folder: Path, kill: int) -> list[str]:
    """Move the window of a copy of what was prepared; return the words said, or the exit code."""
    if prepared:
        shutil.copytree(prepared.parent, folder)
    done = killing.run("moving", folder, kill)
    return done.stdout.split() or [str(done.returncode)]


def test_a_move_that_was_logged_and_not_gone_on_with_is_taken_up_by_resume(tmp_path) -> None:
    world = World(tmp_path)
    run = world.planned(request("rostering-access"))
    world.approve(run)
    ledger, organisation = world.runner.ledger, world.runner.organisation
    actor = world.runner.actor(REQUESTER)
    reschedule(run.launched, MOVED, WHY, actor, ledger, organisation, world.clock)
    assert run.gates == []
    with pytest.raises(NotRescheduledError, match=f"See: assent resume {run.id}"):
        moved(world, run, "2026-12-04T10:00Z/2026-12-04T10:30Z")

    world.clock.set(INSIDE)
    world.runner.resume(run.id)

    assert [gate.bound.window[0] for gate in run.gates] == [THEN - timedelta(minutes=5)]
    assert world.commits() == []


@pytest.fixture(scope="module")
def standing(tmp_path_factory) -> tuple[World, Run]:
    """A plan under decision, for whoever only tries to move it."""
    world = World(tmp_path_factory.mktemp("standing"))
    return world, world.planned(request("rostering-access"))


@pytest.mark.parametrize(
    ("window", "why"),
    [
        ("next Thursday", "names no time"),
        ("10:00-10:30 UTC", "has no date"),
        ("2026-12-03T10:30Z/2026-12-03T10:00:00+02:00", "ends before it begins"),
        ("2026-11-20T10:00Z/2026-11-20T10:30Z", "it lies in the past"),
        ("2026-12-03T10:00Z/\u202e2026-12-03T10:30Z", r"it hides <U\+202E>"),
    ],
)
def test_what_is_no_window_moves_nothing(standing, window, why) -> None:
    world, run = standing
    gate = run.gates[0].id

    with pytest.raises(WindowError, match=why):
        moved(world, run, window)

    assert [g.id for g in run.gates] == [gate]


def test_a_window_in_a_freeze_or_on_another_change_moves_nothing(tmp_path) -> None:
    world = World(tmp_path, calendar=freeze("2026-12-03"))
    run = world.planned(request("rostering-access"))
    taken = "2026-12-04T10:00Z/2026-12-04T11:00Z"
    world.approve(world.planned(request("rostering-access", id="chg-2044", window=taken)))

    with pytest.raises(ObstructedError, match="meets the freeze 'Drill'"):
        moved(world, run)
    with pytest.raises(ObstructedError, match="changes the record 'crew-rostering' too"):
        moved(world, run, "2026-12-04T10:30Z/2026-12-04T11:30Z")

    assert world.runner.ledger.moves.count(run.id) == 0


def test_who_has_no_part_in_it_or_gives_no_reason_moves_nothing(tmp_path) -> None:
    world = World(tmp_path)
    run = world.planned(request("rostering-access"))

    with pytest.raises(NotAuthorisedError, match="may not reschedule run"):
        moved(world, run, by="hana-sato")
    with pytest.raises(RationaleMissingError):
        world.runner.reschedule(run.id, MOVED, " … ", by=REQUESTER)
    with pytest.raises(NotCanonicalError):
        world.runner.reschedule(run.id, MOVED, "Because\u200b.", by=REQUESTER)
    with pytest.raises(NotRescheduledError, match="that is the window it has"):
        moved(world, run, ASKED)


def test_only_a_plan_that_waits_for_its_decision_or_its_window_is_moved(tmp_path) -> None:
    world = World(tmp_path)
    run = world.launch(request("rostering-access"))
    with pytest.raises(NotRescheduledError, match="no plan of it is under decision"):
        moved(world, run)
    world.approve(run)
    world.approve(run)
    world.clock.set(INSIDE)
    world.runner.resume(run.id)

    with pytest.raises(RunFinishedError):
        moved(world, run, "2026-12-09T10:00Z/2026-12-09T10:30Z")
