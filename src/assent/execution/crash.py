"""Named points at which a process may be told to die, to see what a restart makes of it.

``ASSENT_CRASH=after-effect`` kills the process at the first passage of that point,
``ASSENT_CRASH=after-effect:2`` at the second; only where ``ASSENT_CRASH_ALLOWED=1``.
"""

import os
import signal
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["crash_points", "reach"]

crash_points: Mapping[str, str] = MappingProxyType(
    {
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
    }
)
"""Every point by name, with what is true there."""

_passed: Counter[str] = Counter()


def reach(point: str) -> None:
    """Pass a named point, or die there.

    Raises:
        KeyError: There is no point of that name.
    """
    _ = crash_points[point]
    wanted, _, nth = os.environ.get("ASSENT_CRASH", "").partition(":")
    if wanted != point or os.environ.get("ASSENT_CRASH_ALLOWED") != "1":
        return
    _passed[point] += 1
    if _passed[point] == int(nth or 1):
        os.kill(os.getpid(), signal.SIGKILL)
