"""The game: worlds are prepared once, and then played with, over and over, by random moves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from assent.testing.attack import (
    around,
    checkpoints,
    crashes,
    forged,
    front,
    graph,
    keeping,
    rows,
)
from assent.testing.attack.dice import Dice, replayed, seeded
from assent.testing.attack.facts import Breach, Tally
from assent.testing.attack.ground import Ground
from assent.testing.attack.judge import Judge
from assent.testing.attack.model import Malicious
from assent.testing.attack.moves import MOVES, Move
from assent.testing.attack.situations import APPROVED, Situation, prepared
from assent.testing.attack.world import World

__all__ = ["Finding", "Game", "Step"]

_LOADED = (around, checkpoints, crashes, forged, front, graph, keeping, rows)
"""Each brings its moves; more come with whatever else calls ``moves.move``."""


@dataclass(frozen=True)
class Step:
    """A move with the throws that decided it, and what it was."""

    name: str
    thrown: tuple[int, ...]
    told: str = ""


@dataclass(frozen=True)
class Finding:
    """What must not have happened, where, and the moves that led to it."""

    what: Breach
    episode: int
    situation: str
    steps: tuple[Step, ...]


@dataclass
class Game:
    """Plays moves against copies of prepared worlds. ``tally`` is of all of them."""

    ground: Ground
    seed: object = 0
    moves: dict[str, Move] = field(default_factory=lambda: dict(MOVES))
    length: int = 20
    tally: Tally = field(default_factory=Tally)
    situations: list[Situation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def prepare(self) -> None:
        """Make the worlds that are played with.

        Raises:
            AssentError: The first launch is refused, so that there is nothing to attack.
        """
        tally = Tally()
        judge = Judge(self.ground.practice.organisation, grave=self.ground.grave, tally=tally)
        trial, first = World(self.ground, judge.copy(), Malicious()), self.ground.launches[0]
        try:
            trial.runner.launch(first.workflow, first.inputs, roles=first.roles, by=first.by)
        finally:
            trial.close()
        self.situations = list(prepared(self.ground, judge, self.seed))
        if found := _first(tally, 0, 0):
            self.findings.append(Finding(found, 0, "being prepared", ()))

    def close(self) -> None:
        """Let go of the prepared worlds."""
        for situation in self.situations:
            situation.world.close()

    def play(self, most: int, *, tell: Callable[["Game"], None] = lambda _: None) -> None:
        """Play episodes until so many moves were made."""
        episode = 0
        while self.tally.moves.total() < most:
            self.episode(episode, most - self.tally.moves.total())
            episode += 1
            tell(self)

    def episode(
        self, number: int, most: int, *, tell: Callable[[Step], None] = lambda _: None
    ) -> None:
        """Play one episode: so many moves at most, and none after something was found."""
        dice = seeded(self.seed, number)
        situation = self._situation(number)
        world = self.world(situation, number, self.tally)
        steps: list[Step] = []
        before = len(self.tally.breaches), len(self.tally.untyped)
        try:
            for _ in range(min(self.length, most)):
                steps.append(self._move(world, dice))
                tell(steps[-1])
                if found := _first(self.tally, *before):
                    self.findings.append(Finding(found, number, situation.name, tuple(steps)))
                    break
        finally:
            world.close()

    def again(self, finding: Finding, steps: Sequence[Step]) -> Finding | None:
        """Play steps in a fresh copy of a finding's world; return what was found of its kind."""
        situation = self._situation(finding.episode)
        tally = Tally()
        world = self.world(situation, finding.episode, tally)
        played: list[Step] = []
        try:
            for step in steps:
                told = self.moves[step.name].play(world, replayed(step.thrown))
                played.append(replace(step, told=told))
                if found := _first(tally, 0, 0):
                    same = found.kind == finding.what.kind
                    return replace(finding, what=found, steps=tuple(played)) if same else None
        finally:
            world.close()
        return None

    def world(self, situation: Situation, number: int, tally: Tally) -> World:
        """Return a copy of a prepared world, with its targets as they were then."""
        self.ground.bring(situation.kept)
        model = Malicious((self.seed, number), rows=self.ground.rows)
        world = situation.world.copy(model)
        world.judge.tally = tally
        return world

    def _situation(self, number: int) -> Situation:
        """Return where an episode begins; every other one begins with plans that are approved."""
        approved = [s for s in self.situations if s.name.endswith(APPROVED)]
        among = approved if number % 2 and approved else self.situations
        return among[number // 2 % len(among)]

    def _move(self, world: World, dice: Dice) -> Step:
        chosen = self._chosen(dice)
        own = Dice(dice.below)
        told = chosen.play(world, own)
        self.tally.moves[chosen.way] += 1
        return Step(chosen.name, tuple(own.thrown), told)

    def _chosen(self, dice: Dice) -> Move:
        thrown = dice.below(sum(move.weight for move in self.moves.values()))
        for move in self.moves.values():
            if thrown < move.weight:
                return move
            thrown -= move.weight
        raise AssertionError("the weights are positive")


def _first(tally: Tally, breaches: int, untyped: int) -> Breach | None:
    """Return the first thing that was found since there were so many, if there is any."""
    if len(tally.breaches) > breaches:
        return tally.breaches[breaches]
    return Breach("untyped", tally.untyped[untyped]) if len(tally.untyped) > untyped else None
