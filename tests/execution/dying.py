"""Execute an approved plan in this process, which may be told to die on the way.

``python -m tests.execution.dying FOLDER forth|back|silent``
"""

import sys
from pathlib import Path

from tests.execution.faulty import FaultyGit
from tests.execution.scene import WINDOW, World, level, owner

from assent.records import Execution, Proposal
from assent.store import SQLiteStore
from assent.testing.clocks import FixedClock
from assent.tools.functions import tool

GATE = "gate-0123456789"


@tool(effect="write")
def page(number: str, *, target: dict) -> None:
    """Page somebody; nobody can say afterwards whether it was done."""
    with Path(target["file"]).open("a") as file:
        file.write(number + "\n")


def open_world(folder: Path) -> World:
    pager = {"pager": {"kind": "pager", "file": str(folder / "pages")}}
    folder.mkdir(exist_ok=True)
    store = SQLiteStore(folder / "assent.db")
    return World(folder, store, FixedClock(WINDOW[0]), own=(page,), extra=pager)


def prepare(folder: Path, way: str) -> None:
    """Have a plan approved: a row and a record, or a page and a record."""
    world = open_world(folder)
    paged = Proposal(tool="page", target="pager", arguments={"number": "1"})
    if way == "silent":
        plan = world.plan(paged, level(), tier="high", restore_point="none is needed")
    else:
        plan = world.plan(owner(), level())
    world.approved(plan, name=GATE)
    world.store.close()


def execute(folder: Path, way: str) -> Execution:
    world = open_world(folder)
    if way == "back":
        world.tools["git-record"] = FaultyGit(folder)
        world.tools["git-record"].wrong[2] = "the platform says no"
    if (folder / "key-of-ines-okafor.pub").exists():
        world.keys["ines-okafor"] = ((folder / "key-of-ines-okafor.pub").read_text().strip(),)
    bound = world.ledger.gates.get(GATE).bound
    told = world.execute(bound.plan, GATE)
    world.ledger.verify()
    world.store.close()
    return told


if __name__ == "__main__":
    print(execute(Path(sys.argv[1]), sys.argv[2]).outcome.value)
