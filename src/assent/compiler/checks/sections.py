"""Whether every required section is there, and everything due is accounted for."""

from collections.abc import Mapping

from assent.records import Draft, DraftSection, Section, Template

__all__ = ["missing", "numbers", "uncovered"]


def missing(section: Section, present: DraftSection | None) -> list[str]:
    """Return the problem of a required section that says nothing."""
    if section.required and not (present and (present.text.strip() or present.table)):
        return [f"The required section '{section.title}' is empty."]
    return []


def uncovered(
    section: Section,
    present: DraftSection | None,
    read: Mapping[str, tuple[Template, Draft]],
) -> list[str]:
    """Return the problem of a table that leaves out numbers it must account for.

    Where those are of needs that were to be spoken for, it is one that nobody wrote a row.
    """
    table = section.table
    if table is None or table.covers is None:
        return []
    rows = present.table.rows if present and present.table else ()
    cited = {number for row in rows for cell in row for number in cell.replace(",", " ").split()}
    due = [number for name in read for number in numbers(*read[name], table.covers)]
    if not due and any(_speaks(template, table.covers) for template, _ in read.values()):
        return [f"'{section.title}' accounts for nothing: nobody wrote a row of {table.covers}."]
    left = [number for number in due if number not in cited]
    if not left:
        return []
    return [f"'{section.title}' does not account for {', '.join(left)} of {table.covers}."]


def _speaks(template: Template, table: str) -> bool:
    """Tell whether a document has the table, and roles speak for their needs in it."""
    held = (section.table for section in template.sections if section.table)
    return any(found.name == table and found.rows == "needs" for found in held)


def numbers(template: Template, draft: Draft, table: str) -> tuple[str, ...]:
    """Return the numbers that code assigned to the rows of a table of a document."""
    for section in template.sections:
        if section.table is None or section.table.name != table:
            continue
        place = next((i for i, c in enumerate(section.table.columns) if c.kind == "number"), None)
        present = draft.section(section.id)
        if place is not None and present and present.table:
            return tuple(row[place] for row in present.table.rows if len(row) > place)
    return ()
