"""Crash and race change control, and count: see ``docs/how-to/crash-and-race.md``."""

import argparse
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.crash.blinding import GUARDS, notice
from tests.crash.faults import ROOMS, suffer
from tests.crash.kills import kill, kill_anywhere, stages
from tests.crash.processes import warm
from tests.crash.races import race
from tests.crash.tally import Tally
from tests.crash.world import BACK, FORTH, SILENT

from assent.crash import crash_points

PARTS = ("kills", "races", "faults", "sight")
SMALL = PARTS[:3]
FEW = ("after-node", "after-effect")


class Budget(NamedTuple):
    """How much is tried; ``passages`` and ``points`` of nothing mean all of them."""

    parts: tuple[str, ...]
    trials: int
    sizes: tuple[int, ...]
    passages: int = 0
    moments: int = 0
    seed: int = 0
    points: tuple[str, ...] = ()
    rooms: tuple[int, ...] = ROOMS
    few: bool = False


def main() -> int:
    """Try what was asked for; 1 when a promise did not hold."""
    asked = _asked()
    tally = Tally()
    warm()
    if asked.without:
        GUARDS[asked.without].remove()
    began = time.monotonic()
    with TemporaryDirectory(prefix="assent-crash-") as folder:
        for name, part in _parts(Path(folder), tally, _budget(asked)):
            part()
            print(f"{name} done after {time.monotonic() - began:.0f} s", flush=True)
    print("", *tally.lines(), sep="\n")
    return 1 if tally.broken else 0


def _budget(asked: argparse.Namespace) -> Budget:
    if asked.small:
        parts = tuple(asked.only or SMALL)
        return Budget(parts, 1, (4,), passages=1, points=FEW, rooms=(0,), few=True)
    return Budget(
        tuple(asked.only or PARTS),
        asked.trials,
        tuple(asked.sizes),
        asked.passages,
        asked.moments,
        asked.seed,
        tuple(asked.points),
    )


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    reader.add_argument("--trials", type=int, default=200, help="races of each size and kind")
    reader.add_argument("--sizes", type=int, nargs="+", default=[2, 4, 8], help="of a race")
    reader.add_argument("--passages", type=int, default=0, help="at most, per point and command")
    reader.add_argument(
        "--points",
        nargs="+",
        default=[],
        choices=crash_points,
        metavar="POINT",
        help="of src/assent/crash.py",
    )
    reader.add_argument("--moments", type=int, default=60, help="kills at no named point")
    reader.add_argument("--seed", type=int, default=1, help="of these moments")
    reader.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    reader.add_argument("--small", action="store_true", help="a little of everything")
    reader.add_argument("--without", choices=GUARDS, help="remove a guard, and see what is seen")
    return reader.parse_args()


def _parts(folder: Path, tally: Tally, budget: Budget) -> Iterator[tuple[str, Callable[[], None]]]:
    if "kills" in budget.parts:
        yield "kills", lambda: _kill(folder, tally, budget)
    for size in budget.sizes if "races" in budget.parts else ():
        place = folder / f"races-of-{size}"
        yield f"races of {size}", partial(race, place, size, budget.trials, tally)
    if "faults" in budget.parts:
        yield "faults", lambda: suffer(folder, tally, budget.rooms, few=budget.few)
    if "sight" in budget.parts:
        yield "sight", lambda: notice(tally)


def _kill(folder: Path, tally: Tally, budget: Budget) -> None:
    """Kill the first journey throughout, and the others where they differ from it."""
    most, points = budget.passages, budget.points
    kill(folder, FORTH, tally, most=most, only=points, executing=budget.few)
    if budget.few:
        stages(folder / BACK.name, BACK, tally)
    else:
        kill(folder, BACK, tally, most=most, only=points or _of_writing(), executing=True)
    kill(folder, SILENT, tally, most=most, only=points or _of_writing(), executing=True)
    if budget.moments:
        kill_anywhere(folder, FORTH, tally, budget.moments, budget.seed)
    dead = sorted(set(crash_points) - tally.passed)
    if dead:
        tally.breaks("named points", f"no journey comes by {', '.join(dead)}")


def _of_writing() -> tuple[str, ...]:
    """Return the points from the first guard of a plan to the note of its end."""
    names = list(crash_points)
    return tuple(names[names.index("before-start") : names.index("after-end") + 1])


if __name__ == "__main__":
    raise SystemExit(main())
