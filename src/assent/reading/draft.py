"""The values of a step while its fields are read, and the names of those fields."""

from typing import Any

from assent.reading.carriers import Block
from assent.reading.fields import Field, Fields
from assent.reading.gates import Setting

__all__ = ["NAMES", "Draft"]

NAMES = {
    "agent": "agents", "agents": "agents", "action": "action", "actions": "action",
    "collaboration": "collaboration", "reads": "reads", "output": "output", "outputs": "output",
    "validation": "validation", "rollback": "rollback", "back-out": "rollback",
    "approval": "approval", "sign-off": "sign_off", "sign off": "sign_off",
    "quorum": "quorum", "combine seats": "combine_seats", "confirms": "confirms",
    "rounds": "rounds", "stage": "stage", "duration": "duration",
    "independent": "independent", "facilitator": "facilitator", "decides": "decides",
    "executes": "executes", "turn": "turn", "artifact": "artifact",
    "actor": "actor", "tier": "tier", "class": "decision_class",
    "outcomes": "outcomes", "remind after": "remind_after_hours",
    "escalate after": "escalate_after_hours", "expire after": "expire_after_hours",
}  # fmt: skip
"""Each name a field may be written under, in lower case, and the key it is read as."""


class Draft:
    """The values of a step while its fields are read, and which of them were inferred."""

    def __init__(self, block: Block, known: Fields, setting: Setting) -> None:
        self.block, self.fields, self.setting = block, known, setting
        self.margin, self.cast = setting.margin, setting.cast
        self.values: dict[str, Any] = {
            "number": block.number,
            "title": block.title,
            "line": block.line,
        }
        self.inferred: list[str] = []

    def field(self, key: str) -> Field | None:
        """Return the field of that key when it has a value."""
        found = self.fields.known.get(key)
        return found if found and found.value else None

    def infer(self, key: str, value: Any) -> None:
        """Set a value that the document did not state."""
        self.values[key] = value
        self.inferred.append(key)
