"""The parts of a document that a procedure says a step reads, in place of the whole."""

from collections.abc import Collection, Mapping

from assent.records import Draft, DraftSection, section_id
from assent.writing.excerpt import LEFT_OUT

__all__ = ["excerpted"]


def excerpted(draft: Draft, parts: Collection[str], tables: Mapping[str, str]) -> Draft:
    """Return a document with the named sections and tables, the headings and the questions.

    ``tables`` says which table each section holds, by section id. When one of the parts is
    not there, as after a person retitled a section, the whole document is returned: nobody
    is shown less than the procedure says. Where a table has no row, the first sentence of
    each text around it is shown, so that it can be asked what became of the rows.
    """
    wanted = {section_id(part) for part in parts}
    there = {section.id for section in draft.sections}
    if not wanted <= there | {table for section, table in tables.items() if section in there}:
        return draft
    sections = tuple(_cut(s, wanted, tables.get(s.id, "")) for s in draft.sections)
    return draft.model_copy(update={"preamble": "", "sections": sections})


def _cut(section: DraftSection, wanted: Collection[str], table: str) -> DraftSection:
    if section.id in wanted:
        return section
    if table not in wanted:
        return section.model_copy(update={"markdown": "", "parts": (), "table": None})
    if section.table and section.table.rows:
        return section.model_copy(update={"markdown": "", "parts": ()})
    parts = (p.model_copy(update={"markdown": _first(p.markdown)}) for p in section.parts)
    update = {"markdown": _first(section.markdown), "parts": tuple(parts)}
    return section.model_copy(update=update)


def _first(text: str) -> str:
    """Return the first sentence of a text, and a mark for the rest."""
    line = text.strip().partition("\n")[0]
    sentence, stop, _ = line.partition(". ")
    first = f"{sentence}." if stop else line
    return first if first == text.strip() else f"{first}\n{LEFT_OUT}"
