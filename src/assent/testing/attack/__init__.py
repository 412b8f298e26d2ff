"""An attacker for procedures: a malicious model, random moves, and a judge who looks away from it.

The moves go through the front door, past it into the ledger and the executor, into the rows
of the store, and into LangGraph. The judge keeps its own account of what people decided, and
says of each attempted write whether it is one that they approved. See ``Attack``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assent.testing.attack.attacking import Attack, Report
    from assent.testing.attack.model import Malicious
    from assent.testing.attack.moves import move
    from assent.testing.attack.recording import Recording

__all__ = ["Attack", "Malicious", "Recording", "Report", "move"]

_HOMES = {
    "Attack": "attacking",
    "Malicious": "model",
    "Recording": "recording",
    "Report": "attacking",
    "move": "moves",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'assent.testing.attack' has no attribute {name!r}")
    return getattr(import_module(f"assent.testing.attack.{_HOMES[name]}"), name)
