"""Cuts what is known of a row to the columns that the schema asks for."""

from assent.llm.judgement import choose
from assent.llm.material import Material
from assent.llm.shape import allowed
from assent.llm.tables import Row
from assent.records import Column, Table

__all__ = ["shaped"]

_TESTS = frozenset({"test", "check", "measure", "verification"})
_REMEDIES = frozenset({"correction", "remedy", "action"})
_NOTES = frozenset(
    {"approach", "evidence", "finding", "how", "note", "reason", "remark", "rule", "why"}
)
_GRAVE = ("must-fix", "blocks", "major", "high", "critical")
_PLAIN = Column(name="text", title="Text")


def shaped(found: list[Row], table: Table, known: Material) -> list[dict[str, str] | list[str]]:
    """Return the rows as the schema wants them: by column name, or as plain lists."""
    asked = known.shape.tables.get(table.name, {})
    columns = {c.name: c for c in table.columns if c.kind != "number"}
    names = list(asked) or list(columns)
    whole = [
        {n: allowed(_cell(columns.get(n, _PLAIN), row, known), asked.get(n, ())) for n in names}
        for row in found
    ]
    if table.name in known.shape.listed:
        return [list(row.values()) for row in whole]
    return list(whole)


def _cell(column: Column, row: Row, known: Material) -> str:
    if column.kind == "choice" and column.choices:
        return _chosen(column, row)
    by_kind = {
        "id": row.number,
        "section": row.section,
        "role": known.printed(known.task.role),
    }
    return by_kind[column.kind] if column.kind in by_kind else _text(column.name, row)


def _chosen(column: Column, row: Row) -> str:
    if row.external in column.choices:
        return row.external
    gravest_first = any(word in column.choices[0].lower() for word in _GRAVE)
    return choose(column.choices[::-1] if gravest_first else column.choices, row.grade)


def _text(name: str, row: Row) -> str:
    if name in _TESTS:
        return row.test or row.note
    if name in _REMEDIES:
        return row.remedy
    return row.note if name in _NOTES and row.note else row.subject
