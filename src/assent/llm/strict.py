"""A JSON schema in the strict form that services enforce: closed objects, every key required."""

from typing import Any

__all__ = ["closed"]


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with every object closed and all its properties required."""
    made: dict[str, Any] = {name: _inner(name, value) for name, value in schema.items()}
    if made.get("type") == "object" or "properties" in made:
        made.setdefault("properties", {})
        made.update(required=list(made["properties"]), additionalProperties=False)
    return made


def _inner(name: str, value: Any) -> Any:
    """Return a part of a schema; under these names lie schemas by name, not keywords."""
    if name in {"properties", "$defs"}:
        return {key: closed(part) for key, part in value.items()}
    if name in {"items", "anyOf", "allOf", "oneOf"}:
        return [closed(part) for part in value] if isinstance(value, list) else closed(value)
    return value
