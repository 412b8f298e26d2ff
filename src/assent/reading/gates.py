"""Who must agree: the gate of a step, stated or inferred, and the hints of one in prose."""

import re

from pydantic import ValidationError

from assent.reading.fields import Field, Fields
from assent.reading.margin import Margin
from assent.reading.names import slug, split_names
from assent.reading.seats import Setting, check_covered, seats
from assent.records import DecisionClass, Gate, Outcome

__all__ = ["OPTIONS", "check_class", "gate", "hints", "options"]

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
    found = seats(field, setting)
    if found is None:
        return None
    if not found:
        message = f"The {field.label.lower()} names nobody who decides."
        setting.margin.write("gate-without-seats", *field.place, message)
        return None
    check_covered(found, field, setting)
    kind = "approval" if "approval" in known else "sign-off"
    values = {"id": name, "kind": kind, "seats": found, **options(fields, len(found), setting)}
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
    names = ", ".join(may) or "nobody; see 'decides' on the role cards"
    setting.margin.write("gate-class", *place, message, may=names, wanted=wanted)


def hints(text: str) -> list[tuple[int, str]]:
    """Return (offset, words) of each passage of prose that speaks of a decision by people."""
    return [(found.start(), found[0]) for found in _HINT.finditer(text)]


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
