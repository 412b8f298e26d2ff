"""From an approved plan to effects: guards, then intent, effect and result, or the way back.

Nothing here asks a model, and nothing here reads graph state. What is written is what the
content store holds under the digest that people approved.
"""

from assent.execution.executor import Kernel
from assent.execution.guards import guards
from assent.execution.planning import Drawing, plan_actions
from assent.execution.settling import close_incident, resolve_doubt, start, stop
from assent.execution.targets import target_of
from assent.execution.timing import in_the_way, zone_of

__all__ = [
    "Drawing",
    "Kernel",
    "close_incident",
    "guards",
    "in_the_way",
    "plan_actions",
    "resolve_doubt",
    "start",
    "stop",
    "target_of",
    "zone_of",
]
