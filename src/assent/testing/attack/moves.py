"""The moves of an attacker by name; each file of moves adds its own."""

from collections.abc import Callable
from dataclasses import dataclass

from assent.testing.attack.dice import Dice
from assent.testing.attack.world import World

__all__ = ["MOVES", "Move", "move", "some_gate", "some_run"]

Play = Callable[[World, Dice], str]


@dataclass(frozen=True)
class Move:
    """One thing an attacker does; ``play`` does it and returns what it was, as a sentence.

    ``weight`` is how often it is chosen among the others; ``way`` is what it goes through.
    """

    name: str
    way: str
    weight: int
    play: Play


MOVES: dict[str, Move] = {}
"""Every move; more may be added, by ``move``, before an attack is begun."""


def move(way: str, weight: int) -> Callable[[Play], Play]:
    """Add a function to the moves under its own name."""

    def added(play: Play) -> Play:
        name = play.__name__.replace("_", "-")
        MOVES[name] = Move(name, way, weight, play)
        return play

    return added


def some_run(world: World, dice: Dice) -> str:
    """Return one of the runs; a name that is none when there is no run."""
    return dice.pick([*world.judge.runs] or ["run-nowhere-0000000000"])


def some_gate(world: World, dice: Dice) -> str:
    """Return one of the gates, mostly one that waits; a name that is none when there is none."""
    waiting = [name for name, fact in world.judge.gates.items() if fact.open]
    known = waiting if waiting and dice.chance(70) else [*world.judge.gates]
    return dice.pick(known or ["gate-0000000000"])
