"""The ground that attackers are tried on, small enough for every day."""

from dataclasses import replace
from pathlib import Path

import pytest

from assent.testing.attack.game import Game
from assent.testing.attack.larkmoor import NOTE, larkmoor, launch_of


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    made = larkmoor(Path(tmp_path_factory.mktemp("ground")))
    few = [launch_of(name) for name in ("lamp-staging", "lamp-dry", "page-kept")]
    return replace(made, launches=[*few, NOTE])


@pytest.fixture(scope="module")
def prepared(ground):
    """A game whose worlds were made once for the tests of a file."""
    game = Game(ground, seed=3)
    game.prepare()
    yield game
    game.close()


@pytest.fixture
def game(prepared):
    """The same worlds, and nothing played."""
    return Game(prepared.ground, prepared.seed, situations=prepared.situations)
