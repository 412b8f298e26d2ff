"""Named points at which a process may be told to die, to see what a restart makes of it.

Nothing here does anything unless ``ASSENT_CRASH_ALLOWED=1``. Then
``ASSENT_CRASH=after-effect`` kills the process at its first passage of that point and
``ASSENT_CRASH=after-effect:2`` at its second; ``ASSENT_CRASH_SEEN=FILE`` adds a line to a file
at each passage: the point, which passage of it, and the nanosecond of the machine's clock.
"""

import os
import signal
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from assent.errors import CallError

__all__ = ["crash_points", "reach"]

crash_points: Mapping[str, str] = MappingProxyType(
    {
        "before-launch": "a launch was checked, and no run is recorded",
        "after-launch": "a run is recorded, and nobody told",
        "before-lease": "a run is to go on, and nobody holds it yet",
        "after-lease": "a process holds the run, and has done nothing in it",
        "before-reply": "a model has replied, and the reply is not journalled",
        "after-reply": "a reply is journalled, and nothing made of it",
        "before-document": "a version is composed, and not stored",
        "after-document": "a version is stored, and the graph knows nothing of it",
        "before-gate": "a packet is composed, and no gate is open over it",
        "after-gate": "a gate is open, and the run does not rest at it",
        "before-node": "a node of the graph is done, and LangGraph has not kept what it returned",
        "after-node": "LangGraph has kept what a node returned, and not taken the step",
        "before-checkpoint": "the graph has taken a step, and LangGraph has not kept its place",
        "after-checkpoint": "LangGraph has kept its place",
        "before-forgetting": "the graph rests, and its earlier places are still there",
        "after-forgetting": "the earlier places are gone, and the ledger takes the run as at work",
        "after-rest": "the ledger says where the run stands, and its lease is not given back",
        "before-decision": "a person has spoken, and nothing is recorded",
        "before-resolution": "a seat is filled in a transaction, and its gate not closed in it",
        "after-resolution": "the gate is closed too, and the transaction not committed",
        "after-decision": "a decision is recorded, and the person not told",
        "before-start": "the guards hold, and no execution is noted",
        "after-start": "the execution is noted, and nothing is intended",
        "before-intent": "an action is due, and not noted",
        "after-intent": "an action is noted, and not written",
        "after-effect": "an action is written, and not validated",
        "before-result": "an action is validated, and its result not noted",
        "after-result": "an action's result is noted",
        "before-back-out": "something failed, and the way back is not noted",
        "after-back-out": "the way back is noted, and nothing undone",
        "before-undo-intent": "an undo is due, and not noted",
        "after-undo-intent": "an undo is noted, and not made",
        "after-undo-effect": "an undo is made, and not validated",
        "before-undo-result": "an undo is validated, and its result not noted",
        "after-undo-result": "an undo's result is noted",
        "before-end": "everything is written or undone, and the end not noted",
        "after-end": "the end is noted, and nobody told",
        "before-close": "the last node is reached, and the run not closed",
        "after-close": "the run is closed, and LangGraph knows nothing of it",
        "before-publishing": "the run is closed, and nothing of it laid down",
        "after-publishing": "everything is laid down, and nobody told",
    }
)
"""Every point by name, in the order of a run, with what is true there."""

_passed: Counter[str] = Counter()


def reach(point: str) -> None:
    """Pass a named point, or die there.

    Raises:
        KeyError: There is no point of that name.
        CallError: ``ASSENT_CRASH`` names no point, or no passage of one.
    """
    _ = crash_points[point]
    if os.environ.get("ASSENT_CRASH_ALLOWED") != "1":
        return
    wanted, nth = _told()
    _passed[point] += 1
    seen = os.environ.get("ASSENT_CRASH_SEEN")
    if seen:
        with Path(seen).open("a", encoding="ascii") as file:
            file.write(f"{point} {_passed[point]} {time.monotonic_ns()}\n")
    if wanted == point and _passed[point] == nth:
        os.kill(os.getpid(), signal.SIGKILL)


def _told() -> tuple[str, int]:
    """Return the point to die at, and at which passage of it; no point where none is told."""
    told = os.environ.get("ASSENT_CRASH", "")
    point, _, nth = told.partition(":")
    if told and (point not in crash_points or not (nth or "1").isdigit()):
        raise CallError(
            f"ASSENT_CRASH is {told!r}, which is no point of src/assent/crash.py. "
            "For example: ASSENT_CRASH=after-effect:2"
        )
    return point, int(nth or 1)
