"""A journey killed at each passage of each named point, or anywhere, and taken to its end."""

import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.crash.checking import Standing, check
from tests.crash.person import MOST, People, finish, following
from tests.crash.processes import Passage
from tests.crash.tally import Tally
from tests.crash.world import Journey, World, made

__all__ = ["Stage", "kill", "kill_anywhere", "stages"]


class Stage(NamedTuple):
    """One command of a journey: the world just before it, the points it passes, its seconds."""

    world: World
    words: tuple[str, ...]
    seen: tuple[Passage, ...]
    seconds: float


def stages(folder: Path, journey: Journey, tally: Tally) -> tuple[list[Stage], Standing | None]:
    """Take a journey to its end undisturbed; return its commands, and how it stands then."""
    world = made(folder / "world", journey)
    people = People(world, tally, f"{journey.name}, undisturbed", [])
    found: list[Stage] = []
    for number in range(MOST):
        before = world.copy(folder / f"before-{number}")
        words = following(people)
        began = time.monotonic()
        ended = people.type(words)
        found.append(Stage(before, words, ended.seen, time.monotonic() - began))
        tally.passed |= {passage.point for passage in ended.seen}
        if any(passage.point == "after-publishing" for passage in ended.seen):
            break
    return found, check(people)


def kill(
    folder: Path,
    journey: Journey,
    tally: Tally,
    *,
    most: int = 0,
    only: Sequence[str] = (),
    executing: bool = False,
) -> None:
    """Kill the journey at every passage of its points, or at most so many per point and command.

    ``only`` names the points, and ``executing`` the command that writes, where not all are
    meant.
    """
    walked, like = stages(folder / journey.name, journey, tally)
    for number, stage in enumerate(walked, 1):
        if executing and not any(passage.point == _BEGINS for passage in stage.seen):
            continue
        for passage in stage.seen:
            named = not only or passage.point in only
            if named and (not most or passage.nth <= most):
                at = f"{passage.point}:{passage.nth}"
                where = f"{journey.name}, command {number} ({stage.words[0]}), {at}"
                _die(stage, at, People(stage.world, tally, where, []), like)


_BEGINS = "before-start"


def kill_anywhere(folder: Path, journey: Journey, tally: Tally, times: int, seed: int) -> None:
    """Kill the journey so many times, each at a moment that nobody named."""
    walked, like = stages(folder / f"{journey.name}-anywhere", journey, tally)
    chance = Random(seed)
    for _ in range(times):
        stage = chance.choices(walked, [stage.seconds for stage in walked])[0]
        after = chance.uniform(0.001, stage.seconds)
        where = f"{journey.name}, {after * 1000:.0f} ms into {stage.words[0]}"
        _die(stage, after, People(stage.world, tally, where, []), like)


def _die(stage: Stage, death: str | float, people: People, like: Standing | None) -> None:
    with TemporaryDirectory() as beside:
        here = people._replace(world=stage.world.copy(Path(beside) / "world"))
        ended = here.type(stage.words, death)
        here.tally.kills += ended.killed
        if isinstance(death, float):
            here.tally.anywhere += ended.killed
        elif ended.killed:
            here.tally.died_at.add(death.partition(":")[0])
        else:
            here.tally.breaks(here.where, "the process did not come by, and was not killed")
        finish(here)
        check(here, like)
