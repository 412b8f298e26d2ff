"""A row of a plan's table becomes a proposal: what it says is read strictly, nothing is guessed."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from assent.errors import ProposalError
from assent.records import Proposal, Target
from assent.tools.pointer import tokens

__all__ = ["proposal_of", "tool_for"]

_TOOLS = {"git": "git-record", "sqlite": "sqlite-row"}
_STATEMENT = re.compile(r"(?P<pointer>/\S*) is (?P<value>.+)", re.DOTALL)
_ABSENT = "absent"
_COLUMN = 2  # a pointer into a database: the table and the column
_BY_THEMSELVES = {"sqlite", "function"}
_CELLS = ("record", "operation", "pointer", "value")

Row = Mapping[str, str]


def proposal_of(
    row: Row, target: Target, known: Mapping[str, Sequence[Any]], place: int
) -> Proposal:
    """Return what a row proposes for its target.

    ``known`` lists, by the name of a field, the only values it may hold; ``place`` is the
    row's number, for messages.

    Raises:
        ProposalError: A cell is missing or cannot be read, or a value is not a known one.
    """
    tool = tool_for(target)

    def refuse(why: str) -> ProposalError:
        return ProposalError(tool, target.name, f"row {place}: {why}")

    try:
        operation, parts = _cell(row, "operation").lower(), tokens(_cell(row, "pointer"))
        value = _value(row, operation)
        stated = _stated(_cell(row, "validation"))
    except ValueError as error:
        raise refuse(str(error)) from error
    for field, held in _held(_field(parts), value) if operation != "remove" else ():
        if field in known and held not in known[field]:
            listed = ", ".join(map(str, known[field]))
            raise refuse(f"{held!r} is not known for {field!r}, which may be {listed}")
    if stated and not _looked_at(row, target, stated, value):
        raise refuse("its target takes no stated validation; leave it empty")
    arguments = _arguments(row, target, parts, operation, value, refuse)
    stated = stated if target.kind not in _BY_THEMSELVES else None
    try:
        return Proposal(tool=tool, target=target.name, arguments=arguments, stated=stated)
    except ValidationError as error:
        raise refuse("its target names no usable 'tool'") from error


def _looked_at(row: Row, target: Target, stated: Mapping[str, Any], value: Any) -> bool:
    """Tell whether what is stated will be looked at after the write.

    In a database code looks at each column it wrote, so that to state it says nothing more.
    """
    if target.kind == "sqlite":
        return stated == {"pointer": _cell(row, "pointer"), "value": value}
    return target.kind != "function"


def _arguments(
    row: Row,
    target: Target,
    parts: Sequence[str],
    operation: str,
    value: Any,
    refuse: Callable[[str], ProposalError],
) -> dict[str, Any]:
    """Return the arguments of the target's tool."""
    if target.kind == "sqlite":
        return _columns(row, target, parts, operation, value, refuse)
    if target.kind == "function":
        return _called(row, target, operation, value, refuse)
    path = str(target.settings.get("records", "{record}"))
    return {
        "path": path.replace("{record}", _cell(row, "record")),
        "operation": operation,
        "pointer": _cell(row, "pointer"),
        "value": value,
    }


def tool_for(target: Target) -> str:
    """Return the name of the tool that writes to a target."""
    if target.kind == "function":
        return str(target.settings.get("tool", ""))
    return _TOOLS.get(target.kind, target.kind)


def _cell(row: Row, name: str) -> str:
    return row.get(name, "").strip().strip("`").strip()


def _value(row: Row, operation: str) -> Any:
    """Return the JSON value that a cell spells; a bare word is a text."""
    text = _cell(row, "value")
    if operation == "remove":
        return None
    if not text:
        raise ValueError('it has no value; write JSON, and "" for an empty text')
    return _json(text)


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except ValueError:
        if text[0] in '"[{':
            raise ValueError(f"{text[:60]!r} is no JSON") from None
        return text


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _field(parts: Sequence[str]) -> str:
    """Return the name of the field a pointer leads to; an item goes by the name of its list."""
    named = [part for part in parts if part != "-" and not part.isdigit()]
    return named[-1] if named else parts[-1]


def _stated(text: str) -> dict[str, Any] | None:
    """Return the place to look at and what it must hold: POINTER is JSON, or is absent."""
    if not text:
        return None
    found = _STATEMENT.fullmatch(text)
    if found is None:
        raise ValueError(f"{text[:60]!r} is neither 'POINTER is JSON' nor 'POINTER is absent'")
    pointer, spelled = found["pointer"], found["value"].strip()
    tokens(pointer)
    return {"pointer": pointer} | ({} if spelled == _ABSENT else {"value": _json(spelled)})


def _held(field: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield each field that a value brings with it, at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _held(name, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _held(field, inner)
    else:
        yield field, value


def _columns(
    row: Row,
    target: Target,
    parts: Sequence[str],
    operation: str,
    value: Any,
    refuse: Callable[[str], ProposalError],
) -> dict[str, Any]:
    """Return the arguments of a write to a database: /TABLE/COLUMN of the row named.

    In a target whose records are the rows of one table, /COLUMN is enough.
    """
    held = target.settings.get("records")
    place = [str(held), *parts] if held and len(parts) == 1 else parts
    if operation != "replace" or len(place) != _COLUMN:
        raise refuse("a row of a database takes 'replace' at /TABLE/COLUMN")
    return {"table": place[0], "key": _cell(row, "record"), "changes": {place[1]: value}}


def _called(
    row: Row,
    target: Target,
    operation: str,
    value: Any,
    refuse: Callable[[str], ProposalError],
) -> dict[str, Any]:
    """Return the arguments of a function: each takes the cell that the target says.

    A target that does not say gives it all four, by their own names.
    """
    cells = {"operation": operation, "value": value}
    cells |= {name: _cell(row, name) for name in ("record", "pointer")}
    stated = target.settings.get("arguments", dict(zip(_CELLS, _CELLS, strict=True)))
    if not isinstance(stated, dict) or not set(stated.values()) <= set(_CELLS):
        raise refuse(f"'arguments' of its target maps each to one of {', '.join(_CELLS)}")
    if "operation" not in stated.values() and operation != "replace":
        raise refuse("its function is not told the operation, so it takes 'replace' only")
    return {str(name): cells[cell] for name, cell in stated.items()}
