"""The form a reply must have, as its JSON schema says it."""

from collections.abc import Sequence
from typing import Any

from assent.records import Record

__all__ = ["Shape", "allowed", "read"]

_Schema = dict[str, Any]


class Shape(Record):
    """What the schema allows: section ids, the columns of each table, owners of questions.

    A column maps to the values it allows; an empty tuple allows any text, and so does an
    empty tuple of section ids or owners. ``listed`` names tables whose rows are lists.
    ``tables`` is None when the schema says nothing of tables. ``stances`` are those that a
    position may take; without any, none is asked for.
    """

    section_ids: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    tables: dict[str, dict[str, tuple[str, ...]]] | None = None
    listed: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()

    def columns(self, table: str) -> dict[str, tuple[str, ...]]:
        """Return the columns that the schema asks for in a table, and the values of each."""
        return (self.tables or {}).get(table, {})


def read(schema: _Schema) -> Shape:
    """Return the shape that a schema describes; references within it are followed."""
    whole = _properties(schema, schema)
    rows = {
        name: _items(table, schema)
        for name, table in _properties(whole.get("tables", {}), schema).items()
    }
    section = _properties(_items(whole.get("sections", {}), schema), schema)
    question = _properties(_items(whole.get("open_questions", {}), schema), schema)
    position = _properties(whole.get("position", {}), schema)
    return Shape(
        section_ids=_values(section.get("id", {}), schema),
        owners=_values(question.get("owner", {}), schema),
        tables={n: _columns(row, schema) for n, row in rows.items()} if "tables" in whole else None,
        listed=tuple(name for name, row in rows.items() if "properties" not in row),
        stances=_values(position.get("stance", {}), schema),
    )


def allowed(value: str, values: Sequence[str]) -> str:
    """Return the value if it is allowed, else the first that is."""
    return value if not values or value in values else values[0]


def _followed(schema: _Schema, root: _Schema) -> _Schema:
    reference = schema.get("$ref", "")
    target: _Schema = root.get("$defs", {}).get(reference.rpartition("/")[2], schema)
    return target if reference else schema


def _properties(schema: _Schema, root: _Schema) -> dict[str, _Schema]:
    found: dict[str, _Schema] = _followed(schema, root).get("properties", {})
    return found


def _items(schema: _Schema, root: _Schema) -> _Schema:
    return _followed(_followed(schema, root).get("items", {}), root)


def _columns(row: _Schema, root: _Schema) -> dict[str, tuple[str, ...]]:
    return {name: _values(column, root) for name, column in _properties(row, root).items()}


def _values(schema: _Schema, root: _Schema) -> tuple[str, ...]:
    schema = _followed(schema, root)
    return tuple(schema.get("enum", [schema["const"]] if "const" in schema else []))
