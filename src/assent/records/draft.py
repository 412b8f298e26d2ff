"""A drafted document, taken apart: the form that its Markdown is read into and written from."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from assent.records.record import Record

__all__ = [
    "Draft",
    "DraftPart",
    "DraftQuestion",
    "DraftSection",
    "DraftTable",
    "section_id",
    "section_ids",
]


class DraftPart(Record):
    """What one role wrote in a section to which every role of a step adds a part."""

    role_title: str
    markdown: str


class DraftTable(Record):
    """The typed table of a section: column titles, and rows with one cell per column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()


class DraftSection(Record):
    """One section: who wrote it (role titles), its text, its parts and its typed table.

    ``id`` is the slug of the title; the second of two equal titles ends in ``-2``.
    """

    id: str
    title: str
    authors: tuple[str, ...] = ()
    markdown: str = ""
    parts: tuple[DraftPart, ...] = ()
    table: DraftTable | None = None

    @property
    def text(self) -> str:
        """Return everything the section says outside its table."""
        return "\n\n".join(t for t in (self.markdown, *(p.markdown for p in self.parts)) if t)


class DraftQuestion(Record):
    """An open question as the document shows it; owner and raiser are role titles."""

    id: str
    question: str
    owner: str
    raised_by: str


class Draft(Record):
    """A drafted document. ``label`` is one sentence printed under the title.

    ``preamble`` is text before the first section: none is ever drafted, a person may add it.
    """

    title: str
    label: str = ""
    preamble: str = ""
    sections: tuple[DraftSection, ...] = ()
    open_questions: tuple[DraftQuestion, ...] = ()

    def section(self, section: str) -> DraftSection | None:
        """Return the section of that id, or None."""
        return next((s for s in self.sections if s.id == section), None)


def section_id(title: str) -> str:
    """Return the id that a heading gives its section: plain letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].strip("-") or "section"


def section_ids(titles: Iterable[str]) -> list[str]:
    """Return the ids of a document's sections, each different, in the order of their titles."""
    ids: dict[str, None] = {}
    repeated: Counter[str] = Counter()
    for title in titles:
        name = tried = section_id(title)
        while tried in ids:
            repeated[name] += 1
            tried = f"{name}-{repeated[name] + 1}"
        ids[tried] = None
    return list(ids)
