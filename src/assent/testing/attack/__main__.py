"""``python -m assent.testing.attack``: attack change control, then see that the attacker can see.

Ends with the figures, and with exit code 1 when anything was found or a guard's absence was not.
"""

import sys
import tempfile
import time
from pathlib import Path

import click

from assent.testing.attack.aiming import Aim
from assent.testing.attack.attacking import reported
from assent.testing.attack.catalogue import GUARDS
from assent.testing.attack.game import Game
from assent.testing.attack.guards import noticed
from assent.testing.attack.larkmoor import larkmoor

__all__ = ["main"]

_LEAST = 20
"""Guards that a catalogue must have for its attacker to be believed."""

_EVERY = 15.0
"""Seconds between two lines of progress."""


@click.command()
@click.option("--moves", default=50_000, show_default=True, help="How many moves are made.")
@click.option("--seed", default="0", show_default=True, help="The same seed, the same moves.")
@click.option("--episode", type=int, help="Play this one episode, move by move.")
def main(moves: int, seed: str, episode: int | None) -> None:
    """Attack change control and a note of two seats, and take guards away one by one."""
    with tempfile.TemporaryDirectory() as folder:
        click.echo("Preparing the worlds that are attacked ...")
        game = Game(larkmoor(Path(folder) / "attacked"), seed)
        game.prepare()
        if episode is not None:
            game.episode(episode, moves, tell=lambda step: click.echo(f"{step.name}: {step.told}"))
        else:
            game.play(moves, tell=_Progress(moves))
        report = reported(game, f"make attack SEED={seed} EPISODE={{episode}}")
        game.close()
        found = 0 if episode is not None else _guards(Path(folder) / "aimed")
    click.echo(report)
    if episode is None:
        click.echo(f"guards removed and found: {found} of {len(GUARDS)}")
    missed = episode is None and (found < len(GUARDS) or found < _LEAST)
    sys.exit(1 if report.findings or missed else 0)


def _guards(folder: Path) -> int:
    """Take each guard away, and return how many of them somebody missed."""
    aim = Aim(larkmoor(folder))
    found = 0
    for guard in GUARDS:
        told = noticed(guard, aim)
        found += told.noticed
        click.echo(told)
    aim.close()
    return found


class _Progress:
    """Says now and then how far a game has come."""

    def __init__(self, moves: int) -> None:
        self._moves, self._begun = moves, time.monotonic()
        self._told = self._begun

    def __call__(self, game: Game) -> None:
        now = time.monotonic()
        if now - self._told < _EVERY:
            return
        self._told = now
        done, found = game.tally.moves.total(), len(game.findings)
        speed = done / (now - self._begun)
        click.echo(f"{done} of {self._moves} moves, {speed:.0f} a second, {found} found")


if __name__ == "__main__":
    main()
