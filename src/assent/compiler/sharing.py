"""Who writes what: which sections of a document a role owns, and which it adds a part to."""

from collections.abc import Collection

from assent.records import Record, Section, Step, Table, Template

__all__ = ["Share", "applicable", "share"]


class Share(Record):
    """A role's share of a document: sections it writes, and sections it adds its own part to."""

    owned: tuple[Section, ...]
    parts: tuple[Section, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return all sections the role may return, owned ones first."""
        return (*self.owned, *self.parts)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Return the tables the role may add rows to."""
        shared = (s.table for s in self.sections if s in self.owned or s.each)
        return tuple(table for table in shared if table)


def applicable(template: Template, tables: Collection[str]) -> tuple[Section, ...]:
    """Return the sections that belong in the document, given the tables of what is read.

    An optional section whose table covers another table has its place only where that
    table is read: comments are disposed of in the document that follows their review.
    """
    return tuple(
        section
        for section in template.sections
        if section.required
        or section.table is None
        or section.table.covers is None
        or section.table.covers in tables
    )


def share(sections: Collection[Section], step: Step, role: str) -> Share:
    """Return a role's share of the sections in a step.

    A section belongs to its author; without an author among the step's agents it belongs
    to the first agent. A role that owns none adds an attributed part wherever it must.
    """
    first = role == step.agents[0]
    owned = tuple(
        section
        for section in sections
        if not section.each
        and (section.author == role or (first and section.author not in step.agents))
    )
    each = tuple(section for section in sections if section.each)
    if owned or each:
        return Share(owned=owned, parts=each)
    return Share(owned=(), parts=tuple(sections))
