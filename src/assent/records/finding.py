"""What a reader of documents has to say about one place in one file."""

from enum import StrEnum

from assent.records.record import Record

__all__ = ["Finding", "Severity"]


class Severity(StrEnum):
    """How much a finding weighs: an error stops, a warning asks, a note tells."""

    error = "error"
    warning = "warning"
    note = "note"


class Finding(Record):
    """One problem at one place: a stable code, a sentence, and what to do about it.

    ``line`` and ``column`` are 1-based.
    """

    code: str
    severity: Severity
    path: str
    line: int
    column: int
    message: str
    remedy: str
