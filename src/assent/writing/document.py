"""A drafted document as the Markdown that people read and approve."""

from collections.abc import Iterable

from assent.canonical import normalise
from assent.records import (
    Draft,
    DraftPart,
    DraftQuestion,
    DraftSection,
    DraftTable,
    section_ids,
)
from assent.writing.passage import cell, line, passage

__all__ = ["compose", "settled"]

_QUESTION_COLUMNS = ("Id", "Question", "Owner", "Raised by")


def compose(draft: Draft) -> str:
    """Return the document's Markdown; all supplied text is made safe first."""
    draft = settled(draft)
    parts = [f"# {draft.title}".rstrip()]
    if draft.label:
        parts.append(f"*{draft.label}.*")
    parts += [draft.preamble, *(part for s in draft.sections for part in _section(s))]
    if draft.open_questions:
        rows = ((q.id, q.question, q.owner, q.raised_by) for q in draft.open_questions)
        parts += ["## Open questions", _table(_QUESTION_COLUMNS, rows)]
    return normalise("\n\n".join(part for part in parts if part))


def settled(draft: Draft) -> Draft:
    """Return the draft as it is read back from its own Markdown: safe text, derived ids."""
    titles = [line(section.title) for section in draft.sections]
    placed = zip(draft.sections, section_ids(titles), titles, strict=True)
    return Draft(
        title=line(draft.title),
        label=line(draft.label).strip("*. "),
        preamble=_settled_preamble(draft.preamble),
        sections=tuple(_settled_section(*section) for section in placed),
        open_questions=tuple(_settled_question(q) for q in draft.open_questions),
    )


def _settled_preamble(preamble: str) -> str:
    """Return the text before the first section, in which no line stands where a label would."""
    text = passage(preamble)
    first = text.split("\n", 1)[0].rstrip()
    posing = first.startswith("*") and first.endswith("*")
    return "\\" + text if posing else text


def _settled_section(section: DraftSection, name: str, title: str) -> DraftSection:
    authors = (line(author).replace("; ", ", ") for author in section.authors)
    parts = (
        DraftPart(role_title=line(part.role_title), markdown=passage(part.markdown))
        for part in section.parts
    )
    return DraftSection(
        id=name,
        title=title,
        authors=tuple(author for author in authors if author),
        markdown=passage(section.markdown),
        parts=tuple(parts),
        table=_settled_table(section.table),
    )


def _settled_table(table: DraftTable | None) -> DraftTable | None:
    if table is None or not table.columns:
        return None
    width = len(table.columns)
    rows = []
    for row in table.rows:
        cells = [cell(text) for text in row]
        cells += [""] * (width - len(cells))
        rows.append((*cells[: width - 1], cell(" ".join(cells[width - 1 :]))))
    return DraftTable(columns=tuple(cell(c) for c in table.columns), rows=tuple(rows))


def _settled_question(question: DraftQuestion) -> DraftQuestion:
    return DraftQuestion(**{name: cell(text) for name, text in question.plain().items()})


def _section(section: DraftSection) -> Iterable[str]:
    yield f"## {section.title}".rstrip()
    if section.authors:
        yield f"*Written by {'; '.join(section.authors)}.*"
    yield section.markdown
    for part in section.parts:
        yield f"### {part.role_title}".rstrip()
        yield part.markdown
    if section.table:
        yield _table(section.table.columns, section.table.rows)


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = tuple(columns)
    return "\n".join([_row(titles), "|" + "---|" * len(titles), *(_row(row) for row in rows)])


def _row(cells: Iterable[str]) -> str:
    return "|" + "|".join(f" {text} ".replace("|", "\\|") for text in cells) + "|"
