"""Whether a figure rests on anything: found, marked in the document, and named to its reader."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from assent.compiler.checks.figures import atoms, figures
from assent.records import Draft, DraftQuestion, DraftSection, DraftTable, Record, Section

__all__ = ["MARK", "Grounds", "marked", "plain", "said", "unmarked", "unsupported"]

MARK = "[unsupported figure]"
"""What stands behind a figure, in the bytes that people approve, when nothing supports it."""

_MARK = re.compile(r"[ \t]?\\?\[unsupported figure\]")
_TYPED = frozenset({"number", "id", "section", "role", "raci"})
_PARAGRAPH = 4000
_Change = Callable[[str, str], str]


class Grounds(Record):
    """What a draft may rest on.

    ``texts`` are what a figure may come from: inputs, facts of the organisation, other
    documents, comments. ``assigned`` are the prefixes of the numbers that code assigns, and
    ``written`` the ids of sections that code writes; ``owners`` are the names of roles and
    people who can own an open question.
    """

    texts: tuple[str, ...] = ()
    assigned: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Return a text without the marks."""
    return _MARK.sub("", text)


def unsupported(draft: Draft, sections: Sequence[Section], grounds: Grounds) -> list[str]:
    """Return a sentence for each figure that no text supports, and each section it is in."""
    known = supported(grounds.texts)
    found: dict[str, None] = {}

    def name(place: str, text: str) -> str:
        for figure in figures(plain(text), grounds.assigned):
            if not figure.rests_on(known):
                sentence = f"The figure '{figure.text}' in '{place}' is in nothing that was read."
                found.setdefault(sentence)
        return text

    _changed(draft, sections, name, grounds.written)
    return list(found)


def marked(draft: Draft, sections: Sequence[Section], grounds: Grounds) -> Draft:
    """Return the draft with a mark behind each figure that no text supports, and no other."""
    known = supported(grounds.texts)

    def mark(_: str, text: str) -> str:
        bare = plain(text)
        parts, last = [], 0
        for figure in figures(bare, grounds.assigned):
            if not figure.rests_on(known):
                parts += [bare[last : figure.end], f" {MARK}"]
                last = figure.end
        return "".join([*parts, bare[last:]])

    return _changed(draft, sections, mark, grounds.written)


def unmarked(draft: Draft) -> Draft:
    """Return the draft without marks, as a next version builds on it."""
    return _changed(draft, (), lambda _, text: plain(text))


def supported(texts: Iterable[str]) -> frozenset[str]:
    """Return everything that texts support; a figure that is marked there supports nothing."""
    found = (_again(text) if len(text) <= _PARAGRAPH else _supports(text) for text in texts)
    return frozenset().union(*found)


def _supports(text: str) -> frozenset[str]:
    return frozenset(atoms(_unsettled(text)))


_again = lru_cache(maxsize=4096)(_supports)
"""The same for a paragraph: every step of a run rests on those of the steps before."""


def said(draft: Draft, sections: Sequence[Section]) -> Iterator[str]:
    """Yield the texts of a document that another may rest on: all but assigned numbers."""
    texts: list[str] = []

    def keep(_: str, text: str) -> str:
        texts.append(text)
        return text

    _changed(draft, sections, keep)
    yield from texts


def _unsettled(text: str) -> str:
    """Return a text without the figures that are marked in it."""
    if not _MARK.search(text):
        return text
    pieces = _MARK.split(text)
    for place, piece in enumerate(pieces[:-1]):
        ends = [f for f in figures(piece, ()) if f.end == len(piece)]
        pieces[place] = piece[: ends[-1].start] if ends else piece
    return " ".join(pieces)


def _changed(
    draft: Draft, sections: Sequence[Section], change: _Change, written: Sequence[str] = ()
) -> Draft:
    """Return the draft with each text that may hold a figure changed: (section title, text)."""
    known = {section.id: section for section in sections}
    return draft.model_copy(
        update={
            "preamble": change("the text before the first section", draft.preamble),
            "sections": tuple(
                s if s.id in written else _section(s, known.get(s.id), change)
                for s in draft.sections
            ),
            "open_questions": tuple(_question(q, change) for q in draft.open_questions),
        }
    )


def _section(present: DraftSection, section: Section | None, change: _Change) -> DraftSection:
    parts = (
        part.model_copy(update={"markdown": change(present.title, part.markdown)})
        for part in present.parts
    )
    return present.model_copy(
        update={
            "markdown": change(present.title, present.markdown),
            "parts": tuple(parts),
            "table": _table(present, section, change),
        }
    )


def _table(present: DraftSection, section: Section | None, change: _Change) -> DraftTable | None:
    table = present.table
    if table is None:
        return None
    columns = section.table.columns if section and section.table else ()
    typed = {c.title.casefold() for c in columns if c.kind in _TYPED}
    free = [title.casefold() not in typed for title in table.columns]
    rows = (
        tuple(
            change(present.title, cell) if place >= len(free) or free[place] else cell
            for place, cell in enumerate(row)
        )
        for row in table.rows
    )
    return table.model_copy(update={"rows": tuple(rows)})


def _question(question: DraftQuestion, change: _Change) -> DraftQuestion:
    return question.model_copy(update={"question": change("Open questions", question.question)})
