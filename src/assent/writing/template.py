"""Writes a document template, or some of its sections, in the grammar it is read from."""

from collections.abc import Iterable, Sequence

from assent.records import Column, Question, Section, Table, Template, section_id

__all__ = ["render"]


def render(template: Template, sections: Sequence[Section] | None = None) -> str:
    """Return the template's text; with ``sections``, holding only those, in that order."""
    chosen = template.sections if sections is None else sections
    head = [
        f"---\nkind: {template.kind}\ntitle: {template.title}\n---\n# {template.title}",
        f"About: {template.about}" if template.about else "",
    ]
    parts = [*head, *(part for section in chosen for part in _section(section))]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(section: Section) -> Iterable[str]:
    yield f"## {section.title}"
    yield "\n".join(_marks(section))
    yield section.guidance
    if section.questions:
        yield "\n".join(["**Questions:**", *(_question(q) for q in section.questions)])
    if section.table:
        yield from _table(section.table)


def _marks(section: Section) -> Iterable[str]:
    if section.author:
        yield f"**Author:** {section.author}"
    if section.each:
        yield "**Each:** yes"
    if not section.required:
        yield "**Required:** no"


def _question(question: Question) -> str:
    words = f"words: {', '.join(question.words)}" if question.words else ""
    owner = f"owner: {question.owner}" if question.owner else ""
    options = "; ".join(option for option in (words, owner) if option)
    return f"- {question.text}" + (f" ({options})" if options else "")


def _table(table: Table) -> Iterable[str]:
    stated = {
        "prefix": table.prefix,
        "covers": table.covers,
        "rows": None if table.rows == "free" else table.rows,
        "rule": table.rule,
    }
    options = "; ".join(f"{name}: {value}" for name, value in stated.items() if value)
    yield f"**Table:** {table.name}" + (f" ({options})" if options else "")
    rows = [_row("Column", "Kind", "Meaning"), "|---|---|---|", *map(_column, table.columns)]
    yield "\n".join(rows)


def _column(column: Column) -> str:
    choices = f": {', '.join(column.choices)}" if column.choices else ""
    named = column.title if section_id(column.title) == column.name else column.name
    return _row(named, column.kind + choices, column.about)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
