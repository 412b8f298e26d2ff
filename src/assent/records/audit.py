"""What an auditor found, and what a person set against it."""

from enum import StrEnum

from assent.records.record import Digest, DocumentName, Identifier, Record

__all__ = ["AuditFinding", "AuditWeight", "Override"]


class AuditWeight(StrEnum):
    """How a finding weighs; one whose class cannot be read weighs as major."""

    conforms = "conforms"
    observation = "observation"
    minor = "minor"
    major = "major"


class AuditFinding(Record):
    """One row of an audit: what was found under which clause, and in which document it stands.

    ``external`` is what code makes of the clause and practice.yaml; ``claimed`` is what the
    row itself says. ``roles`` drafted the document.
    """

    id: str
    clause: str
    weight: AuditWeight
    external: bool
    claimed: str = ""
    text: str
    correction: str = ""
    document: DocumentName
    digest: Digest
    roles: tuple[Identifier, ...] = ()


class Override(Record):
    """A person's word against a finding: its number, the words quoted from it, and why."""

    finding: str
    quote: str
    rationale: str
