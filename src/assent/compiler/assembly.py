"""Contributions become the next version of a step's document: plain code, nobody's text lost."""

from collections.abc import Mapping, Sequence
from typing import Any

from assent.compiler.sharing import Share
from assent.records import (
    Draft,
    DraftPart,
    DraftQuestion,
    DraftSection,
    DraftTable,
    Record,
    Section,
    Table,
)

__all__ = ["Contribution", "assemble"]


class Contribution(Record):
    """What one role returned, with its printed name and the share it was asked for."""

    role: str
    title: str
    share: Share
    sections: dict[str, str]
    tables: dict[str, tuple[dict[str, str], ...]]
    open_questions: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, role: str, title: str, share: Share, data: Mapping[str, Any]) -> "Contribution":
        """Build a contribution from checked reply data."""
        return cls(
            role=role,
            title=title,
            share=share,
            sections={row["id"]: row["markdown"] for row in data["sections"]},
            tables={name: tuple(rows) for name, rows in data["tables"].items()},
            open_questions=tuple((q["question"], q["owner"]) for q in data["open_questions"]),
        )


def assemble(
    title: str,
    sections: Sequence[Section],
    contributions: Sequence[Contribution],
    base: Draft | None,
    titles: Mapping[str, str],
    label: str = "",
) -> Draft:
    """Return the document made of the contributions over ``base``, the version it revises.

    ``titles`` gives the printed names of roles. A section nobody returned is carried over
    from the base; a section of the base that the template does not know stays at the end.
    """
    written = [_section(section, contributions, base) for section in sections]
    known = {section.id for section in sections}
    added = [s for s in (base.sections if base else ()) if s.id not in known]
    return Draft(
        title=title,
        label=label or (base.label if base else ""),
        sections=tuple(s for s in (*written, *added) if s is not None),
        open_questions=_questions(contributions, base, titles),
    )


def _section(
    section: Section, contributions: Sequence[Contribution], base: Draft | None
) -> DraftSection | None:
    before = base.section(section.id) if base else None
    writers = [c for c in contributions if _owns(c, section) and section.id in c.sections]
    writer = writers[-1] if writers else None
    if writer:
        markdown = writer.sections[section.id]
        earlier = before.authors if before else ()
        authors = tuple(dict.fromkeys((*earlier, writer.title)))
    else:
        markdown = before.markdown if before else ""
        authors = before.authors if before else ()
    parts = _parts(section, contributions, before)
    table = _table(section, contributions, before)
    if not (markdown or parts or table):
        return None
    return DraftSection(
        id=section.id,
        title=section.title,
        authors=authors,
        markdown=markdown,
        parts=parts,
        table=table,
    )


def _owns(contribution: Contribution, section: Section) -> bool:
    return any(owned.id == section.id for owned in contribution.share.owned)


def _parts(
    section: Section, contributions: Sequence[Contribution], before: DraftSection | None
) -> tuple[DraftPart, ...]:
    """Return the attributed parts; a role that speaks again replaces its own part only."""
    parts = {part.role_title: part for part in (before.parts if before else ())}
    for contribution in contributions:
        asked = any(part.id == section.id for part in contribution.share.parts)
        if asked and contribution.sections.get(section.id, "").strip():
            text = contribution.sections[section.id]
            parts[contribution.title] = DraftPart(role_title=contribution.title, markdown=text)
    return tuple(parts.values())


def _table(
    section: Section, contributions: Sequence[Contribution], before: DraftSection | None
) -> DraftTable | None:
    """Return the table: the rows of all who add to it, or of the last who owns it."""
    table = section.table
    if table is None:
        return None
    given = [
        contribution.tables[table.name]
        for contribution in contributions
        if (_owns(contribution, section) or section.each) and contribution.tables.get(table.name)
    ]
    if not given:
        return before.table if before else None
    rows = [row for rows in (given if section.each else given[-1:]) for row in rows]
    return DraftTable(
        columns=tuple(column.title for column in table.columns),
        rows=tuple(_cells(table, index, row) for index, row in enumerate(rows, 1)),
    )


def _cells(table: Table, index: int, row: Mapping[str, str]) -> tuple[str, ...]:
    number = f"{table.prefix or table.name}-{index}"
    return tuple(
        number if column.kind == "number" else row.get(column.name, "") for column in table.columns
    )


def _questions(
    contributions: Sequence[Contribution], base: Draft | None, titles: Mapping[str, str]
) -> tuple[DraftQuestion, ...]:
    asked: dict[str, tuple[str, str, str]] = {
        _same(q.question): (q.question, q.owner, q.raised_by)
        for q in (base.open_questions if base else ())
    }
    for contribution in contributions:
        for question, owner in contribution.open_questions:
            row = (question, titles.get(owner, owner), contribution.title)
            asked.setdefault(_same(question), row)
    return tuple(
        DraftQuestion(id=f"Q-{index}", question=question, owner=owner, raised_by=by)
        for index, (question, owner, by) in enumerate(asked.values(), 1)
    )


def _same(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip("?.! ")
