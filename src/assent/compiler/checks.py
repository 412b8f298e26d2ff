"""What code can tell about a drafted document before a person reads it."""

from collections.abc import Mapping, Sequence

from assent.records import Draft, Section, Template

__all__ = ["check", "numbers"]


def check(
    draft: Draft, sections: Sequence[Section], read: Mapping[str, tuple[Template, Draft]]
) -> list[str]:
    """Return the problems of a draft as sentences, in the order of its sections.

    ``read`` maps the documents the step read to their templates and contents: what a table
    must cover is looked up there.
    """
    problems: list[str] = []
    for section in sections:
        problems.extend(_missing(draft, section))
        problems.extend(_uncovered(draft, section, read))
    return problems


def _missing(draft: Draft, section: Section) -> list[str]:
    present = draft.section(section.id)
    if section.required and not (present and (present.text.strip() or present.table)):
        return [f"The required section '{section.title}' is empty."]
    return []


def _uncovered(
    draft: Draft, section: Section, read: Mapping[str, tuple[Template, Draft]]
) -> list[str]:
    table = section.table
    if table is None or table.covers is None:
        return []
    present = draft.section(section.id)
    rows = present.table.rows if present and present.table else ()
    cited = {number for row in rows for cell in row for number in cell.replace(",", " ").split()}
    due = [number for name in read for number in numbers(*read[name], table.covers)]
    missing = [number for number in due if number not in cited]
    if not missing:
        return []
    return [f"'{section.title}' does not account for {', '.join(missing)} of {table.covers}."]


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
