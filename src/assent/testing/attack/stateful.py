"""The same moves as a Hypothesis state machine: it shrinks what it finds. Needs hypothesis."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from assent.testing.attack.dice import Dice
from assent.testing.attack.facts import Tally
from assent.testing.attack.game import Game
from assent.testing.attack.moves import Move

if TYPE_CHECKING:
    from hypothesis.stateful import RuleBasedStateMachine

__all__ = ["machine"]


def machine(game: Game) -> "type[RuleBasedStateMachine]":
    """Return a state machine of a prepared game: one rule for each move, any order.

    Raises:
        ModuleNotFoundError: hypothesis is not installed; ``assent[testing]`` brings it.
    """
    from hypothesis import strategies  # only those who shrink pay for it
    from hypothesis.stateful import (  # likewise
        RuleBasedStateMachine,
        initialize,
        invariant,
        rule,
    )

    class Attacker(RuleBasedStateMachine):
        """Plays against one copy of a prepared world."""

        world: Any = None

        @initialize(place=strategies.integers(0, len(game.situations) - 1))
        def begin(self, place: int) -> None:
            """Take one of the prepared worlds."""
            self.tally = Tally()
            self.world = game.world(game.situations[place], place, self.tally)

        @invariant()
        def nothing_is_found(self) -> None:
            """Nothing happened that may not, and every error has a name."""
            if self.world is not None:
                assert self.tally.breaches == []
                assert self.tally.untyped == []

        def teardown(self) -> None:
            """Let go of the world."""
            if self.world is not None:
                self.world.close()

    rules = {
        name.replace("-", "_"): rule(data=strategies.data())(_played(move))
        for name, move in game.moves.items()
    }
    return type("Attacker", (Attacker,), rules)


def _played(move: Move) -> Callable[..., None]:
    from hypothesis import strategies  # only those who shrink pay for it

    def play(self: Any, data: Any) -> None:
        def throw(bound: int) -> int:
            return int(data.draw(strategies.integers(0, bound - 1)))

        move.play(self.world, Dice(throw))

    play.__name__ = move.name.replace("-", "_")
    return play
