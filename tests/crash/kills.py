"""A journey killed at each passage of each named point, and taken on to its end."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.crash.checking import Standing, check
from tests.crash.person import MOST, People, finish, following
from tests.crash.processes import Passage
from tests.crash.tally import Tally
from tests.crash.world import Journey, World, made

__all__ = ["Stage", "kill", "stages"]


class Stage(NamedTuple):
    """One command of a journey: the world just before it, and the points it passes."""

    world: World
    words: tuple[str, ...]
    seen: tuple[Passage, ...]


def stages(folder: Path, journey: Journey, tally: Tally) -> tuple[list[Stage], Standing | None]:
    """Take a journey to its end undisturbed; return its commands, and how it stands then."""
    world = made(folder / "world", journey)
    people = People(world, tally, f"{journey.name}, undisturbed", [])
    found: list[Stage] = []
    for number in range(MOST):
        before = world.copy(folder / f"before-{number}")
        words = following(people)
        ended = people.type(words)
        found.append(Stage(before, words, ended.seen))
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
                _die(stage, passage, People(stage.world, tally, where, []), like)


_BEGINS = "before-start"


def _die(stage: Stage, passage: Passage, people: People, like: Standing | None) -> None:
    with TemporaryDirectory() as beside:
        here = people._replace(world=stage.world.copy(Path(beside) / "world"))
        ended = here.type(stage.words, f"{passage.point}:{passage.nth}")
        if not ended.killed:
            here.tally.breaks(here.where, "the process did not come by, and was not killed")
            return
        here.tally.kills += 1
        here.tally.died_at.add(passage.point)
        finish(here)
        check(here, like)
