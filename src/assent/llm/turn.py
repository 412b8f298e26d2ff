"""One turn of the offline model: from the material to the reply's plain data."""

import re
from typing import Any

from assent.llm import judgement, revision
from assent.llm.cells import shaped
from assent.llm.judgement import Grade
from assent.llm.material import Material
from assent.llm.review import opinion
from assent.llm.skeleton import Open, Written, write
from assent.llm.tables import Row, rows
from assent.records import DraftSection, Section, Table, section_id

__all__ = ["take"]


def take(known: Material) -> dict[str, Any]:
    """Return the reply: sections, tables and open questions, each resting on the material."""
    before = judgement.texts(known.revised) if known.revised else {}
    said = {**before, **_contributed(known)}
    new = {s.id: _written(s, known) for s in known.sections if not _earlier(s, known)}
    for section in known.sections:
        if section.id in new:
            said[section.id] = f"{section.title}\n{new[section.id].markdown}"
    lines = revision.addressed(known, said)
    for name, added in lines.items():
        said[name] = "\n\n".join([said[name], *added])
    spoken = {name: text for name, text in said.items() if name not in _referring(known)}
    tables = {t.name: _rows(t, known, spoken) for s in known.sections if (t := s.table)}
    asked = [question for written in new.values() for question in written.asked]
    sections = []
    for section in known.sections:
        text, more = _final(section, known, new.get(section.id), lines.get(section.id, []), tables)
        asked += more
        if text is not None:
            sections.append({"id": section.id, "markdown": text})
    return {
        "sections": sections,
        "tables": _tables(known, tables),
        "open_questions": [q.plain() for q in dict.fromkeys(asked)],
    }


def _referring(known: Material) -> set[str]:
    """Return the sections whose tables only say where else something is dealt with."""
    through = {"clauses", "covered"}
    return {s.id for s in known.sections if s.table and s.table.rows in through}


def _contributed(known: Material) -> dict[str, str]:
    """Return what roles that spoke before said, by section; each text begins with its title."""
    found: dict[str, str] = {}
    for text in known.said.values():
        for body in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
            name = section_id(body.partition("\n")[0])
            found[name] = f"{found[name]}\n{body}" if name in found else body
    return found


def _earlier(section: Section, known: Material) -> DraftSection | None:
    """Return the section as the revised document has it, if this role's text is in it."""
    before = known.revised.section(section.id) if known.revised else None
    return before if before and (not section.each or _part(before, known)) else None


def _part(before: DraftSection, known: Material) -> str:
    own = (p.markdown for p in before.parts if p.role_title == known.printed(known.task.role))
    return next(own, "")


def _written(section: Section, known: Material) -> Written:
    if section.each and known.needs and known.reviewed:
        return Written(markdown=opinion(known))
    return write(section, known)


def _rows(table: Table, known: Material, said: dict[str, str]) -> list[Row]:
    found = rows(table, known, said)
    if table.rows != "needs" and _accounted(table, found, known):
        return []
    if table.rows != "covered" or known.reviewed:
        return found
    replies = revision.answered(known, said)
    return [_disposed(row, *replies[row.number]) if row.number in replies else row for row in found]


def _accounted(table: Table, found: list[Row], known: Material) -> bool:
    """Tell whether the revised document's table has all these rows; then it is carried over."""
    owner = next(section.id for section in known.sections if section.table == table)
    before = known.revised.section(owner) if known.revised else None
    kept = {row[0] for row in before.table.rows} if before and before.table else set()
    return bool(kept) and all((row.number or row.subject) in kept for row in found)


def _disposed(row: Row, section: str, reason: str) -> Row:
    settled = bool(section) or reason.startswith("No change")
    return row.model_copy(
        update={
            "section": section or row.section,
            "note": reason,
            "grade": Grade.present if settled else Grade.missing,
        }
    )


def _final(
    section: Section,
    known: Material,
    new: Written | None,
    lines: list[str],
    tables: dict[str, list[Row]],
) -> tuple[str | None, list[Open]]:
    """Return the section's text, None when it does not change, and what its table leaves open."""
    before = _earlier(section, known)
    if before:
        kept = _part(before, known) if section.each else before.markdown
        return ("\n\n".join(part for part in (kept, *lines) if part) if lines else None), []
    text = new.markdown if new else ""
    lead, asked = _lead(section, known, tables) if section.table else ("", [])
    return "\n\n".join(part for part in (text, *lines, lead) if part), asked


def _lead(
    section: Section, known: Material, tables: dict[str, list[Row]]
) -> tuple[str, list[Open]]:
    """Return the sentence that stands before a table, and the question an empty one leaves."""
    table = section.table
    if table is None or (section.each and known.needs):
        return "", []
    if tables.get(table.name):
        covered = (table.covers or table.rows).replace("-", " ")
        return f"The table goes through the {covered} that were read, one row for each.", []
    if table.rows == "covered":
        return f"What was read names no {(table.covers or '').replace('-', ' ')}.", []
    if section.each:
        return "", []
    owner = known.owner(section.author)
    question = f"What belongs into the table under “{section.title}”?"
    text = "The table is empty: nothing that was read fills a row of it."
    return text, [Open(question=question, owner=owner)]


def _tables(known: Material, found: dict[str, list[Row]]) -> dict[str, Any]:
    """Return the rows of every table that the schema asks for, and of no other."""
    declared = {s.table.name: s.table for s in known.sections if s.table}
    return {
        name: shaped(found.get(name, []), declared[name], known) if name in declared else []
        for name in known.shape.tables or declared
    }
