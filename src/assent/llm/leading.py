"""The sentence that stands before a table, and the question that an empty one leaves."""

from assent.llm.duties import PROPOSED
from assent.llm.material import Material
from assent.llm.skeleton import Open, the
from assent.llm.tables import Row
from assent.llm.targets import asked
from assent.llm.writes import unrecognised
from assent.records import Section

__all__ = ["lead"]


def lead(section: Section, known: Material, rows: list[Row]) -> tuple[str, list[Open]]:
    """Return what is said before the section's table, and what the table leaves open."""
    name = section.table.name if section.table else ""
    if name == "actions":
        return _of_writes(known, rows), unrecognised(known)
    if name == "assessment" and rows:
        return "The row says what the rules say, and no more.", []
    return _usual(section, known, rows)


def _usual(section: Section, known: Material, rows: list[Row]) -> tuple[str, list[Open]]:
    table = section.table
    if table is None or (section.each and known.needs):
        return "", []
    if table.rule == "sla" and table.rows == "free" and section.questions:
        return _of_targets(known, rows), asked(section, known)
    if rows:
        covered = (table.covers or table.rows).replace("-", " ")
        text = f"The table goes through the {covered} that were read, one row for each."
        proposed = any(row.note == PROPOSED for row in rows)
        return f"{text}\n{PROPOSED}" if proposed else text, []
    if table.rows == "covered":
        return f"What was read names no {(table.covers or '').replace('-', ' ')}.", []
    if section.each:
        return "", []
    question = f"What belongs into the table under “{section.title}”?"
    text = "The table is empty: nothing that was read fills a row of it."
    return text, [Open(question=question, owner=known.owner(section.author))]


def _of_writes(known: Material, rows: list[Row]) -> str:
    if rows:
        return "Each row is a write that the request asks for; what it would do is simulated apart."
    if "- target: " not in known.briefs.get("examination", ""):
        return "No governed target: nothing will be written; people carry the plan out."
    return "The table is empty: nothing that is asked for could be read as a write to the record."


def _of_targets(known: Material, rows: list[Row]) -> str:
    author = the(known.printed(known.task.role))
    if rows:
        return (
            "Each row holds a figure as it was asked for, in the words it was asked in.\n"
            f"Nothing here says that it is agreed; {author} has to settle what can be kept."
        )
    return "The table is empty: nobody has asked for a figure in what was read."
