"""Where an attacker's choices come from: a seed, a list of earlier throws, or Hypothesis."""

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import TypeVar

__all__ = ["Dice", "replayed", "seeded"]

Thing = TypeVar("Thing")
_HUNDRED = 100


class Dice:
    """Throws numbers below a bound and keeps them, so that a game can be played again."""

    def __init__(self, throw: Callable[[int], int]) -> None:
        """Take what throws: given a bound, it returns a number from 0 below it."""
        self._throw = throw
        self.thrown: list[int] = []

    def below(self, bound: int) -> int:
        """Return a number from 0, below the bound."""
        self.thrown.append(self._throw(bound))
        return self.thrown[-1]

    def pick(self, things: Sequence[Thing]) -> Thing:
        """Return one of the things."""
        return things[self.below(len(things))]

    def chance(self, percent: int) -> bool:
        """Tell whether it happens."""
        return self.below(_HUNDRED) < percent


def seeded(*seed: object) -> Dice:
    """Return dice that fall the same for the same seed."""
    return Dice(Random(":".join(map(str, seed))).randrange)


def replayed(thrown: Iterable[int]) -> Dice:
    """Return dice that fall as they did before, and zero when that is over."""
    left = list(thrown)
    return Dice(lambda bound: left.pop(0) % bound if left else 0)
