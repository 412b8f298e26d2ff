"""What fails is undone in reverse; what cannot be undone is an incident that a person closes."""

import pytest
from tests.execution.faulty import FaultyGit, FaultySQLite, burst, fail
from tests.execution.scene import MANAGER, OWNER, RUN, WINDOW, level, owner, reviewer, states
from tests.tools.targets import commits, git, record, rows, tree

from assent.errors import NotAuthorisedError, NothingToSettleError, RationaleMissingError
from assent.execution import close_incident, stop
from assent.execution import start as start_again

REVERSED = [
    *("action 1 done", "action 2 done", "action 3 invalid"),
    *("undo 3 done", "undo 2 done", "undo 1 done"),
]


@pytest.fixture
def git_tool(world) -> FaultyGit:
    world.tools["git-record"] = FaultyGit(world.folder)
    return world.tools["git-record"]


@pytest.fixture
def sqlite_tool(world) -> FaultySQLite:
    world.tools["sqlite-row"] = FaultySQLite(world.folder)
    return world.tools["sqlite-row"]


def test_a_failed_validation_leaves_the_targets_as_they_were(world, git_tool) -> None:
    git_tool.wrong[3] = "the platform does not know reviewer-3"
    before = tree(world.records), record(world.records), rows(world.database)
    told = world.execute(*world.approved(world.plan(level(), owner(), reviewer())))

    assert told.outcome == "undone"
    assert "the platform does not know reviewer-3" in told.reason
    assert states(told) == REVERSED
    assert (tree(world.records), record(world.records), rows(world.database)) == before
    assert len(commits(world.records)) == 5
    world.ledger.verify()


def test_the_story_is_on_the_trace(world, git_tool) -> None:
    git_tool.wrong[1] = "no"
    world.execute(*world.approved(world.plan(level())))

    told = world.ledger.runs.trace(RUN)
    assert [t["state"] for t in told if t["kind"] == "action"] == ["invalid"]
    assert [t["state"] for t in told if t["kind"] == "undo"] == ["done"]
    assert world.kinds() == [
        "execution.started",
        "effect.intended",
        "effect.recorded",
        "execution.turned",
        "effect.intended",
        "effect.recorded",
        "execution.ended",
    ]


@pytest.mark.parametrize("how", [fail, burst])
def test_a_second_action_that_fails_takes_the_first_back(world, sqlite_tool, how) -> None:
    sqlite_tool.before[2] = how
    before = tree(world.records), rows(world.database)
    told = world.execute(*world.approved(world.plan(level(), owner())))

    assert told.outcome == "undone"
    assert states(told) == ["action 1 done", "action 2 absent", "undo 1 done"]
    assert (tree(world.records), rows(world.database)) == before


def test_drift_between_two_actions_takes_the_first_back(world, sqlite_tool) -> None:
    def somebody(target, action) -> None:
        (world.records / "other.json").write_text("{}\n")
        git(world.records, "add", "-A")
        git(world.records, "commit", "-q", "-m", "Somebody else")

    sqlite_tool.after[1] = somebody
    told = world.execute(*world.approved(world.plan(owner(), level())))

    assert (told.outcome, told.refusal) == ("undone", "DriftError")
    assert states(told) == ["action 1 done", "undo 1 done"]
    assert rows(world.database)[1] == ("harbour", "dock-team", 2)
    assert commits(world.records) == ["Somebody else", "Records"]


def test_a_window_that_closes_on_the_way_takes_the_first_back(world, sqlite_tool) -> None:
    sqlite_tool.after[1] = lambda *_: world.clock.set(WINDOW[1])
    told = world.execute(*world.approved(world.plan(owner(), level())))

    assert (told.outcome, told.refusal) == ("undone", "WindowClosedError")
    assert rows(world.database)[1] == ("harbour", "dock-team", 2)


def test_a_role_revoked_on_the_way_takes_the_first_back(world, sqlite_tool) -> None:
    sqlite_tool.after[1] = lambda *_: world.holds.update({OWNER: ()})
    told = world.execute(*world.approved(world.plan(owner(), level())))

    assert (told.outcome, told.refusal) == ("undone", "NotApprovedError")
    assert states(told) == ["action 1 done", "undo 1 done"]


def test_a_stop_on_the_way_halts_and_start_lets_it_go_on(world, sqlite_tool) -> None:
    people = world.organisation()
    sqlite_tool.after[1] = lambda *_: stop(world.ledger, people, MANAGER, "Look first.")
    approved = world.approved(world.plan(owner(), level()))
    halted = world.execute(*approved)

    assert (halted.outcome, states(halted)) == ("stopped", ["action 1 done"])
    assert world.execute(*approved).outcome == "stopped"
    start_again(world.ledger, people, OWNER, "It was nothing.")
    assert states(world.execute(*approved)) == ["action 1 done", "action 2 done"]
    assert "writes.stopped" in world.kinds()


def test_a_stop_on_the_way_back_halts_there_too(world, git_tool) -> None:
    people = world.organisation()
    git_tool.wrong[2] = "no"
    git_tool.after[2] = lambda *_: stop(world.ledger, people, MANAGER, "Look first.")
    approved = world.approved(world.plan(level(), reviewer()))

    assert world.execute(*approved).outcome == "stopped"
    assert len(commits(world.records)) == 3
    start_again(world.ledger, people, OWNER, "Go back.")
    assert world.execute(*approved).outcome == "undone"
    assert len(commits(world.records)) == 5


def test_a_clock_set_back_on_the_way_halts(world, sqlite_tool) -> None:
    sqlite_tool.after[1] = lambda *_: world.clock.set(WINDOW[0])
    approved = world.approved(world.plan(owner(), level()))
    world.clock.set(WINDOW[0].replace(minute=40))

    assert world.execute(*approved).refusal == "ClockSetBackError"
    world.clock.set(WINDOW[0].replace(minute=50))
    assert world.execute(*approved).outcome == "done"


@pytest.fixture
def incident(world, sqlite_tool, git_tool) -> tuple[str, str]:
    git_tool.wrong[2] = "no"
    sqlite_tool.undo = fail
    approved = world.approved(world.plan(owner(), level()))
    world.execute(*approved)
    return approved


def test_a_failed_undo_is_an_incident_and_never_done(world, incident) -> None:
    told = world.execute(*incident)

    assert told.outcome == "incident"
    assert "undo of action 1 failed" in told.reason
    assert states(told)[-2:] == ["undo 2 done", "undo 1 absent"]
    assert world.execute(*incident) == told


def test_a_person_closes_an_incident_and_says_how(world, incident) -> None:
    closed = close_incident(world.ledger, world.organisation(), RUN, OWNER, "Set back by hand.")

    assert (closed.outcome, closed.closed_by) == ("closed", OWNER)
    assert "Set back by hand." in closed.reason
    assert world.execute(*incident) == closed
    with pytest.raises(NothingToSettleError):
        close_incident(world.ledger, world.organisation(), RUN, OWNER, "Again.")


def test_not_everybody_closes_an_incident_nor_without_a_word(world, incident) -> None:
    with pytest.raises(NotAuthorisedError):
        close_incident(world.ledger, world.organisation(), RUN, MANAGER, "Fine.")
    with pytest.raises(RationaleMissingError):
        close_incident(world.ledger, world.organisation(), RUN, OWNER, " ")


def test_an_undo_over_somebody_elses_work_is_an_incident(world, sqlite_tool, git_tool) -> None:
    def somebody(target, action) -> None:
        (world.records / "other.json").write_text("{}\n")
        git(world.records, "add", "-A")
        git(world.records, "commit", "-q", "-m", "Somebody else")

    git_tool.wrong[2] = "no"
    git_tool.after[2] = somebody
    told = world.execute(*world.approved(world.plan(owner(), level())))

    assert told.outcome == "incident"
    assert git(world.records, "show", "main:other.json") == "{}"
    assert states(told) == ["action 1 done", "action 2 invalid"]


def test_a_target_pointed_elsewhere_on_the_way_back_is_an_incident(world, git_tool) -> None:
    git_tool.wrong[1] = "no"
    git_tool.after[1] = lambda *_: world.targets["records"].update(branch="other")
    told = world.execute(*world.approved(world.plan(level())))

    assert told.outcome in {"incident", "stopped"}
    assert len(commits(world.records)) == 2
