"""A command in a process of its own, which may be told to die, or to start with others.

Each process is forked from this one, which has imported everything, so that a trial costs
its work and not its imports. It has its own id, memory, connections and leases, and is
killed by SIGKILL like any other. Nothing is open here when it is forked.
"""

import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, NoReturn, TypeVar

from tests.crash.pager import PagingRunner
from tests.forking import imported

from assent.cli import main, opening
from assent.crash import reach
from assent.runner import deciding, holding

__all__ = ["Ended", "Passage", "Work", "aside", "at_once", "run", "typed", "warm"]

SECONDS = 60
"""How long a process may take before the alarm clock of the kernel ends it."""

Value = TypeVar("Value")
Work = Callable[[], int]
_DEFECT = 70


class Passage(NamedTuple):
    """A process came by a named point, for which time, and at which nanosecond."""

    point: str
    nth: int
    at: int


class Ended(NamedTuple):
    """How a process ended: its exit code, or the signal as a negative number.

    ``at`` is the nanosecond at which it came through its last barrier.
    """

    code: int
    said: str
    complained: str
    seen: tuple[Passage, ...]
    at: int

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL

    @property
    def told(self) -> str:
        """Return the last line of its complaint."""
        return (self.complained.strip().splitlines() or ["(nothing)"])[-1]

    def passed(self, point: str) -> bool:
        return any(passage.point == point for passage in self.seen)


class Barrier:
    """Where processes wait for each other: each says that it is there, and reads until let go."""

    def __init__(self) -> None:
        self._there, self._gone = os.pipe(), os.pipe()

    def wait(self) -> int:
        """Wait in a child until the parent lets everybody go; return when that was."""
        os.write(self._there[1], b".")
        os.close(self._there[1])
        os.read(self._gone[0], 1)
        return time.monotonic_ns()

    def enter(self) -> None:
        """Let go, in a child, of the end that only the parent may hold."""
        os.close(self._gone[1])

    def let_go(self, processes: int) -> None:
        """Let everybody go once all are there, or have died."""
        os.close(self._there[1])
        os.close(self._gone[0])
        there = 0
        while there < processes and (came := len(os.read(self._there[0], processes))):
            there += came
        os.close(self._there[0])
        os.close(self._gone[1])


def warm() -> None:
    """Import everything that a command may need, and let go of the caller's settings.

    The command line is that of somebody who has a writing tool of their own.
    """
    opening.Runner = PagingRunner
    for name in [name for name in os.environ if name.startswith("ASSENT_")]:
        del os.environ[name]
    imported()


def typed(*words: str) -> Work:
    """Return what the command does that a person types as ``assent WORDS``."""
    return lambda: main(words)


def run(folder: Path, work: Work, death: str | float = "") -> Ended:
    """Do the work in a process of its own inside the folder.

    ``death`` is the named point at which it dies, or the seconds after which it is killed.
    """
    return at_once(folder, [work], death)[0]


def at_once(
    folder: Path, works: Sequence[Work], death: str | float = "", meet: str = ""
) -> list[Ended]:
    """Do several works at once: each waits at a barrier until all of them are there.

    With ``meet`` they wait once more for each other at their first passage of that point.
    """
    with TemporaryDirectory() as beside:
        places = [Path(beside) / str(number) for number in range(len(works))]
        barriers = [Barrier() for _ in range(2 if meet else 1)]
        crash = death if isinstance(death, str) else ""
        pids = []
        for place, work in zip(places, works, strict=True):
            place.mkdir()
            pids.append(_forked(folder, place, work, crash, meet, barriers))
        for barrier in barriers:
            barrier.let_go(len(pids))
        if isinstance(death, float):
            time.sleep(death)
            for pid in pids:  # nobody has waited for them yet, so the numbers are still theirs
                os.kill(pid, signal.SIGKILL)
        codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
        return [_ended(code, place) for code, place in zip(codes, places, strict=True)]


def aside(work: Callable[[], Value]) -> Value | None:
    """Return what the work returns in a process of its own; None when it dies there."""
    with TemporaryDirectory() as beside:
        kept = Path(beside) / "kept"
        pid = os.fork()
        if not pid:
            try:
                kept.write_bytes(pickle.dumps(work()))
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
        return pickle.loads(kept.read_bytes()) if kept.exists() else None  # written just above


def _forked(
    folder: Path, place: Path, work: Work, crash: str, meet: str, barriers: Sequence[Barrier]
) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    return pid or _child(folder, place, work, crash, meet, barriers)


def _child(
    folder: Path, place: Path, work: Work, crash: str, meet: str, barriers: Sequence[Barrier]
) -> NoReturn:
    code = _DEFECT
    try:
        signal.alarm(SECONDS)
        for barrier in barriers:
            barrier.enter()
        _settle(folder, place, crash)
        if meet:
            _meet(meet, barriers[1], place)
        _came(place, barriers[0])
        code = work()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _settle(folder: Path, place: Path, crash: str) -> None:
    """Put a fresh process where its command is typed, with output of its own."""
    os.chdir(folder)
    for number, name in ((1, "said"), (2, "complained")):
        file = (place / name).open("w", encoding="utf-8")
        os.dup2(file.fileno(), number)
        setattr(sys, "stdout" if number == 1 else "stderr", file)
    os.environ |= {"ASSENT_CRASH_ALLOWED": "1", "ASSENT_CRASH": crash}
    os.environ["ASSENT_CRASH_SEEN"] = str(place / "seen")


def _meet(wanted: str, barrier: Barrier, place: Path) -> None:
    """Have this process wait at a point, where deciding and holding a run come by."""
    waited: list[str] = []

    def meeting(point: str) -> None:
        reach(point)
        if point == wanted and not waited:
            waited.append(point)
            _came(place, barrier)

    deciding.reach = holding.reach = meeting


def _came(place: Path, barrier: Barrier) -> None:
    at = barrier.wait()
    (place / "began").write_text(str(at))


def _ended(code: int, place: Path) -> Ended:
    said, complained = ((place / name).read_text() for name in ("said", "complained"))
    began = place / "began"
    at = int(began.read_text()) if began.exists() else 0
    return Ended(code, said, complained, tuple(_passages(place / "seen")), at)


def _passages(file: Path) -> Iterator[Passage]:
    for line in file.read_text().splitlines() if file.exists() else ():
        point, nth, at = line.split()
        yield Passage(point, int(nth), int(at))
