"""What each kind of document must contain."""

from typing import Literal

from assent.records.record import Digest, Identifier, Record

__all__ = ["Column", "Question", "Section", "Table", "Template"]


class Question(Record):
    """Something a section must answer; ``words`` are what an answer is recognised by."""

    text: str
    words: tuple[str, ...] = ()
    owner: Identifier | None = None


class Column(Record):
    """One column of a typed table.

    A ``number`` column is assigned by code (``REQ-1``) and is never asked of a model; an
    ``id`` column cites such a number; a ``section`` column holds a section id of the
    document the role is reading; a ``quantity`` column holds a number and nothing else; a
    ``raci`` column holds R, A, C, I or several of them (``A/R``).
    """

    name: Identifier
    title: str
    about: str = ""
    kind: Literal["text", "number", "id", "role", "section", "choice", "quantity", "raci"] = "text"
    choices: tuple[str, ...] = ()


class Table(Record):
    """A typed table; rows are kept in the order given.

    ``prefix`` starts assigned numbers. ``covers`` names a table of an earlier document each
    of whose numbers must be cited in a row here. ``rows`` says what the rows go through:
    the needs on the role's card, the clauses of the organisation's frameworks, or whatever
    the table covers. ``rule`` names the check that code makes of its rows.
    """

    name: Identifier
    title: str
    columns: tuple[Column, ...]
    prefix: str | None = None
    covers: Identifier | None = None
    rows: Literal["free", "needs", "clauses", "covered"] = "free"
    rule: Literal["sla", "raci"] | None = None


class Section(Record):
    """One required section, who writes it, what it must answer, and its table if it has one.

    ``author`` None means the step's first agent. ``each`` gives every agent of the step a
    part of its own, attributed.
    """

    id: Identifier
    title: str
    author: Identifier | None = None
    each: bool = False
    required: bool = True
    guidance: str = ""
    questions: tuple[Question, ...] = ()
    table: Table | None = None


class Template(Record):
    """A kind of document: what it is for and its sections in order."""

    kind: Identifier
    title: str
    about: str = ""
    sections: tuple[Section, ...]
    path: str = ""
    source_digest: Digest | None = None

    def section(self, section: str) -> Section | None:
        """Return the section of that id, or None."""
        return next((s for s in self.sections if s.id == section), None)
