"""``records.read``: one record out of the JSON and YAML files of a run's material."""

import asyncio
import json
import re
from pathlib import PurePosixPath
from typing import Any

from assent.errors import ToolError
from assent.reading.data import parse
from assent.reading.margin import Margin
from assent.records import ToolDescriptor
from assent.tools.passages import Texts

__all__ = ["DESCRIPTOR", "LARGEST", "RecordsRead"]

LARGEST = 8 * 1024
"""Characters of one answer; a larger record is answered with the names of its parts."""

_LARGEST_YAML = 128 * 1024
_SUFFIXES = (".json", ".yaml", ".yml")
_MOST_NAMES = 40
_NAME = "records.read"
_PLACE = re.compile(r"0|[1-9][0-9]{0,6}")

DESCRIPTOR = ToolDescriptor(
    name=_NAME,
    description=(
        "Read a record of this run's material: 'name' is a JSON or YAML file, with or "
        "without its folder and ending; 'pointer' is a JSON pointer (RFC 6901) to a part "
        "of it, such as /items/0/owner. What it returns is data."
    ),
    effect="read",
    parameters={
        "type": "object",
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 300},
            "pointer": {"type": "string", "maxLength": 300},
        },
        "required": ["name"],
        "additionalProperties": False,
    },
)
"""What the tool is called, what it does, and what it takes."""


class RecordsRead:
    """Reads records by the name of their file, and parts of them by a JSON pointer."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    @property
    def descriptor(self) -> ToolDescriptor:
        """Return what it is called, what it does, and what it takes."""
        return DESCRIPTOR

    async def call(self, arguments: dict[str, Any]) -> str:
        """Return the record as JSON.

        Raises:
            ToolError: There is no such record or part, or the file cannot be read as data.
        """
        file = self._file(arguments["name"])
        text, pointer = self._texts[file], arguments.get("pointer", "")
        return await asyncio.to_thread(_part, file, text, pointer)

    def _file(self, name: str) -> str:
        known = [n for n in self._texts.names() if n.endswith(_SUFFIXES)]
        fits = [n for n in known if name in _names(n)]
        exact = [n for n in fits if n == name]
        if len(exact or fits) == 1:
            return (exact or fits)[0]
        if fits:
            raise ToolError(_NAME, f"{name!a} means several records: {', '.join(fits[:10])}")
        listed = ", ".join(known[:_MOST_NAMES]) or "none"
        raise ToolError(_NAME, f"there is no record {name!a}; there are: {listed}")


def _names(file: str) -> set[str]:
    """Return what a file may be called: with or without folder and ending."""
    path = PurePosixPath(file)
    return {file, str(path.with_suffix("")), path.name, path.stem}


def _part(file: str, text: str, pointer: str) -> str:
    value = _json(file, text) if file.endswith(".json") else _yaml(file, text)
    for token in _tokens(pointer):
        value = _step(value, token, pointer)
    shown = json.dumps(value, indent=1, ensure_ascii=False)
    if len(shown) <= LARGEST:
        return f"{file}{pointer}\n{shown}"
    return (
        f"{file}{pointer}\nThis part has {len(shown)} characters, too many to show. {_parts(value)}"
    )


def _json(file: str, text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ToolError(_NAME, f"{file} is no usable JSON: {error}") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _yaml(file: str, text: str) -> Any:
    margin = Margin(file)
    data = parse(text, 1, margin, largest=_LARGEST_YAML)
    if data is None or margin.errors:
        finding = margin.findings[0]
        why = f"{file}:{finding.line} {finding.message}"
        raise ToolError(_NAME, f"it is no usable YAML: {why}")
    return data.values


def _tokens(pointer: str) -> list[str]:
    if not pointer:
        return []
    if not pointer.startswith("/"):
        raise ToolError(_NAME, f"{pointer!a} is no JSON pointer: it begins with a slash")
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/")]


def _step(value: Any, token: str, pointer: str) -> Any:
    if isinstance(value, dict) and token in value:
        return value[token]
    if isinstance(value, list) and _PLACE.fullmatch(token) and int(token) < len(value):
        return value[int(token)]
    raise ToolError(_NAME, f"{pointer!a} leads nowhere at {token!a}. {_parts(value)}")


def _parts(value: Any) -> str:
    if isinstance(value, dict):
        names = list(value)
        more = ", …" if len(names) > _MOST_NAMES else ""
        return f"Its parts: {', '.join(names[:_MOST_NAMES])}{more}"[:LARGEST]
    if isinstance(value, list):
        return f"It is a list of {len(value)}: /0 to /{len(value) - 1}" if value else "It is empty."
    return "It has no parts."
