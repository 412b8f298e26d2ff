"""Where nobody can tell whether a write was made, nothing more is written until a person says."""

import pytest
from tests.execution.faulty import FaultyGit, FaultySQLite, burst, fail
from tests.execution.scene import MANAGER, OWNER, RUN, level, owner, reviewer, states
from tests.tools.targets import commits, rows, tree

from assent.errors import NotAuthorisedError, NothingToSettleError, RationaleMissingError
from assent.execution import resolve_doubt


@pytest.fixture
def git_tool(world) -> FaultyGit:
    world.tools["git-record"] = FaultyGit(world.folder)
    return world.tools["git-record"]


@pytest.fixture
def sqlite_tool(world) -> FaultySQLite:
    world.tools["sqlite-row"] = FaultySQLite(world.folder)
    return world.tools["sqlite-row"]


def say(world, outcome: str, index: int = 2, person: str = OWNER, reason: str = "I looked."):
    people = world.organisation()
    return resolve_doubt(world.ledger, people, RUN, index, outcome, person, reason)


@pytest.fixture
def doubtful(world, git_tool, sqlite_tool) -> tuple[str, str]:
    """The second of three actions was made, its tool raised, and its probe is silent."""
    git_tool.after[2] = burst
    git_tool.silent = True
    approved = world.approved(world.plan(owner(), level(), owner("ferry-crew", "ferry")))
    world.execute(*approved)
    git_tool.after.clear()
    return approved


def test_a_silent_target_stops_everything(world, doubtful) -> None:
    told = world.execute(*doubtful)

    assert told.outcome == "in-doubt"
    assert states(told) == ["action 1 done", "action 2 in-doubt"]
    assert "Nobody can tell" in told.reason
    assert len(commits(world.records)) == 2
    assert world.execute(*doubtful) == told


def test_said_to_be_applied_it_is_validated_and_goes_on(world, doubtful) -> None:
    assert say(world, "applied").outcome == "running"

    told = world.execute(*doubtful)
    assert told.outcome == "done"
    assert told.effects[1].settled_by == OWNER
    assert len(commits(world.records)) == 2
    world.ledger.verify()


def test_said_to_be_applied_when_it_was_not_is_found_by_its_validation(
    world, git_tool, sqlite_tool
) -> None:
    git_tool.before[2] = burst
    git_tool.silent = True
    approved = world.approved(world.plan(owner(), level()))
    world.execute(*approved)
    say(world, "applied")

    told = world.execute(*approved)
    assert told.outcome == "incident"
    assert told.effects[1].state == "invalid"
    assert len(commits(world.records)) == 1


def test_said_to_be_absent_it_is_written_once(world, git_tool, sqlite_tool) -> None:
    git_tool.before[2] = burst
    git_tool.silent = True
    approved = world.approved(world.plan(owner(), level()))
    assert world.execute(*approved).outcome == "in-doubt"
    git_tool.before.clear()
    say(world, "absent")

    assert world.execute(*approved).outcome == "done"
    assert len(commits(world.records)) == 2


def test_said_to_be_absent_when_it_was_made_is_found_as_drift(world, doubtful) -> None:
    say(world, "absent")

    told = world.execute(*doubtful)
    assert (told.outcome, told.refusal) == ("undone", "DriftError")
    assert len(commits(world.records)) == 2


def test_a_write_that_failed_and_can_be_found_is_not_repeated(world, git_tool) -> None:
    git_tool.after[1] = burst
    told = world.execute(*world.approved(world.plan(level(), reviewer())))

    assert told.outcome == "done"
    assert told.effects[0].effect["found"] is True
    assert len(commits(world.records)) == 3


def test_an_undo_may_be_in_doubt_too(world, git_tool, sqlite_tool) -> None:
    git_tool.wrong[2] = "no"
    sqlite_tool.undo = fail
    sqlite_tool.silent = True
    before = tree(world.records)
    approved = world.approved(world.plan(owner(), level()))
    assert world.execute(*approved).outcome == "in-doubt"
    sqlite_tool.undo = None
    assert say(world, "absent", 1).outcome == "undoing"

    assert world.execute(*approved).outcome == "undone"
    assert rows(world.database)[1] == ("harbour", "dock-team", 2)
    assert tree(world.records) == before


def test_only_the_write_in_doubt_is_settled_by_whom_it_concerns(world, doubtful) -> None:
    with pytest.raises(NothingToSettleError):
        say(world, "applied", 1)
    with pytest.raises(NotAuthorisedError):
        say(world, "applied", person=MANAGER)
    with pytest.raises(RationaleMissingError):
        say(world, "applied", reason="")
    say(world, "applied")
    with pytest.raises(NothingToSettleError):
        say(world, "absent")
