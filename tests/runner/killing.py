"""Running a procedure in a process of its own that kills itself, as a power cut would."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from tests.forking import forked

from assent.llm.offline import Offline
from assent.records import Reply, Request
from assent.runner import Runner


def run(
    program: str, folder: Path, kill: int = 0, *, crash: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run ``tests.runner.<program>``; at the ``kill``-th event of its run it kills itself.

    With ``crash`` it dies at that named point instead.
    """
    words = [str(folder / "store"), str(folder / "calls"), str(kill)]
    own = {"ASSENT_CRASH": crash, "ASSENT_CRASH_ALLOWED": "1"}
    return forked(f"tests.runner.{program}", *words, env=own)


class Counting(Offline):
    """Adds a line with the role to a file for each call it answers."""

    def __init__(self, calls: Path) -> None:
        self.calls = calls

    async def reply(self, request: Request) -> Reply:
        reply = await super().reply(request)
        with self.calls.open("a") as file:
            file.write(request.role + "\n")
        return reply


def dying_at(kill: int) -> tuple[Callable[[object], None], list[object]]:
    """Return a listener that ends the process at an event, and the events it has seen."""
    seen: list[object] = []

    def listen(event: object) -> None:
        seen.append(event)
        if len(seen) == kill:
            os.kill(os.getpid(), signal.SIGKILL)

    return listen, seen


@contextmanager
def doomed():
    """Open the runner of a program, with the words it was called with, and its events."""
    store, calls, kill = sys.argv[1:4]
    listen, seen = dying_at(int(kill))
    with Runner.open(
        None, store, models={"default": Counting(Path(calls))}, listen=listen
    ) as runner:
        yield runner, seen
