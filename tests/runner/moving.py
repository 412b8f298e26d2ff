"""A moved window, in a process that kills itself at an event of the run.

``python -m tests.runner.moving FOLDER CALLS KILL`` moves the window of an approved change, or
goes on with what an earlier call left.
"""

import sys
from pathlib import Path

from tests.runner.changing import REQUESTER, World, request
from tests.runner.killing import dying_at

MOVED = "2026-12-03T10:00Z/2026-12-03T10:30Z"


def approved(folder: Path) -> None:
    """Plan and approve the change that is to be moved."""
    world = World(folder, store=folder)
    world.approve(world.planned(request("rostering-access")))
    world.runner.close()


def move(folder: Path, kill: int) -> None:
    """Move the window, unless that is done, and say what then waits for people."""
    listen, seen = dying_at(kill)
    world = World(folder, store=folder, listen=listen)
    (run,) = world.runner.runs()
    if not world.runner.ledger.moves.count(run.id):
        world.runner.reschedule(run.id, MOVED, "A drill.", by=REQUESTER)
    world.runner.resume(run.id)
    world.runner.ledger.verify()
    (gate,) = run.gates
    plan = run.documents["execution-plan.md"].version
    print(len(seen), gate.subject, f"{gate.bound.window[0]:%Y-%m-%d}", plan)
    world.runner.close()


if __name__ == "__main__":
    move(Path(sys.argv[1]), int(sys.argv[3]))
