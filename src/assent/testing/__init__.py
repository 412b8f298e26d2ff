"""For those who test their own procedures: a fixture, models, decisions as values, an attacker.

    def test_the_policy_closes(assent_run):
        run = assent_run("note", {"brief": BRIEF}, decisions=[approve("Fit.", by="ada")])

Installing assent makes the fixture ``assent_run`` known to pytest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assent.llm.offline import Offline
    from assent.llm.scripted import Scripted
    from assent.runner.choice import (
        approve,
        approve_with_conditions,
        condition,
        defer,
        override,
        reject,
        rework,
        withdraw,
    )
    from assent.store import MemoryStore
    from assent.testing.attack import Attack, Malicious, Recording
    from assent.testing.clocks import FixedClock
    from assent.testing.running import run_through
    from assent.testing.serving import ModelServer
    from assent.testing.stores import StoreConformance
    from assent.testing.tools import ToolConformance

__all__ = [
    "Attack",
    "FixedClock",
    "Malicious",
    "MemoryStore",
    "ModelServer",
    "Offline",
    "Recording",
    "Scripted",
    "StoreConformance",
    "ToolConformance",
    "approve",
    "approve_with_conditions",
    "condition",
    "defer",
    "override",
    "reject",
    "rework",
    "run_through",
    "withdraw",
]

_HOMES = {
    **dict.fromkeys(__all__, "assent.runner.choice"),
    **dict.fromkeys(("Attack", "Malicious", "Recording"), "assent.testing.attack"),
    "FixedClock": "assent.testing.clocks",
    "MemoryStore": "assent.store",
    "ModelServer": "assent.testing.serving",
    "Offline": "assent.llm.offline",
    "Scripted": "assent.llm.scripted",
    "StoreConformance": "assent.testing.stores",
    "ToolConformance": "assent.testing.tools",
    "run_through": "assent.testing.running",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'assent.testing' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
