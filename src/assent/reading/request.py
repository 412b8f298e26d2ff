"""A change request as JSON, YAML or a form of fields → the request, in its own words."""

from collections.abc import Mapping
from typing import Any

from assent.reading.data import parse
from assent.reading.fields import fields
from assent.reading.lines import scan
from assent.reading.margin import Margin
from assent.records import ChangeRequest

__all__ = ["read_request"]

_LARGEST = 65536
_ACTIONS = "actions"
_MOMENTS = 2  # a window as a list: its start and its end
_NAMES = {
    "id": ("id", "number", "reference", "change"),
    "record": ("record", "ci", "configuration item", "application", "system", "systems"),
    "asks": ("asks", "summary", "change details", "what changes", "change requested", "request"),
    "requester": ("requester", "requested by", "raised by"),
    "environments": ("environments", "environment"),
    "reason": ("reason", "reasoning", "why", "purpose"),
    "impact": ("impact", "impact assessment", "services impacted", "expected outage"),
    "window": ("window", "scheduled time", "change window", "planned start and end", "when"),
    "raised": ("raised", "opened", "raised at", "date raised"),
    "duration": ("duration",),
    "plan": ("plan", "steps", "implementation plan"),
    "rollback": ("rollback", "rollback plan", "back-out", "backout", "recovery plan", "recovery"),
    "rollback_by": ("rollback by", "rollback_by", "back-out by", "who may undo it"),
    "rollback_time": ("rollback time", "rollback_time", "recovery time"),
    "validation": ("validation", "validated by", "how success is told"),
    "communication": ("communication", "who is told"),
    "contacts": ("contacts", "contact"),
    "kind": ("kind", "type", "change type", "type of change", "kind of change"),
}
_KEYS = {name: key for key, names in _NAMES.items() for name in names}


def read_request(text: str) -> ChangeRequest:
    """Return the request; a text that is neither data nor a form is taken as what it asks."""
    data = _data(text)
    actions = _actions(data)
    found = {name: _flat(value, name) for name, value in data.items()} or _form(text)
    if not found and not actions:
        return ChangeRequest(asks=" ".join(text.split()))
    known: dict[str, str] = {}
    other: dict[str, str] = {}
    for name, value in found.items():
        key = _KEYS.get(name.strip().lower())
        if key and key not in known:
            known[key] = value
        else:
            other[name] = value
    return ChangeRequest(**known, actions=actions, other=other)


def _data(text: str) -> dict[str, Any]:
    read = parse(text, 1, Margin("request"), largest=_LARGEST)
    return {str(name): value for name, value in read.values.items()} if read else {}


def _actions(data: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Take the writes a request proposes out of its data; anything else by that name stays."""
    stated = data.get(_ACTIONS)
    if not isinstance(stated, list) or not all(isinstance(row, dict) for row in stated):
        return ()
    del data[_ACTIONS]
    return tuple(stated)


def _form(text: str) -> dict[str, str]:
    lines = scan(text.split("\n"), 1).lines
    found = fields(lines, {name: name for name in _KEYS}, Margin("request"))
    return {key: field.flat for key, field in found.known.items()} | {
        field.label: field.flat for field in found.unknown
    }


def _flat(value: Any, name: str = "") -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_flat(inner, key)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        window = _KEYS.get(name.strip().lower()) == "window" and len(value) == _MOMENTS
        separator = "/" if window else ", "
        return separator.join(_flat(inner) for inner in value)
    return str(value)
