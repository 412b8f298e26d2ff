"""What one role sees of a text or a document."""

from collections.abc import Collection
from typing import NamedTuple

from assent.compiler.interest import Interest
from assent.records import Draft, DraftSection, DraftTable
from assent.writing.excerpt import LEFT_OUT, abridged, excerpt

__all__ = ["View"]


class View(NamedTuple):
    """What a role sees of a text: what bears on its interest, and what bears on none of others.

    ``others`` is None for a role that does not take what is left.
    """

    own: Interest
    others: tuple[Interest, ...] | None = None

    def sees(self, text: str) -> bool:
        """Tell whether the role is shown a passage."""
        if self.own.meets(text):
            return True
        return self.others is not None and not any(other.meets(text) for other in self.others)

    def of_text(self, text: str) -> str:
        """Return what is shown of an input."""
        return abridged(text, self.sees)

    def of_draft(self, draft: Draft, named: Collection[str]) -> str:
        """Return what is shown of a document; ``named`` are sections shown in any case."""
        whole = {*named, *self._bearing(draft), *self.own.writes}
        sections = tuple(s if s.id in whole else self._cut(s) for s in draft.sections)
        asked = tuple(q for q in draft.open_questions if self.sees(q.question))
        return excerpt(draft.model_copy(update={"sections": sections, "open_questions": asked}))

    def _bearing(self, draft: Draft) -> set[str]:
        """Return the sections that the document's own rows name, where the rows bear."""
        ids = {section.id for section in draft.sections}
        rows = (row for s in draft.sections if s.table for row in s.table.rows)
        return {
            cell for row in rows if self.own.meets(" ".join(row)) for cell in row if cell in ids
        }

    def _cut(self, section: DraftSection) -> DraftSection:
        kept = self._rows(section.table)
        text = self._text(section.title, section.markdown)
        if kept and kept != section.table:
            text = f"{text}\n{LEFT_OUT}".strip()
        parts = tuple(
            part.model_copy(update={"markdown": self._text("", part.markdown)})
            for part in section.parts
        )
        return section.model_copy(update={"markdown": text, "parts": parts, "table": kept})

    def _text(self, title: str, text: str) -> str:
        return text if self.sees(f"{title}\n{text}") else ""

    def _rows(self, table: DraftTable | None) -> DraftTable | None:
        if table is None:
            return None
        rows = tuple(row for row in table.rows if self.sees(" ".join(row)))
        return table.model_copy(update={"rows": rows}) if rows else None
