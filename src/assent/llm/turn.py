"""One turn of the offline model: from the material to the reply's plain data."""

import re
from collections.abc import Callable
from typing import Any

from assent.llm import judgement, negotiating, revision
from assent.llm.assessing import assessment
from assent.llm.cells import shaped
from assent.llm.duties import duties
from assent.llm.judgement import Grade
from assent.llm.leading import lead
from assent.llm.material import Material
from assent.llm.review import opinion
from assent.llm.skeleton import Open, Written, write
from assent.llm.tables import Row, rows
from assent.llm.targets import targets
from assent.llm.writes import writes
from assent.records import DraftSection, Section, Table, section_id

__all__ = ["take"]

_MADE: dict[str, Callable[[Material], list[Row]]] = {"assessment": assessment, "actions": writes}
"""Tables of change control, whose rows come from the facts that code gives."""


def take(known: Material) -> dict[str, Any]:
    """Return the reply: sections, tables and open questions, each resting on the material.

    Where the schema asks for a position, the reply has one.
    """
    known = _without_frame(known)
    before = judgement.texts(known.revised) if known.revised else {}
    said = {**before, **_contributed(known)}
    new = {s.id: _written(s, known) for s in known.sections if not _earlier(s, known)}
    said |= {s.id: f"{s.title}\n{new[s.id].markdown}" for s in known.sections if s.id in new}
    taken = negotiating.taken_up(known, said)
    lines = _joined(revision.addressed(known, said), taken)
    for name, added in lines.items():
        said[name] = "\n\n".join([said[name], *added])
    spoken = {name: text for name, text in said.items() if name not in _referring(known)}
    tables = {s.table.name: _rows(s, s.table, known, spoken) for s in known.sections if s.table}
    asked = [question for written in new.values() for question in written.asked]
    sections = []
    for section in known.sections:
        text, more = _final(section, known, new.get(section.id), lines.get(section.id, []), tables)
        asked += more
        if text is not None:
            sections.append({"id": section.id, "markdown": text})
    asked += negotiating.questions(known) if taken else []
    reply: dict[str, Any] = {
        "sections": sections,
        "tables": _tables(known, tables),
        "open_questions": [q.plain() for q in dict.fromkeys(asked)],
    }
    if known.shape.stances:
        reply["position"] = negotiating.stand(known, said, taken)
    return reply


def _without_frame(known: Material) -> Material:
    """Return what a ruling rests on: the positions, and not the frame that it replaces."""
    if known.task.kind != "rule":
        return known
    roles = {position.role for position in negotiating.heard(known)}
    return known.model_copy(update={"said": {r: t for r, t in known.said.items() if r in roles}})


def _joined(*found: dict[str, list[str]]) -> dict[str, list[str]]:
    names = dict.fromkeys(name for lines in found for name in lines)
    return {name: [line for lines in found for line in lines.get(name, [])] for name in names}


def _referring(known: Material) -> set[str]:
    """Return the sections whose tables only say where else something is dealt with."""
    through = {"clauses", "covered"}
    return {s.id for s in known.sections if s.table and s.table.rows in through}


def _contributed(known: Material) -> dict[str, str]:
    """Return what roles that spoke before said, by section; each text begins with its title."""
    found: dict[str, str] = {}
    for text in known.said.values():
        spoken = text.rpartition("\nPosition: ")[0] or text
        for body in re.split(r"^## ", spoken, flags=re.MULTILINE)[1:]:
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


def _rows(section: Section, table: Table, known: Material, said: dict[str, str]) -> list[Row]:
    if table.rule == "sla" and table.rows == "free":
        before = known.revised.section(section.id) if known.revised else None
        return [] if before and before.table else targets(section, known)
    if table.name in _MADE:
        return _MADE[table.name](known)
    found = rows(table, known, said)
    if table.rule == "raci":
        found = duties(table, found, known)
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
    table = section.table
    asks = table and (known.shape.tables is None or table.name in known.shape.tables)
    first, asked = lead(section, known, tables[table.name]) if table and asks else ("", [])
    return "\n\n".join(part for part in (text, *lines, first) if part), asked


def _tables(known: Material, found: dict[str, list[Row]]) -> dict[str, Any]:
    """Return the rows of every table that the schema asks for, and of no other."""
    declared = {s.table.name: s.table for s in known.sections if s.table}
    return {
        name: shaped(found.get(name, []), declared[name], known) if name in declared else []
        for name in (declared if known.shape.tables is None else known.shape.tables)
    }
