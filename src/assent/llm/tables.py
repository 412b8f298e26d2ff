"""Rows of typed tables: one for each need, clause or number that the table goes through."""

import re
from collections.abc import Callable, Iterator, Mapping

from assent.llm import judgement
from assent.llm.judgement import Grade, Judgement
from assent.llm.material import Material
from assent.llm.shape import allowed
from assent.llm.skeleton import the
from assent.llm.words import nearest, telling
from assent.records import Column, Draft, DraftTable, Need, Record, Table

__all__ = ["Row", "rows", "shaped"]

_NUMBER = re.compile(r"[A-Z]{1,6}-\d{1,6}")


class Row(Record):
    """What is known for one row, before it is cut to the columns of its table.

    ``subject`` is what the row is about; ``note`` what was found about it; ``remedy`` what
    would put it right; ``test`` how it is told that it holds.
    """

    number: str = ""
    subject: str = ""
    section: str = ""
    grade: Grade = Grade.missing
    note: str = ""
    remedy: str = ""
    test: str = ""
    external: str = ""


def rows(table: Table, known: Material, written: Mapping[str, str]) -> list[Row]:
    """Return the rows of a table; ``written`` is what the document itself says by section."""
    if table.rows == "needs":
        return [_need_row(need, known) for need in known.needs]
    if table.rows == "clauses":
        return list(_clause_rows(known, written))
    if table.rows == "covered" and table.covers:
        return list(_covered_rows(table.covers, known, written))
    return []


def shaped(found: list[Row], table: Table, known: Material) -> list[dict[str, str] | list[str]]:
    """Return the rows in the columns that the schema asks for."""
    asked = known.shape.tables.get(table.name, {})
    columns = {c.name: c for c in table.columns if c.kind != "number"}
    names = list(asked) or list(columns)
    plain = Column(name="text", title="Text")
    whole = [
        {n: allowed(_cell(columns.get(n, plain), row, known), asked.get(n, ())) for n in names}
        for row in found
    ]
    if table.name in known.shape.listed:
        return [list(row.values()) for row in whole]
    return list(whole)


def _cited(covers: str, documents: Mapping[str, Draft]) -> Iterator[tuple[str, str, str]]:
    """Yield (number, text, section) for each row of the numbered table a table must cover."""
    candidates = [
        (_fit(covers, section.id, section.table), section.table)
        for draft in documents.values()
        for section in draft.sections
        if section.table and _numbered(section.table)
    ]
    best = max((fit for fit, _ in candidates), default=0)
    table = next((table for fit, table in candidates if fit == best and fit), None)
    for row in table.rows if table else ():
        values = dict(zip((c.lower() for c in table.columns), row, strict=True)) if table else {}
        text = values.get(_singular(covers)) or max(row[1:], key=len, default="")
        yield row[0], text, values.get("section", "")


def _fit(covers: str, section: str, table: DraftTable) -> int:
    """Weigh how well a numbered table fits the name that another table covers."""
    titles = [title.lower() for title in table.columns]
    if _singular(covers) not in titles and section != covers:
        return 0
    return 1 + (titles[0] == "id") + (section == covers)


def _numbered(table: DraftTable) -> bool:
    return bool(table.rows) and all(_NUMBER.fullmatch(row[0]) for row in table.rows)


def _singular(name: str) -> str:
    return name.removesuffix("s")


def _need_row(need: Need, known: Material) -> Row:
    subject = known.reviewed
    if subject is None:
        words = ", ".join(need.words) or need.title
        test = f"Some section answers it in its own words, for example: {words}."
        return Row(subject=need.text, grade=Grade.present, test=test)
    found = judgement.of_need(need, subject[1])
    return Row(
        subject=_comment(need, found),
        section=found.section,
        grade=Grade.present if found.grade else Grade.missing,
        note=_comment(need, found),
    )


def _comment(need: Need, found: Judgement) -> str:
    if found.grade is Grade.missing:
        return f"{need.title}: no section speaks of it. To be added here: {need.text}"
    if found.grade is Grade.partial:
        return f"{need.title}: the section speaks of it and leaves a question open."
    return f"{need.title}: the section speaks of it. No comment."


def _clause_rows(known: Material, written: Mapping[str, str]) -> Iterator[Row]:
    subject = known.reviewed
    for clause in known.clauses:
        if subject:
            found = judgement.of_clause(clause.text, subject[1])
            note, remedy = _finding(found, known)
        else:
            near = _near(clause.text, written)
            found = Judgement(grade=Grade.partial if near else Grade.missing, section=near)
            note = "Not worded yet; " + ("the section is the nearest." if near else "none is near.")
            remedy = note
        yield Row(
            subject=clause.text,
            section=found.section,
            grade=found.grade,
            note=note,
            remedy=remedy,
            external=clause.external,
        )


def _finding(found: Judgement, known: Material) -> tuple[str, str]:
    if found.grade is Grade.missing:
        note = f"The draft does not mention it; “{found.title}” is the nearest section."
        return note, "A section says how the clause is met, or why it does not apply."
    author = the(known.printed(known.task.role))
    note = f"The draft mentions it; whether “{found.title}” meets it is for {author} to judge."
    return note, "A rule is worded for the clause in the section named."


def _near(text: str, written: Mapping[str, str]) -> str:
    titles = {name: body.partition("\n")[0] for name, body in written.items()}
    key = judgement.designator(text)
    words = telling(text.rpartition(key)[2] if key else text)
    return nearest(words, titles) or nearest(words, written) or ""


def _covered_rows(covers: str, known: Material, written: Mapping[str, str]) -> Iterator[Row]:
    subject = known.reviewed
    said = judgement.texts(subject[1]) if subject else written
    for number, text, section in _cited(covers, known.others):
        place = section if section in said else nearest(telling(text), said)
        grade = Grade.partial if place else Grade.missing
        yield Row(
            number=number,
            subject=text,
            section=place or "",
            grade=grade,
            note=_trace(grade, known, reviewing=subject is not None),
        )


def _trace(grade: Grade, known: Material, *, reviewing: bool) -> str:
    author = the(known.printed(known.task.role))
    if grade is Grade.missing:
        return f"No section speaks of it; {author} is asked."
    if reviewing:
        return f"The section speaks of it; whether it is met is for {author} to judge."
    return f"The section is the nearest to it; whether it is met there is for {author} to settle."


def _cell(column: Column, row: Row, known: Material) -> str:
    if column.kind in _BY_KIND:
        return _BY_KIND[column.kind](row, known)
    if column.kind == "choice" and column.choices:
        if row.external and row.external in column.choices:
            return row.external
        step = -1 if _gravest_first(column) else 1
        return judgement.choose(column.choices[::step], row.grade)
    return _text(column.name, row)


_BY_KIND: dict[str, Callable[[Row, Material], str]] = {
    "id": lambda row, _: row.number,
    "section": lambda row, _: row.section,
    "role": lambda _, known: known.printed(known.task.role),
}


def _gravest_first(column: Column) -> bool:
    """Tell whether the choices weigh what is wrong, so that the first is the gravest."""
    return any(word in column.choices[0] for word in ("must-fix", "blocks", "major", "high"))


def _text(name: str, row: Row) -> str:
    if name in {"test", "check", "measure", "verification"}:
        return row.test or row.note
    if name in {"correction", "remedy", "action"}:
        return "" if row.grade is Grade.present else row.remedy or row.note
    if name in {"how", "note", "rule", "finding", "reason", "approach", "why", "evidence"}:
        return row.note
    return row.subject
