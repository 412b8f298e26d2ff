"""Changing one place of a JSON text, and leaving every other character as it is."""

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

__all__ = ["change", "parse"]

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


class _Member(NamedTuple):
    """One member of an object or item of an array; ``at`` is where its key begins."""

    key: str
    at: int
    start: int
    end: int


class _Container(NamedTuple):
    start: int
    close: int
    members: list[_Member]


def parse(text: str) -> Any:
    """Return the data.

    Raises:
        ValueError: It is no JSON, or an object has a key twice.
    """
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_constant)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def change(text: str, operation: str, parts: Sequence[str], value: Any) -> str:
    """Return the text with one value added, replaced or removed.

    The place exists (or for an addition, the container does, and the place is free).
    """
    holder = _container(text, _start(text, parts[:-1]))
    if operation == "add":
        return _add(text, holder, parts[-1], value)
    place = next(i for i, member in enumerate(holder.members) if member.key == parts[-1])
    if operation == "remove":
        return _remove(text, holder, place)
    member = holder.members[place]
    rendered = _rendered(text, value, _margin(text, member.at))
    return text[: member.start] + rendered + text[member.end :]


def _add(text: str, holder: _Container, key: str, value: Any) -> str:
    entry = _entry(text, holder, key)
    members = holder.members
    if not members:
        margin, unit = _margin(text, holder.start), _unit(text)
        if unit is None:
            inside = entry + _rendered(text, value, margin)
        else:
            line = _newline(text)
            rendered = _rendered(text, value, margin + unit)
            inside = f"{line}{margin}{unit}{entry}{rendered}{line}{margin}"
        return text[: holder.start + 1] + inside + text[holder.close :]
    gap = _gap(text, holder)
    margin = gap.rpartition("\n")[2] if "\n" in gap else _margin(text, members[0].at)
    made = entry + _rendered(text, value, margin)
    if text[holder.start] == "{" or key in {"-", str(len(members))}:
        end = members[-1].end
        return text[:end] + gap + made + text[end:]
    at = members[int(key)].at
    return text[:at] + made + gap + text[at:]


def _remove(text: str, holder: _Container, place: int) -> str:
    members = holder.members
    if len(members) == 1:
        return text[: holder.start + 1] + text[holder.close :]
    if place + 1 < len(members):
        return text[: members[place].at] + text[members[place + 1].at :]
    return text[: members[place - 1].end] + text[members[place].end :]


def _entry(text: str, holder: _Container, key: str) -> str:
    """Return the key and the colon of a new member, spaced as its neighbours are."""
    if text[holder.start] != "{":
        return ""
    colon = ": "
    if holder.members:
        first = holder.members[0]
        colon = text[_DECODER.raw_decode(text, first.at)[1] : first.start]
    return json.dumps(key, ensure_ascii=_plain(text)) + colon


def _gap(text: str, holder: _Container) -> str:
    """Return what stands between two members here."""
    first, *rest = holder.members
    if rest:
        return text[first.end : rest[0].at]
    before = text[holder.start + 1 : first.at]
    return "," + (before if "\n" in before else " ")


def _rendered(text: str, value: Any, margin: str) -> str:
    unit, plain = _unit(text), _plain(text)
    if unit is None:
        between = (", ", ": ") if '": ' in text else (",", ":")
        return json.dumps(value, ensure_ascii=plain, separators=between)
    lines = json.dumps(value, ensure_ascii=plain, indent=unit)
    return lines.replace("\n", _newline(text) + margin)


def _start(text: str, parts: Sequence[str]) -> int:
    at = _skip(text, 0)
    for part in parts:
        at = next(m.start for m in _container(text, at).members if m.key == part)
    return at


def _container(text: str, start: int) -> _Container:
    """Return the members of the object or array that begins there."""
    members: list[_Member] = []
    at = _skip(text, start + 1)
    while text[at] not in "]}":
        first, key = at, str(len(members))
        if text[start] == "{":
            key, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        _, end = _DECODER.raw_decode(text, at)
        members.append(_Member(key, first, at, end))
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return _Container(start, at, members)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _margin(text: str, at: int) -> str:
    """Return the white space that the line of a place begins with."""
    line = text[text.rfind("\n", 0, at) + 1 :]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _unit(text: str) -> str | None:
    found = re.search(r"\n([ \t]+)\S", text)
    return found[1] if found else None


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _plain(text: str) -> bool:
    """Tell whether the file writes letters beyond ASCII as escapes."""
    return text.isascii() and "\\u" in text


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("an object has a key twice")
    return made


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
