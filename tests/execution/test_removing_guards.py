"""Take any one guard away, and somebody notices: no other one gives its answer."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.execution.scene import (
    BOUND,
    FREEZE,
    MANAGER,
    OWNER,
    WINDOW,
    World,
    level,
    reviewer,
)

from assent.errors import AssentError
from assent.execution import guards, stop
from assent.records import RunStatus
from assent.tools.functions import tool

Approved = tuple[str, str]


@tool(effect="write", probe=lambda key: False)
def page(number: str) -> None:
    """Page somebody."""


def stopped(world: World) -> Approved:
    stop(world.ledger, world.organisation(), MANAGER, "Fire.")
    return world.approved(world.plan(level()))


def ended(world: World) -> Approved:
    approved = world.approved(world.plan(level()))
    world.ledger.runs.change(world.lease, status=RunStatus.withdrawn)
    return approved


def elsewhere(world: World) -> Approved:
    plan = world.plan(level())
    bound = plan.bind(BOUND).model_copy(update={"window": None})
    return world.approved(plan, bound=bound)


def followed(world: World) -> Approved:
    declared = world.gate(world.plan(reviewer()), name="gate-1111111111").gate
    approved = world.approved(world.plan(level()), gate=declared)
    world.gate(world.plan(reviewer()), name="gate-3333333333", gate=declared)
    return approved


def rejected(world: World) -> Approved:
    plan = world.plan(level())
    gate = world.gate(plan)
    world.decide(gate, "reject")
    world.clock.set(WINDOW[0])
    return plan.record_digest, gate.id


def revoked(world: World) -> Approved:
    approved = world.approved(world.plan(level()))
    world.holds[OWNER] = ()
    return approved


def set_back(world: World) -> Approved:
    world.clock.set(WINDOW[0] + timedelta(minutes=9))
    approved = world.approved(world.plan(level()))
    world.clock.set(WINDOW[0])
    return approved


def moved(world: World) -> Approved:
    approved = world.approved(world.plan(level()))
    world.move()
    return approved


def frozen(world: World) -> Approved:
    approved = world.approved(world.plan(level()))
    world.calendar = FREEZE
    return approved


def beaten(world: World) -> Approved:
    world.rival()
    return world.approved(world.plan(level()))


def late(world: World) -> Approved:
    approved = world.approved(world.plan(level()))
    world.clock.set(WINDOW[1])
    return approved


def expired(world: World) -> Approved:
    approved = world.approved(world.plan(level()), expires_at=WINDOW[0] + timedelta(minutes=5))
    world.clock.set(WINDOW[0] + timedelta(minutes=5))
    return approved


def proposed(world: World) -> Approved:
    return world.approved(world.plan(level(), governance_level="A2"))


def unsigned(world: World) -> Approved:
    world.signed = False
    return world.approved(world.plan(level()))


def irreversible(world: World) -> Approved:
    world.tools["page"] = page
    world.targets["pager"] = {"kind": "pager"}
    said = {"tool": "page", "target": "pager", "arguments": {"number": "1"}}
    return world.approved(world.plan(level().model_copy(update=said)))


def other_tool(world: World) -> Approved:
    plan = world.plan(level())
    return world.approved(plan.model_copy(update={"tools": {"git-record": "sha256:" + "9" * 64}}))


def other_target(world: World) -> Approved:
    approved = world.approved(world.plan(level()))
    world.targets["records"]["note"] = "another definition"
    return approved


SITUATIONS: dict[str, tuple[Callable[[World], Approved], str]] = {
    "stop": (stopped, "stopped all writes"),
    "run": (ended, "is of a run that withdrawn"),
    "bound": (elsewhere, "was decided for another window"),
    "newest": (followed, "was followed by 'gate-3333333333'"),
    "approved": (rejected, "ended rejected"),
    "held": (revoked, "is not approved any more"),
    "clock": (set_back, "the log is already at"),
    "moved": (moved, "approved another window than the one that was asked for since"),
    "window": (late, "the change window ended"),
    "calendar": (frozen, "the calendar stands in the way"),
    "collision": (beaten, "another change stands in the way"),
    "expiry": (expired, "the approval ended"),
    "level": (proposed, "'A2' does not allow execution"),
    "signed": (unsigned, "a live write needs a signed procedure"),
    "reversible": (irreversible, "action 1 cannot be undone"),
    "tools": (other_tool, "the tool 'git-record' is not what it was"),
    "targets": (other_target, "the target 'records' is not what it was"),
}


def answer(world: World, approved: Approved) -> str:
    """Return what is said to an execution, refused or done."""
    try:
        told = world.execute(*approved)
    except AssentError as error:
        return str(error)
    return f"{told.outcome.value} {told.reason}"


def test_every_guard_has_a_situation() -> None:
    assert list(SITUATIONS) == list(guards)


@pytest.mark.parametrize("guard", SITUATIONS)
def test_a_guard_gives_its_answer(world, guard) -> None:
    situation, said = SITUATIONS[guard]

    assert said in answer(world, situation(world))


@pytest.mark.parametrize("guard", SITUATIONS)
def test_a_guard_that_is_gone_is_missed(world, monkeypatch, guard) -> None:
    situation, said = SITUATIONS[guard]
    approved = situation(world)
    monkeypatch.setitem(guards, guard, lambda _: None)

    told = answer(world, approved)
    assert told.startswith(("done", "undone")) or said not in told
