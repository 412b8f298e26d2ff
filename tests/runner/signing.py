"""A world whose store can be opened again over another practice, for tests of signing."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.runner.changing import REQUESTER, REVIEWER, SEATS, WORKFLOW, World, request

from assent.errors import UnsignedLaunchError
from assent.reading import read_practice
from assent.records import Practice
from assent.runner import Runner

__all__ = ["MANIFEST", "TEXT", "WHY", "again", "edited", "live", "refusal", "signed", "world"]

WHY = "Read with the platform team."
TEXT = request("rostering-access")
MANIFEST = "practice.yaml"
Again = Callable[..., Runner]


@pytest.fixture
def world(tmp_path) -> Iterator[World]:
    made = World(tmp_path, store=tmp_path / "store")
    yield made
    made.runner.close()


@pytest.fixture
def again(world) -> Iterator[Again]:
    """Open the store again over the practice with one text changed, or with other tools."""
    runners: list[Runner] = []

    def opened(path: str = MANIFEST, old: str = "", new: str = "", **options: Any) -> Runner:
        changed = edited(world.practice, path, old, new)
        settings = {"clock": world.clock, **options}
        runners.append(Runner.open(changed, world.folder / "store", **settings))
        return runners[-1]

    yield opened
    for runner in runners:
        runner.close()


def edited(practice: Practice, path: str, old: str, new: str) -> Practice:
    assert old in practice.sources[path], f"{path} does not say {old!r}"
    text = practice.sources[path].replace(old, new, 1)
    return read_practice({**practice.sources, path: text})[0]


def live(runner: Runner) -> None:
    given = {"request": TEXT, "mode": "live"}
    runner.launch(WORKFLOW, given, roles=SEATS, by=REQUESTER, again=True)


def refusal(runner: Runner) -> UnsignedLaunchError:
    """Launch live, see that it is refused before any run is there, and return the refusal."""
    known = len(runner.runs())
    with pytest.raises(UnsignedLaunchError) as caught:
        live(runner)

    assert len(runner.runs()) == known
    return caught.value


def signed(runner: Runner, by: str = REVIEWER, reason: str = WHY) -> None:
    runner.sign(WORKFLOW, runner.signable(WORKFLOW).digest, reason, by=by)
