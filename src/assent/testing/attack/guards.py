"""Guards: how each is taken away, and the attack that must then be noticed.

A harness that cannot see finds nothing, and that is worth nothing. So each guard stands in the
catalogue with an attack aimed at what it keeps: with the guard in place nothing is found, and
without it the judge must find something. Where two guards cover each other, both are taken
away, and ``also`` says so.
"""

from collections.abc import Callable
from dataclasses import dataclass

from assent.testing.attack.aiming import Aim
from assent.testing.attack.facts import Tally
from assent.testing.attack.removing import Removal, gone, nothing

__all__ = ["Guard", "Noticed", "executes", "no", "noticed"]

Attack = Callable[[Aim], Tally]


@dataclass(frozen=True)
class Guard:
    """What is kept, where it is, what is done to see it missed, and what covers it besides."""

    room: str
    keeps: str
    removals: tuple[Removal, ...]
    attack: Attack
    also: str = ""


def no(place: str) -> Removal:
    """Take away a guard that only refuses."""
    return place, nothing


def executes(name: str) -> Removal:
    """Take away one of the rules before each write."""
    return no(f"assent.execution.guards:guards[{name}]")


@dataclass(frozen=True)
class Noticed:
    """What an aimed attack came to, with its guard in place and without."""

    guard: Guard
    held: Tally
    missed: Tally

    @property
    def noticed(self) -> bool:
        """Tell whether nothing is found with the guard, and something without it."""
        return not self.held.found and bool(self.missed.breaches)

    def __str__(self) -> str:
        if self.held.found:
            return f"BROKEN {self.guard.keeps}: {(*self.held.breaches, *self.held.untyped)[0]}"
        if not self.missed.breaches:
            return f"BLIND to {self.guard.room}: {self.guard.keeps}"
        covered = f" (with it was taken away: {self.guard.also})" if self.guard.also else ""
        return f"{self.guard.room}: {self.guard.keeps}{covered}"


def noticed(guard: Guard, aim: Aim) -> Noticed:
    """Make a guard's attack twice: against everything, and with the guard taken away."""
    held = guard.attack(aim)
    with gone(*guard.removals):
        missed = guard.attack(aim)
    return Noticed(guard, held, missed)
