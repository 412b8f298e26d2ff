"""Moves through the front door besides deciding: settle, sign, take back, move, extend, meet."""

from typing import Literal

from assent.testing.attack import duties
from assent.testing.attack.dice import Dice
from assent.testing.attack.front import REASONS, everybody, told_of
from assent.testing.attack.moves import move, some_run
from assent.testing.attack.world import World

__all__ = ["settle", "sign"]


@move("front door", 16)
def settle(world: World, dice: Dice) -> str:
    """Settle a doubt or close an incident, whether there is one or not."""
    run, person = some_run(world, dice), dice.pick(everybody(world.practice.organisation))
    if dice.chance(30):
        told = duties.close_incident(world, run, dice.pick(REASONS), person)
    else:
        outcome: Literal["applied", "absent"] = "applied" if dice.chance(50) else "absent"
        told = duties.settle(world, run, 1 + dice.below(3), outcome, dice.pick(REASONS), person)
    return f"settle {run} as {person} -> {told_of(told)}"


@move("front door", 2)
def sign(world: World, dice: Dice) -> str:
    """Sign a procedure as anybody."""
    named = [one for one in world.ground.launches if isinstance(one.workflow, str)]
    if not named:
        return "there is nothing to sign"
    launch_, person = dice.pick(named), dice.pick(everybody(world.practice.organisation))
    told = duties.sign(world, launch_, dice.pick(REASONS), person)
    return f"sign {launch_.workflow} as {person} -> {told_of(told)}"
