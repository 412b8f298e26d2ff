"""The arguments of a tool call against the schema its tool declares.

Understood are the keywords a small tool needs: type, properties, required, enum, minimum,
maximum, minLength, maxLength, items, maxItems. Unknown properties are always refused.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

__all__ = ["read_arguments"]

_LARGEST = 16 * 1024
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_LIMITS: dict[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda value, limit: value >= limit,
    "maximum": lambda value, limit: value <= limit,
    "minLength": lambda value, limit: len(value) >= limit,
    "maxLength": lambda value, limit: len(value) <= limit,
    "maxItems": lambda value, limit: len(value) <= limit,
}


def read_arguments(text: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call.

    Raises:
        ValueError: They are no JSON object, or do not fit the schema; says where and why.
    """
    if len(text) > _LARGEST:
        raise ValueError("the arguments are too large")
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        raise ValueError("the arguments are no JSON") from None
    problem = next(_problems(found, {"type": "object", **schema}, "arguments"), None)
    if problem:
        raise ValueError(problem)
    arguments: dict[str, Any] = found
    return arguments


def _problems(value: Any, schema: Mapping[str, Any], place: str) -> Iterator[str]:
    if not _is(value, schema.get("type")):
        yield f"{place} is not of type {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place} is none of {json.dumps(schema['enum'])}"
    for keyword, fits in _LIMITS.items():
        if keyword in schema and not fits(value, schema[keyword]):
            yield f"{place} breaks {keyword} {schema[keyword]}"
    if isinstance(value, dict):
        yield from _properties(value, schema, place)
    if isinstance(value, list):
        for index, part in enumerate(value):
            yield from _problems(part, schema.get("items", {}), f"{place}[{index}]")


def _properties(value: Mapping[str, Any], schema: Mapping[str, Any], place: str) -> Iterator[str]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{place} lacks {name!a}"
    for name, part in value.items():
        if name not in known:
            yield f"{place} knows no {name[:60]!a}"
        else:
            yield from _problems(part, known[name], f"{place}.{name}")


def _is(value: Any, kind: str | list[str] | None) -> bool:
    if kind is None:
        return True
    if isinstance(kind, list):
        return any(_is(value, one) for one in kind)
    if isinstance(value, bool) and kind != "boolean":
        return False
    return isinstance(value, _TYPES[kind])
