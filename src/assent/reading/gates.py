"""Who must agree: the gate of a step, stated or inferred, and the hints of one in prose."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pydantic import ValidationError

from assent.reading.fields import Field, Fields
from assent.reading.margin import Margin
from assent.reading.names import Cast, slug, split_names
from assent.records import Condition, DecisionClass, Gate, Input, Outcome, Seat

__all__ = ["OPTIONS", "Setting", "check_class", "gate", "hints", "options"]

_COUNTED = re.compile(r"\s*([0-9]{1,3})\s+of\s+(.+)", re.IGNORECASE | re.DOTALL)
_MOST_SEATS = 9
_WHEN = re.compile(r"\s(?:when|if)\s", re.IGNORECASE)
_IS = re.compile(r"\s(?:is|=)\s", re.IGNORECASE)
_HOURS = re.compile(r"(\d{1,4})\s*(h|hours?|d|days?)?", re.IGNORECASE)
_HINT = re.compile(
    r"\b(?:do not (?:proceed|continue|start) (?:until|before|without)"
    r"|needs? (?:the )?(?:sign-?off|approval) (?:from|of|by)"
    r"|obtain (?:the )?(?:sign-?off|approval)(?: (?:from|of|by))?"
    r"|must be (?:approved|signed off) by|requires? (?:the )?approval (?:from|of|by))",
    re.IGNORECASE,
)


OPTIONS = (
    "confirms", "quorum", "combine_seats", "tier", "decision_class", "outcomes",
    "remind_after_hours", "escalate_after_hours", "expire_after_hours",
)  # fmt: skip
"""What a step may say of its gate besides who decides."""


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


def gate(fields: Fields, name: str, setting: Setting) -> Gate | None:
    """Return the gate that the step states in Approval or Sign-off, or None."""
    known = fields.known
    field = known.get("approval") or known.get("sign_off")
    if field is None:
        return None
    if "approval" in known and "sign_off" in known:
        second = known["sign_off"]
        message = "The step has an approval and a sign-off."
        setting.margin.write("gate-twice", second.line, second.column, message)
    seats = _seats(field, setting)
    if seats is None:
        return None
    if not seats:
        message = f"The {field.label.lower()} names nobody who decides."
        setting.margin.write("gate-without-seats", *field.place, message)
        return None
    _check_covered(seats, field, setting)
    kind = "approval" if "approval" in known else "sign-off"
    values = {"id": name, "kind": kind, "seats": seats, **options(fields, len(seats), setting)}
    try:
        made = Gate.model_validate(values)
    except ValidationError as error:
        why = error.errors()[0]["msg"]
        setting.margin.write("value-invalid", *field.place, "The gate is not usable.", why=why)
        return None
    check_class(made, field.place, setting)
    return made


def check_class(gate: Gate, place: tuple[int, int], setting: Setting) -> None:
    """Write a gate whose seats all only advise on matters of its class.

    A generic role is judged by whom a launch may bind it to: one who decides is enough here,
    and the launch judges the one that is bound.
    """
    cast = setting.cast
    stands = {seat.role: cast.generic.get(seat.role, (seat.role,)) for seat in gate.seats}
    cards = [cast.roles.get(role) for roles in stands.values() for role in roles]
    if any(card is None or card.decides_on(gate.decision_class) for card in cards):
        return
    wanted = gate.decision_class.value
    may = [role.title for role in cast.roles.values() if gate.decision_class in role.decides]
    message = f"It is a {wanted} matter, and no role with a seat decides those."
    facts = {"may": ", ".join(may) or "nobody; see 'decides' on the role cards", "class": wanted}
    setting.margin.write("gate-class", *place, message, **facts)


def hints(text: str) -> list[tuple[int, str]]:
    """Return (offset, words) of each passage of prose that speaks of a decision by people."""
    return [(found.start(), found[0]) for found in _HINT.finditer(text)]


def _seats(field: Field, setting: Setting) -> tuple[Seat, ...] | None:
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
    seats = [Seat(role=role)] * always
    for when in dict.fromkeys(when for _, when in stated if when):
        wanted = max(count for count, other in stated if other == when)
        seats += [Seat(role=role, when=when)] * (wanted - always)
    return seats


def _conditional(names: str, field: Field, setting: Setting) -> tuple[str, ...]:
    """Return the roles that a condition binds: those of the last name before it, no others.

    Read so, a list without semicolons asks for too many people rather than too few.
    """
    *others, last = setting.cast.names(names) or [""]
    if others:
        message = f"The condition is read for {last.strip()!r} only; the others always decide."
        setting.margin.write("condition-of-last", *field.place, message)
    return setting.cast.resolve(last) or ()


def _check_covered(seats: tuple[Seat, ...], field: Field, setting: Setting) -> None:
    """Write a gate that nobody decides in some run, since every seat has a condition."""
    conditions = [seat.when for seat in seats if seat.when]
    if len(conditions) < len(seats):
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


def options(fields: Fields, seats: int, setting: Setting) -> dict[str, object]:
    """Return what the step says of its gate besides who decides."""
    found: dict[str, object] = {"decision_class": setting.decision_class}
    readers = {
        "confirms": _confirms,
        "quorum": lambda field, margin: _quorum(field, seats, margin),
        "combine_seats": _yes,
        "tier": lambda field, margin: _choice(field, ("low", "high"), margin),
        "decision_class": lambda f, m: _choice(f, tuple(c.value for c in DecisionClass), m),
        "outcomes": _outcomes,
        "remind_after_hours": _hours,
        "escalate_after_hours": _hours,
        "expire_after_hours": _hours,
    }
    for key, read in readers.items():
        field = fields.known.get(key)
        value = read(field, setting.margin) if field else None
        if value is not None:
            found[key] = value
    return found


def _confirms(field: Field, margin: Margin) -> object:
    return tuple(dict.fromkeys(filter(None, (slug(name) for name in split_names(field.flat)))))


def _quorum(field: Field, seats: int, margin: Margin) -> int | None:
    text = field.flat.split(" ")[0]
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:4]) <= seats:
        message = f"A quorum of {field.flat!r} cannot be reached with {seats} seat(s)."
        margin.write("quorum-unreachable", *field.place, message, seats=str(seats))
        return None
    return int(text[:4])


def _yes(field: Field, margin: Margin) -> bool:
    return _choice(field, ("yes", "no"), margin) == "yes"


def _choice(field: Field, allowed: tuple[str, ...], margin: Margin) -> str | None:
    value = field.flat.lower()
    if value in allowed:
        return value
    message = f"'{field.label}' cannot be {field.flat!r}."
    margin.write("field-invalid", *field.place, message, allowed=", ".join(allowed))
    return None


def _outcomes(field: Field, margin: Margin) -> object:
    allowed = tuple(outcome.value for outcome in Outcome)
    values = [slug(name) for name in split_names(field.flat)]
    if values and all(value in allowed for value in values):
        return tuple(values)
    message = f"'{field.label}' cannot be {field.flat!r}."
    margin.write("field-invalid", *field.place, message, allowed=", ".join(allowed))
    return None


def _hours(field: Field, margin: Margin) -> int | None:
    found = _HOURS.fullmatch(field.flat)
    if not found:
        message = f"'{field.label}' cannot be {field.flat!r}."
        margin.write("field-invalid", *field.place, message, allowed="24 hours, 3 days")
        return None
    days = (found[2] or "h").lower().startswith("d")
    return int(found[1]) * (24 if days else 1)


def _find(field: Field, name: str) -> tuple[int, int]:
    for line in field.lines:
        index = line.text.find(name.strip())
        if index >= 0:
            return line.number, index + 1
    return field.place
