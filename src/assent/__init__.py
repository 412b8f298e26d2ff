"""assent: procedures that people sign, agents draft and named persons decide.

    from assent import Runner, approve

Names resolve when first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assent.errors import AssentError
    from assent.records import Gate, Input, Mode, Practice, Seat, Step, Workflow
    from assent.runner import (
        Choice,
        Run,
        Runner,
        approve,
        approve_with_conditions,
        condition,
        defer,
        override,
        reject,
        rework,
        withdraw,
    )
    from assent.studio import build_graph
    from assent.tools.functions import tool

__version__ = "0.1.0"

__all__ = [
    "AssentError",
    "Choice",
    "Gate",
    "Input",
    "Mode",
    "Practice",
    "Run",
    "Runner",
    "Seat",
    "Step",
    "Workflow",
    "approve",
    "approve_with_conditions",
    "build_graph",
    "condition",
    "defer",
    "override",
    "reject",
    "rework",
    "tool",
    "withdraw",
]

_RECORDS = {"Gate", "Input", "Mode", "Practice", "Seat", "Step", "Workflow"}
_HOMES = {
    **dict.fromkeys(__all__, "assent.runner"),
    **dict.fromkeys(_RECORDS, "assent.records"),
    "AssentError": "assent.errors",
    "build_graph": "assent.studio",
    "tool": "assent.tools.functions",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'assent' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
