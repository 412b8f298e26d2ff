"""Writes what a template asks of one role, in the grammar that templates are read from."""

from collections.abc import Collection, Iterable

from assent.records import Column, Question, Section, Table, Template, section_id

__all__ = ["render"]


def render(
    template: Template,
    sections: Iterable[Section],
    *,
    settled: Collection[str] = (),
    writer: str = "",
) -> str:
    """Return the sections of a template that a role is to write, and what they ask.

    Of a section in ``settled``, which the document has already, only the title and the form
    of its table are written: its text says the rest. Numbers that code assigns are left
    out, and the owner of a question where it is the ``writer``, who owns it anyway.
    """
    parts = [f"# {template.title}"]
    chosen = tuple(sections)
    if template.about and not {section.id for section in chosen} <= set(settled):
        parts.append(f"About: {template.about}")
    parts += [part for s in chosen for part in _section(s, writer, settled=s.id in settled)]
    return "\n".join(part for part in parts if part) + "\n"


def _section(section: Section, writer: str, *, settled: bool) -> Iterable[str]:
    yield f"## {section.title}"
    yield "" if settled else section.guidance
    if section.each:
        yield "Each: yes"
    if section.questions and not settled:
        yield "\n".join(["Questions:", *(_question(q, writer) for q in section.questions)])
    if section.table:
        yield from _table(section.table, settled=settled)


def _question(question: Question, writer: str) -> str:
    words = f"words: {', '.join(question.words)}" if question.words else ""
    owner = f"owner: {question.owner}" if question.owner not in {None, writer} else ""
    options = "; ".join(option for option in (words, owner) if option)
    return f"- {question.text}" + (f" ({options})" if options else "")


def _table(table: Table, *, settled: bool) -> Iterable[str]:
    stated = {
        "covers": table.covers,
        "rows": None if table.rows == "free" else table.rows,
        "rule": table.rule,
    }
    options = "; ".join(f"{name}: {value}" for name, value in stated.items() if value)
    yield f"Table: {table.name}" + (f" ({options})" if options else "")
    for column in table.columns:
        if column.kind != "number":
            yield _column(column, "" if settled else column.about)


def _column(column: Column, about: str) -> str:
    kind = "" if column.kind == "text" else column.kind
    choices = f": {', '.join(column.choices)}" if column.choices else ""
    named = column.title if section_id(column.title) == column.name else column.name
    return "|" + "|".join(cell.replace("|", "\\|") for cell in (named, kind + choices, about)) + "|"
