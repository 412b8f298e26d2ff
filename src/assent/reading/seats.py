"""The seats of a gate, as a step lists them: roles by name or number, some on a condition."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from assent.reading.fields import Field
from assent.reading.margin import Margin
from assent.reading.names import Cast, slug
from assent.records import Condition, DecisionClass, Input, Seat

__all__ = ["Setting", "check_covered", "seats"]

_COUNTED = re.compile(r"\s*([0-9]{1,3})\s+of\s+(.+)", re.IGNORECASE | re.DOTALL)
_MOST_SEATS = 9
_WHEN = re.compile(r"\s(?:when|if)\s", re.IGNORECASE)
_IS = re.compile(r"\s(?:is|=)\s", re.IGNORECASE)


class Setting(NamedTuple):
    """What surrounds the gates of one workflow: who may be named, the inputs, the class."""

    cast: Cast
    inputs: dict[str, Input]
    decision_class: DecisionClass
    margin: Margin

    def stranger(self, name: str, field: Field) -> None:
        """Write that a name in a field means nobody."""
        place = _find(field, name)
        message = f"{name!r} is no role of this practice."
        self.margin.write("role-unknown", *place, message, suggestion=self.cast.suggestion(name))


def seats(field: Field, setting: Setting) -> tuple[Seat, ...] | None:
    """Return the seats, or None when somebody named for one is nobody."""
    parts: dict[str, list[tuple[int, Condition | None]]] = {}
    unknown = False
    for part in field.flat.split(";"):
        when = _WHEN.search(part)
        count, names = _counted(part[: when.start()] if when else part, field, setting)
        roles, strangers = setting.cast.resolve_list(names)
        if not roles and not strangers and names.strip():
            message = f"The group {names.strip()!r} has no members."
            setting.margin.write("group-empty", *field.place, message)
        for name in strangers:
            setting.stranger(name, field)
        unknown = unknown or bool(strangers)
        condition = _condition(part[when.end() :], field, setting) if when else None
        bound = _conditional(names, field, setting) if condition else ()
        if count > 1 and len(roles) > 1:
            message = f"'{part.strip()[:60]}' counts seats of several roles."
            setting.margin.write("seats-of-several", *field.place, message, count=str(count))
        for role in roles:
            parts.setdefault(role, []).append((count, condition if role in bound else None))
    return None if unknown else tuple(s for role in parts for s in _of_role(role, parts[role]))


def _counted(names: str, field: Field, setting: Setting) -> tuple[int, str]:
    """Return how many seats a name asks for, and the name: '2 of governance board'."""
    found = _COUNTED.fullmatch(names)
    if found is None:
        return 1, names
    count = int(found[1])
    if not 1 <= count <= _MOST_SEATS:
        message = f"A gate has no {count} seats of one role."
        setting.margin.write("seats-uncountable", *field.place, message, most=str(_MOST_SEATS))
        return 1, found[2]
    return count, found[2]


def _of_role(role: str, stated: Sequence[tuple[int, Condition | None]]) -> list[Seat]:
    """Return the seats of a role: those that are always there, then what each condition adds."""
    always = max((count for count, when in stated if when is None), default=0)
    made = [Seat(role=role)] * always
    for when in dict.fromkeys(when for _, when in stated if when):
        wanted = max(count for count, other in stated if other == when)
        made += [Seat(role=role, when=when)] * (wanted - always)
    return made


def _conditional(names: str, field: Field, setting: Setting) -> tuple[str, ...]:
    """Return the roles that a condition binds: those of the last name before it, no others.

    Read so, a list without semicolons asks for too many people rather than too few.
    """
    *others, last = setting.cast.names(names) or [""]
    if others:
        message = f"The condition is read for {last.strip()!r} only; the others always decide."
        setting.margin.write("condition-of-last", *field.place, message)
    return setting.cast.resolve(last) or ()


def check_covered(found: Sequence[Seat], field: Field, setting: Setting) -> None:
    """Write a gate that nobody decides in some run, since every seat has a condition."""
    conditions = [seat.when for seat in found if seat.when]
    if len(conditions) < len(found):
        return
    for name in {condition.input for condition in conditions}:
        values = {condition.value for condition in conditions if condition.input == name}
        if values >= set(setting.inputs[name].choices):
            return
    message = "Every seat depends on a condition; where none holds, nobody decides."
    setting.margin.write("gate-conditional", *field.place, message)


def _condition(text: str, field: Field, setting: Setting) -> Condition | None:
    parts = _IS.split(text, maxsplit=1)
    name = slug(parts[0]).removeprefix("the-")
    declared = setting.inputs.get(name)
    choices = declared.choices if declared and parts[1:] else ()
    exact = [choice for choice in choices if slug(choice) == slug(parts[1])]
    if exact:
        return Condition(input=name, value=exact[0])
    known = ", ".join(setting.inputs) or "none is declared"
    message = f"The condition {text.strip()[:80]!r} speaks of no declared choice."
    setting.margin.write("condition-unknown", *field.place, message, inputs=known)
    return None


def _find(field: Field, name: str) -> tuple[int, int]:
    for line in field.lines:
        index = line.text.find(name.strip())
        if index >= 0:
            return line.number, index + 1
    return field.place
