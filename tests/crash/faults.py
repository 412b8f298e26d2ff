"""A store that cannot be written: full, read-only or locked, at each command of a journey.

Full and read-only places are mounted, in a mount namespace of a process of its own: nothing
of it is seen outside, and all of it is gone with that process.
"""

import ctypes
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.crash.checking import Standing, check
from tests.crash.kills import Stage, stages
from tests.crash.person import People, finish
from tests.crash.processes import Ended, Work, aside, run, typed
from tests.crash.tally import Tally
from tests.crash.world import ROW, World

from assent.runner import checkpoints
from assent.store import opening

__all__ = ["ROOMS", "suffer"]

ROOMS = (0, 64, 128, 192, 256)
"""KiB left on a full disk: the smaller, the sooner a command meets its end."""

_NEW_USER, _NEW_MOUNTS = 0x10000000, 0x00020000
_IMPATIENT = 0.2
_HINTS = ("call again", "assent resume", "Nothing that was finished is lost")


class Fault(NamedTuple):
    """A name, what brings it about in a world, and whether a command may get by all the same."""

    name: str
    into: Callable[[World], AbstractContextManager[None]]
    may_pass: bool = False


def suffer(folder: Path, tally: Tally, rooms: Sequence[int] = ROOMS, *, few: bool = False) -> None:
    """Bring about every fault before every command of a journey, end it, and go on.

    With ``few``, only for one of the files, and before the command that writes.
    """
    walked, like = stages(folder / "faults", ROW, tally)
    walked, files = (walked[-1:], _FILES[1:]) if few else (walked, _FILES)
    locks = [Fault(f"{name} locked", partial(_locked, name)) for name in files]
    _each(locks, walked, like, tally)
    mounted = [
        *(Fault(f"a full disk, {room} KiB left", partial(_full, room), True) for room in rooms),
        Fault("a read-only folder", _read_only_folder),
        *(Fault(f"{name} read-only", partial(_read_only, name)) for name in files),
    ]
    counted = aside(lambda: _in_its_own(mounted, walked, like))
    if counted is None:
        tally.breaks("faults", "the process that brings them about died")
    else:
        tally.take(counted)


_FILES = ("assent.db", "checkpoints.db")


def _each(
    faults: Sequence[Fault], walked: Sequence[Stage], like: Standing | None, tally: Tally
) -> None:
    for fault in faults:
        for number, stage in enumerate(walked, 1):
            where = f"{fault.name}, command {number} ({stage.words[0]})"
            _once(fault, stage, like, People(stage.world, tally, where, []))


def _once(fault: Fault, stage: Stage, like: Standing | None, people: People) -> None:
    with TemporaryDirectory() as beside:
        here = people._replace(world=stage.world.copy(Path(beside) / "world"))
        with fault.into(here.world):
            ended = run(here.world.folder, _impatient(typed(*stage.words)))
        here.tally.commands += 1
        _judge(fault, stage, here, ended)
        finish(here)
        check(here, like)


def _judge(fault: Fault, stage: Stage, people: People, ended: Ended) -> None:
    """A command fails with the cause and what to do; where it may get by, it just works."""
    told = ended.code == 1 and any(hint in ended.complained for hint in _HINTS)
    if told and "defect" not in ended.complained:
        people.tally.faults += 1
        people.tally.remedies.add(re.sub(r"/\S*/", "", ended.told))
    elif not (ended.code in {0, 3} and (fault.may_pass or _untouched(fault, stage))):
        people.tally.breaks(people.where, f"ended with {ended.code}: {ended.told}")


def _untouched(fault: Fault, stage: Stage) -> bool:
    """Tell whether the command has nothing to do with what is out of order."""
    return "checkpoints" in fault.name and stage.words[0] == "decide"


def _impatient(work: Work) -> Work:
    def impatient() -> int:
        opening.PATIENCE = checkpoints.PATIENCE = _IMPATIENT
        return work()

    return impatient


# ---- what can be out of order ----------------------------------------------------------


@contextmanager
def _locked(name: str, world: World) -> Iterator[None]:
    """Hold the write lock of a file as another process would, if the file is there."""
    file = world.folder / ".assent" / name
    file.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def _full(room: int, world: World) -> Iterator[None]:
    """Put the store on a small disk of its own, filled up to so many KiB."""
    with _mounted(world, "-t", "tmpfs", "-o", "size=4m", "none") as place:
        _fill(place / "ballast", room)
        yield
        (place / "ballast").unlink()


def _fill(ballast: Path, room: int) -> None:
    free = shutil.disk_usage(ballast.parent).free - room * 1024
    with ballast.open("wb") as file:
        file.write(bytes(max(free, 0)))


@contextmanager
def _mounted(world: World, *words: str) -> Iterator[Path]:
    place, kept = world.folder / ".assent", world.folder / "kept"
    place.mkdir(exist_ok=True)
    shutil.copytree(place, kept)
    _mount(*words, str(place))
    try:
        shutil.copytree(kept, place, dirs_exist_ok=True)
        yield place
        shutil.rmtree(kept)
        shutil.copytree(place, kept)
    finally:
        _call("umount", str(place))
    shutil.rmtree(place)
    kept.rename(place)


@contextmanager
def _read_only_folder(world: World) -> Iterator[None]:
    place = world.folder / ".assent"
    place.mkdir(exist_ok=True)
    with _bound(place):
        yield


@contextmanager
def _read_only(name: str, world: World) -> Iterator[None]:
    file = world.folder / ".assent" / name
    file.parent.mkdir(exist_ok=True)
    file.touch()
    with _bound(file):
        yield


@contextmanager
def _bound(place: Path) -> Iterator[None]:
    """Mount a place over itself, so that it may only be read, whoever reads it."""
    _mount("--bind", str(place), str(place))
    try:
        _mount("-o", "remount,bind,ro", str(place))
        yield
    finally:
        _call("umount", str(place))


def _mount(*words: str) -> None:
    _call("mount", *words)


def _call(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, timeout=30)


# ---- a process that may mount ----------------------------------------------------------


def _in_its_own(faults: Sequence[Fault], walked: Sequence[Stage], like: Standing | None) -> Tally:
    counted = Tally()
    refused = _unshared()
    if refused:
        counted.untried.append(f"a full and a read-only disk, since {refused}")
    else:
        _each(faults, walked, like, counted)
    return counted


def _unshared() -> str:
    """Leave the mounts of everybody else; return why that was refused, or nothing."""
    user, group = os.getuid(), os.getgid()
    wanted = _NEW_MOUNTS | (_NEW_USER if user else 0)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(wanted):
        return f"this account may not mount: {os.strerror(ctypes.get_errno())}"
    try:
        if user:
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"0 {user} 1")
            Path("/proc/self/gid_map").write_text(f"0 {group} 1")
        _mount("--make-rprivate", "/")
    except (OSError, subprocess.SubprocessError) as error:
        return f"this account may not mount: {error}"
    return ""
