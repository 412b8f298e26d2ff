"""Moves in which a process dies on the way, or two are at work at once."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from assent import crash
from assent.testing.attack.dice import Dice
from assent.testing.attack.forged import execute
from assent.testing.attack.moves import move, some_run
from assent.testing.attack.recording import Killed
from assent.testing.attack.removing import gone
from assent.testing.attack.world import World

__all__ = ["die", "dying_at"]


def die() -> None:
    """Die, as far as a process can tell."""
    raise Killed


@contextmanager
def dying_at(point: str) -> Iterator[None]:
    """Let whoever passes the named point die there, inside the block."""

    def reach(passed: str) -> None:
        if passed == point:
            die()

    with ExitStack() as stack:
        for module in [name for name, held in sys.modules.items() if _passes(name, held)]:
            stack.enter_context(gone((f"{module}:reach", lambda _: reach)))
        yield


def _passes(name: str, module: object) -> bool:
    """Tell whether a module of assent's passes the named points."""
    return name.startswith("assent.") and getattr(module, "reach", None) is crash.reach


def _executable(world: World, dice: Dice) -> tuple[str, str, str]:
    """Return run, plan and gate of something that was approved, if there is anything."""
    judge = world.judge
    over = [f.opened for f in judge.gates.values() if f.opened.bound.plan and judge.agreed(f)]
    gate = dice.pick(over or [fact.opened for fact in judge.gates.values()] or [None])
    if gate is None or gate.bound.plan is None:
        return some_run(world, dice), "sha256:" + "0" * 64, "gate-0000000000"
    return gate.run_id, gate.bound.plan, gate.id


@move("executor", 90)
def execute_in_time(world: World, dice: Dice) -> str:
    """Execute something that was approved, in its window, as it should be."""
    run, plan, gate = _executable(world, dice)
    _into_the_window(world, plan)
    if dice.chance(20):
        world.resume(run)
    else:
        execute(world, run, plan, gate)
    return f"execute {run} in its window"


@move("crashes", 30)
def die_at_a_point(world: World, dice: Dice) -> str:
    """Execute a plan in its window, and die at one of the named points."""
    points = [*crash.crash_points]
    point = dice.pick(points[points.index("before-start") : points.index("after-end") + 1])
    run, plan, gate = _executable(world, dice)
    _into_the_window(world, plan)
    with dying_at(point):
        execute(world, run, plan, gate)
    return f"die {point} of {run}"


@move("crashes", 12)
def die_in_the_write(world: World, dice: Dice) -> str:
    """Execute a plan, and die just before or just after the tool has written."""
    hooks = dice.pick([world.watch.ahead, world.watch.behind])
    hooks.append(die)
    run, plan, gate = _executable(world, dice)
    _into_the_window(world, plan)
    execute(world, run, plan, gate)
    hooks.clear()
    return f"die in a write of {run}"


@move("crashes", 8)
def fail_in_the_write(world: World, dice: Dice) -> str:
    """Execute a plan whose tool fails, before or after it has written."""
    hooks = dice.pick([world.watch.ahead, world.watch.behind])

    def fail() -> None:
        raise RuntimeError("the tool broke")

    hooks.append(fail)
    run, plan, gate = _executable(world, dice)
    _into_the_window(world, plan)
    execute(world, run, plan, gate)
    hooks.clear()
    return f"fail in a write of {run}"


@move("crashes", 6)
def two_at_once(world: World, dice: Dice) -> str:
    """Let a second runner resume the run while the first is writing, its lease run out or not."""
    late = dice.chance(50)
    run, plan, gate = _executable(world, dice)
    _into_the_window(world, plan)

    def rival() -> None:
        door = world.front()
        door._memory = world.runner._memory
        world.clock.advance(timedelta(seconds=31 if late else 0))
        world.call(door.resume, run)
        if door._loop is not None:
            door._loop.close()

    world.watch.ahead.append(rival)
    execute(world, run, plan, gate)
    world.watch.ahead.clear()
    return f"two at {run}{', the lease of the first run out' if late else ''}"


def _into_the_window(world: World, plan: str) -> None:
    known = world.judge.plans.get(plan)
    if known and not known.window[0] <= world.clock.now() < known.window[1]:
        world.clock.set(known.window[0])
