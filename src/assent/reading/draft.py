"""The values of a step while its fields are read, and the names of those fields."""

import re
from typing import Any

from assent.reading.carriers import Block
from assent.reading.fields import Field, Fields
from assent.reading.gates import OPTIONS
from assent.reading.seats import Setting
from assent.records import Note, Step

__all__ = ["NAMES", "Draft", "words"]

NAMES = {
    "agent": "agents", "agents": "agents", "action": "action", "actions": "action",
    "collaboration": "collaboration", "reads": "reads", "output": "output", "outputs": "output",
    "validation": "validation", "rollback": "rollback", "back-out": "rollback",
    "remarks": "remarks", "gate": "gate_id",
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


_PROSE = {"action", "validation", "rollback", "duration", "actor", "remarks"}
_GATE = {"approval", "sign_off", "gate_id", *OPTIONS}
_FIELDS = [name for name in Step.model_fields if name != "reads"] + ["reads"]
_ORDER = [
    "agents", "turn", "executes", "action", "collaboration", "independent", "facilitator",
    "decides", "reads", "output", "artifact", "approval", "sign_off", "gate_id", *OPTIONS,
    "rounds", "validation", "rollback", "actor", "duration", "stage", "remarks",
]  # fmt: skip
_PARTS = re.compile(r"\([^()]*\)")


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

    @property
    def unstated(self) -> tuple[str, ...]:
        """Return the fields that were inferred now, or that the document marks as inferred."""
        known = self.fields.known.items()
        marked = {_field_of(key) for key, field in known if field.inferred}
        return tuple(name for name in _FIELDS if name in {*self.inferred, *marked})


def _field_of(key: str) -> str:
    return "gate" if key in _GATE else "decider" if key == "decides" else key


def words(draft: Draft) -> list[Note]:
    """Return the fields whose words say more than was read of them, word for word."""
    block, known = draft.block, draft.fields.known
    title = f"Step {block.number}"
    said = [
        (field.label, field.flat, field.line)
        for key, field in sorted(known.items(), key=lambda item: _place(item[0]))
        if key not in _PROSE and field.value and _says_more(key, field, draft)
    ]
    if block.agents and "agents" not in known and draft.margin.refused(block.line, block.line):
        said.insert(0, ("Agents", block.agents, block.line))
    if block.marked:
        said.append(("Automation", block.marked, block.line))
    return [Note(title=f"{title}: {label}", text=text, line=line) for label, text, line in said]


def _place(key: str) -> int:
    return _ORDER.index(key) if key in _ORDER else len(_ORDER)


def _says_more(key: str, field: Field, draft: Draft) -> bool:
    read = key in {"approval", "sign_off"} and "gate" in draft.values
    if not read and draft.margin.refused(field.line, field.lines[-1].number):
        return True
    if key == "collaboration":
        mode: str = draft.values["collaboration"].value
        return field.flat.lower() != mode
    if key in _GATE and "gate" not in draft.values:
        return True
    return key not in {"output", "reads"} and bool(_PARTS.search(field.flat))
