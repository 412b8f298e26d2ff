"""Texts as a prompt carries them: what a reader can use, and a mark where something is left out.

A heading stays where its text is left out, so that a reader knows what there is; where only
some of the text below a heading is left out, ``[…]`` stands for the rest.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from assent.records import Draft, DraftSection, DraftTable

__all__ = ["LEFT_OUT", "abridged", "excerpt"]

LEFT_OUT = "[…]"
"""Stands for text that was left out."""

_HEADING = re.compile(r"#{1,6}[ \t]")
_BULLET = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_ASKED = ("Id", "Question", "Owner", "Raised by")


def excerpt(draft: Draft) -> str:
    """Return a document without what only its signers need: attributions, label and padding.

    It reads back as the same sections, parts, tables and open questions.
    """
    parts = [f"# {draft.title}".rstrip(), draft.preamble]
    parts += [part for section in draft.sections for part in _section(section)]
    if draft.open_questions:
        rows = ((q.id, q.question, q.owner, q.raised_by) for q in draft.open_questions)
        parts += ["## Open questions", _table(DraftTable(columns=_ASKED, rows=tuple(rows)))]
    return "\n".join(part for part in parts if part)


def _section(section: DraftSection) -> Iterator[str]:
    yield f"## {section.title}".rstrip()
    yield section.markdown
    for part in section.parts:
        yield f"### {part.role_title}".rstrip()
        yield part.markdown
    if section.table:
        yield _table(section.table)


def _table(table: DraftTable) -> str:
    rows = [_row(table.columns), "|" + "-|" * len(table.columns), *map(_row, table.rows)]
    return "\n".join(rows)


def _row(cells: Iterable[str]) -> str:
    return "|" + "|".join(text.replace("|", "\\|") for text in cells) + "|"


def abridged(text: str, keep: Callable[[str], bool]) -> str:
    """Return a text with the passages to keep, word for word, and all of its headings.

    A passage is a bullet with what runs on below it, a paragraph, a table or a block of code.
    """
    kept: list[str] = []
    marked = False
    for passage in _passages(text):
        heading = _HEADING.match(passage)
        marked = marked and not heading
        if heading or keep(passage):
            kept.append(passage)
        elif not marked:
            kept.append(LEFT_OUT)
            marked = True
    return "".join(_joined(kept))


def _joined(passages: list[str]) -> Iterator[str]:
    """Yield what stands between two passages, and each of them; a bare heading needs no mark."""
    before = ""
    for row, passage in enumerate(passages):
        after = passages[row + 1] if row + 1 < len(passages) else "# "
        if passage == LEFT_OUT and _HEADING.match(before) and _HEADING.match(after):
            continue
        if before:
            yield "\n" if _close(before, passage) else "\n\n"
        yield passage
        before = passage


def _close(before: str, passage: str) -> bool:
    """Tell whether two passages need no blank line between them to be two."""
    marks = (_HEADING, _BULLET)
    return bool(_HEADING.match(before)) or any(mark.match(passage) for mark in marks)


def _passages(text: str) -> Iterator[str]:
    running: list[str] = []
    fence = ""
    for line in text.split("\n"):
        if running and not fence and _begins(line):
            yield "\n".join(running)
            running = []
        if line.strip() or fence:
            running.append(line)
        fence = _fence(line, fence)
        if not fence and _HEADING.match(line):
            yield running.pop()
    if running:
        yield "\n".join(running)


def _begins(line: str) -> bool:
    return not line.strip() or any(mark.match(line) for mark in (_HEADING, _BULLET, _FENCE))


def _fence(line: str, fence: str) -> str:
    """Return the code fence that is open after this line, or nothing."""
    if fence:
        return "" if line.strip() == fence else fence
    opening = _FENCE.match(line)
    return opening[1] if opening else ""
