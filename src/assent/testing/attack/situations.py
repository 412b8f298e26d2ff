"""The worlds that are played with: asked for, planned, approved, and executed or cut off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assent.testing.attack import duties
from assent.testing.attack.crashes import die
from assent.testing.attack.front import entitled, everybody, rightly
from assent.testing.attack.ground import Ground, Launch
from assent.testing.attack.judge import Judge
from assent.testing.attack.model import Malicious
from assent.testing.attack.recording import Recording
from assent.testing.attack.world import World

__all__ = ["APPROVED", "Situation", "decide_all", "execute_all", "prepared"]

APPROVED = "approved"
"""The stage at which plans wait for their window."""

_AT_ONCE = 4
"""Launches in one store: enough to take one's approval for another's."""


@dataclass
class Situation:
    """A world as it was prepared, with what its targets held then."""

    name: str
    world: World
    kept: Any


def prepared(ground: Ground, judge: Judge, seed: object) -> Iterator[Situation]:
    """Yield worlds over the launches of the ground, a few at a time, at every stage."""
    first = ground.keep()
    for place in range(0, len(ground.launches), _AT_ONCE):
        ground.bring(first)
        model = Malicious((seed, place), rows=ground.rows, faults=0, tricks=30)
        world = World(ground, judge.copy(), model)
        yield from _stages(world, ground.launches[place : place + _AT_ONCE], f"{place + 1}-")
        world.close()


def _stages(world: World, launches: Sequence[Launch], name: str) -> Iterator[Situation]:
    if name == "1-":
        sign_all(world, launches)
    for launch in launches:
        world.launch(launch)
    yield _kept(f"{name} asked for", world)
    decide_all(world)
    yield _kept(f"{name} planned", world)
    decide_all(world)
    yield _kept(f"{name} {APPROVED}", world)
    execute_all(world)
    yield _kept(f"{name} executed", world)


def _kept(name: str, world: World) -> Situation:
    return Situation(name, world.copy(), world.ground.keep())


def sign_all(world: World, launches: Sequence[Launch]) -> None:
    """Let somebody sign each procedure who may."""
    for launch in launches:
        if isinstance(launch.workflow, str):
            for person in everybody(world.practice.organisation):
                duties.sign(world, launch, "Fit to be carried out.", person)


def decide_all(world: World) -> None:
    """Approve every gate that waits, by everybody who may."""
    for fact in [fact for fact in world.judge.gates.values() if fact.open]:
        for person in entitled(world, fact):
            if fact.open and fact.opened.gate.outcomes[0] == "approve":
                world.decide(fact.opened.packet_digest, rightly(world, fact, person), resume=True)


def execute_all(world: World) -> None:
    """Execute in the window: one run to its end; the next is cut off where nobody can tell."""
    plans = list(world.judge.plans.values())
    for place, plan in enumerate(plans):
        world.clock.set(max(plan.window[0], world.clock.now()))
        silent = place % 2 == 1
        for tool in world.ground.tools:
            if isinstance(tool, Recording):
                tool.silent = silent
        if silent:
            world.watch.behind.append(die)
        world.resume(plan.run_id)
        world.watch.behind.clear()
        if silent:
            world.resume(plan.run_id)
