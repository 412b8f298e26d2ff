"""Changing one place of a YAML text; refused where the layout would not survive."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from datetime import date, datetime
from functools import lru_cache
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, Event

from assent.tools.pointer import find

__all__ = ["change", "parse"]

_LAYOUTS = ((2, 2, 0), (2, 4, 2), (4, 4, 0), (4, 4, 2), (4, 6, 4), (2, 3, 1), (8, 8, 0))
"""Indents of mappings and sequences, and the offset of the dash."""


def parse(text: str) -> Any:
    """Return the data as plain JSON data; dates become text.

    Raises:
        ValueError: It is no YAML, or holds aliases, tags, several documents, or an equal key.
    """
    return deepcopy(_parsed(text))


@lru_cache(maxsize=32)
def _parsed(text: str) -> Any:
    """Return the data, shared by all who read the same text."""
    _check(text)
    return _plain(_load(text, _LAYOUTS[0])[1])


def change(text: str, operation: str, parts: Sequence[str], value: Any) -> str:
    """Return the text with one value added, replaced or removed.

    Raises:
        ValueError: The file is laid out in a way that would not survive.
    """
    _check(text)
    for layout in _LAYOUTS:
        writer, data = _load(text, layout)
        if _dump(writer, data) == text:
            _put(find(data, parts[:-1]), operation, parts[-1], value)
            return _dump(writer, data)
    raise ValueError("the file is laid out in a way that a change would not leave alone")


def _put(holder: Any, operation: str, part: str, value: Any) -> None:
    if isinstance(holder, list):
        index = len(holder) if part == "-" else int(part)
        if operation == "add":
            holder.insert(index, value)
        elif operation == "replace":
            holder[index] = value
        else:
            del holder[index]
        return
    key = next((known for known in holder if str(known) == part), part)
    if operation == "remove":
        del holder[key]
    else:
        holder[key] = value


def _load(text: str, layout: tuple[int, int, int]) -> tuple[YAML, Any]:
    writer = YAML(typ="rt")
    writer.preserve_quotes = True
    writer.width = 1 << 16
    writer.explicit_start = text.startswith("---")
    mapping, sequence, offset = layout
    writer.indent(mapping=mapping, sequence=sequence, offset=offset)
    with _readable():
        return writer, writer.load(text)


def _check(text: str) -> None:
    with _readable():
        for event in YAML(typ="rt").parse(StringIO(text)):
            _refuse(event)


def _refuse(event: Event) -> None:
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
        raise ValueError("anchors and aliases are not accepted in a record")
    if getattr(event, "tag", None) and getattr(event, "ctag", None):
        raise ValueError("tags are not accepted in a record")


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (YAMLError, RecursionError) as error:
        raise ValueError(f"it cannot be read as YAML: {str(error).splitlines()[0]}") from error


def _dump(writer: YAML, data: Any) -> str:
    out = StringIO()
    writer.dump(data, out)
    return out.getvalue()


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    if isinstance(data, datetime | date):
        return data.isoformat()
    if isinstance(data, bool) or data is None:
        return data
    return next((kind(data) for kind in (str, int, float) if isinstance(data, kind)), str(data))
