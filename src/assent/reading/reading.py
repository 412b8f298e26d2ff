"""What came out of one file."""

from typing import Literal

from assent.records import Finding, Note, Organisation, Record, Role, Severity, Template, Workflow

__all__ = ["Kind", "Pattern", "Reading"]

Kind = Literal["workflow", "role", "template", "practice", "other"]
"""What a document is."""


class Pattern(Record):
    """A named sequence of steps that is no workflow: nobody does them, nothing comes out."""

    name: str
    title: str
    steps: tuple[str, ...]
    line: int


class Reading(Record):
    """One file as read: what it is, what it holds, and what there is to say about it.

    ``unplaced`` is what a document of several workflows says outside all of them.
    """

    path: str
    kind: Kind
    workflows: tuple[Workflow, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    unplaced: tuple[Note, ...] = ()
    roles: tuple[Role, ...] = ()
    templates: tuple[Template, ...] = ()
    organisation: Organisation | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that stop."""
        return tuple(f for f in self.findings if f.severity is Severity.error)
