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
_CARRIED = frozenset({"text", "quantity", "raci"})
_STATED = frozenset({"quantity", "raci"})
_PLAIN = Column(name="text", title="Text")


def shaped(found: list[Row], table: Table, known: Material) -> list[dict[str, str] | list[str]]:
    """Return the rows as the schema wants them: by column name, or as plain lists."""
    asked = known.shape.columns(table.name)
    columns = {c.name: c for c in table.columns if c.kind != "number"}
    names = list(asked) or list(columns)
    first = next((n for n in names if _about(columns.get(n, _PLAIN))), "")

    def cell(name: str, row: Row) -> str:
        value = _cell(columns.get(name, _PLAIN), row, known, first=name == first)
        return allowed(value, asked.get(name, ()))

    whole = [{name: cell(name, row) for name in names} for row in found]
    if table.name in known.shape.listed:
        return [list(row.values()) for row in whole]
    return list(whole)


def _about(column: Column) -> bool:
    """Tell whether a column can say what its row is about."""
    special = _TESTS | _REMEDIES | _NOTES
    return column.kind == "text" and not special & {column.name, *column.name.split("-")}


def _cell(column: Column, row: Row, known: Material, *, first: bool) -> str:
    if column.kind == "choice" and column.choices:
        if _told(column, row) in column.choices:
            return _told(column, row)
        return _directed(column, known) or _chosen(column, row)
    if column.kind in _CARRIED and column.name not in _NOTES and (told := _told(column, row)):
        return told
    if column.kind in _STATED:
        return ""
    by_kind = {
        "id": row.number,
        "section": row.section,
        "role": known.printed(known.task.role),
    }
    return by_kind[column.kind] if column.kind in by_kind else _text(column.name, row, first=first)


def _told(column: Column, row: Row) -> str:
    """Return what is known of this very column, of the row or of the row it accounts for."""
    return row.cells.get(column.name) or row.cells.get(column.title.lower(), "")


def _directed(column: Column, known: Material) -> str:
    """Return which way something goes that the role needs: to its own side, or from the other."""
    sides = [choice.partition(" ")[::2] for choice in column.choices]
    if {way for way, _ in sides} != {"from", "to"} or len({side for _, side in sides}) != 1:
        return ""
    own = sides[0][1].lower() in known.printed(known.task.role).lower().split()
    return next(choice for choice in column.choices if choice.startswith("to" if own else "from"))


def _chosen(column: Column, row: Row) -> str:
    if row.external in column.choices:
        return row.external
    gravest_first = any(word in column.choices[0].lower() for word in _GRAVE)
    return choose(column.choices[::-1] if gravest_first else column.choices, row.grade)


def _text(name: str, row: Row, *, first: bool) -> str:
    """Return what is known for a column of text; the first one says what the row is about."""
    words = set(name.split("-"))
    if words & _TESTS:
        return row.test or row.note
    if name in _REMEDIES:
        return row.remedy
    if name in _NOTES:
        return row.note or row.subject
    return row.subject if first else ""
