"""Who writes what: which sections of a document a role owns, and which it adds a part to."""

from collections.abc import Collection

from assent.compiler.blueprint import Node
from assent.records import Mode, Record, Section, Step, Table, Template, TurnKind

__all__ = ["Share", "applicable", "share", "share_in", "stances"]


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

    @property
    def goes_through_needs(self) -> bool:
        """Tell whether the role speaks for its own needs in it."""
        tables = {table.rows for table in self.tables}
        return "needs" in tables or any(section.each for section in self.sections)

    @property
    def goes_through_clauses(self) -> bool:
        """Tell whether a table of it goes through the clauses of the frameworks."""
        return any(table.rows == "clauses" for table in self.tables)


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


_STANCES: dict[TurnKind, tuple[str, ...]] = {
    TurnKind.propose: ("propose",),
    TurnKind.answer: ("accept", "counter", "reject"),
    TurnKind.rule: ("propose",),
}


def stances(kind: TurnKind) -> tuple[str, ...]:
    """Return where a role may stand in a turn of this kind; nothing where none is asked."""
    return _STANCES.get(kind, ())


def share_in(sections: Collection[Section], step: Step, node: Node) -> Share:
    """Return the share of one turn: who leads writes all, who answers writes none.

    In a negotiation the first agent proposes; in a consensus the leader frames and rules.
    In every other mode a role has its own share.
    """
    role = node.role or ""
    if step.collaboration not in {Mode.negotiation, Mode.consensus}:
        return share(sections, step, role)
    leads = (
        role == step.agents[0]
        if step.collaboration is Mode.negotiation
        else (node.turn is not TurnKind.propose)
    )
    return Share(owned=tuple(sections) if leads else (), parts=())


def share(sections: Collection[Section], step: Step, role: str) -> Share:
    """Return a role's share of the sections in a step.

    A section belongs to its author; without an author among the step's agents it belongs
    to the first agent. A role that owns none adds an attributed part wherever it must.
    In a step without agents, whoever speaks writes all.
    """
    first = not step.agents or role == step.agents[0]
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
