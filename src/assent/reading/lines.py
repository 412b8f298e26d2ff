"""Lines, fences and headings: one pass over a Markdown text, linear in its length.

A fence inside a ``markdown`` fence nests here although CommonMark would end the outer one
at the inner one's close: people write it, and mean it.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from assent.reading.margin import Margin

__all__ = ["Fence", "Heading", "Line", "Page", "bare", "scan"]

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*([^`\s]*)[^`]*$")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)$")
_CLOSING = re.compile(r"[ \t]#+$")
_CARRIERS = {"", "markdown", "md", "text", "txt"}


class Line(NamedTuple):
    """One line: its number, its text without the line end, and whether a fence holds it."""

    number: int
    text: str
    fenced: bool = False

    @property
    def indent(self) -> int:
        """Return how many columns the text is indented; a tab counts as four."""
        lead = self.text[: len(self.text) - len(self.text.lstrip())]
        return len(lead.expandtabs(4))

    @property
    def column(self) -> int:
        """Return the 1-based column of the first character that is no blank."""
        return len(self.text) - len(self.text.lstrip()) + 1


class Fence(NamedTuple):
    """A fenced block: the lines between its marks, and the language it names."""

    line: int
    language: str
    lines: tuple[Line, ...]

    @property
    def carries_text(self) -> bool:
        """Tell whether a document, rather than code, may stand in it."""
        return self.language.lower() in _CARRIERS


class Heading(NamedTuple):
    """A heading and the lines below it, up to the next heading of any level.

    ``above`` holds the headings it stands under, outermost first; ``end`` is the number of
    the last line before the next heading of the same or a higher level.
    """

    level: int
    title: str
    line: int
    column: int
    lines: tuple[Line, ...]
    above: tuple[str, ...]
    end: int


class Page(NamedTuple):
    """A text cut into lines, headings and fences."""

    lines: tuple[Line, ...]
    headings: tuple[Heading, ...]
    fences: tuple[Fence, ...]

    def title(self) -> Heading | None:
        """Return the first heading of the highest level in use, or None."""
        return min(self.headings, key=lambda h: (h.level, h.line), default=None)

    def between(self, first: int, last: int) -> tuple[Line, ...]:
        """Return the lines numbered from ``first`` to ``last``, both included."""
        if not self.lines:
            return ()
        start = self.lines[0].number
        return self.lines[max(first - start, 0) : max(last - start + 1, 0)]


def bare(text: str) -> str:
    """Return the text without emphasis marks, code marks and surrounding blanks."""
    return text.strip().strip("*_`").strip()


def scan(texts: Iterable[str], first: int, margin: Margin | None = None) -> Page:
    """Cut the texts of consecutive lines, the first of which has the number given."""
    lines, fences = _fences(list(texts), first, margin)
    return Page(tuple(lines), tuple(_headings(lines)), tuple(fences))


class _OpenFence(NamedTuple):
    line: int
    mark: str
    language: str


def _fences(
    texts: Sequence[str], first: int, margin: Margin | None
) -> tuple[list[Line], list[Fence]]:
    stack: list[_OpenFence] = []
    lines: list[Line] = []
    fences: list[Fence] = []
    for number, text in enumerate(texts, first):
        found = _FENCE.match(text) if "```" in text or "~~~" in text else None
        if found is None:
            lines.append(Line(number, text, bool(stack)))
            continue
        lines.append(Line(number, text, fenced=True))
        mark, language = found.groups()
        if stack and not language and _closes(mark, stack[-1].mark):
            closed = stack.pop()
            if not stack:
                fences.append(_fence(closed, lines[closed.line - first + 1 : -1]))
        elif not stack or _nests(mark, language, stack):
            stack.append(_OpenFence(number, mark, language))
            _tell_nested(stack, margin)
    if stack:
        fences.append(_fence(stack[0], lines[stack[0].line - first + 1 :]))
        if margin:
            margin.write("fence-unclosed", stack[0].line, 1, "The fence is never closed.")
    return lines, fences


def _fence(opened: _OpenFence, lines: Sequence[Line]) -> Fence:
    return Fence(opened.line, opened.language, tuple(lines))


def _closes(mark: str, opened: str) -> bool:
    return mark[0] == opened[0] and len(mark) >= len(opened)


def _nests(mark: str, language: str, stack: Sequence[_OpenFence]) -> bool:
    return len(stack) == 1 and bool(language) and stack[0].language.lower() in {"markdown", "md"}


def _tell_nested(stack: Sequence[_OpenFence], margin: Margin | None) -> None:
    if margin and len(stack) > 1 and _closes(stack[1].mark, stack[0].mark):
        message = f"A fence opens inside the one of line {stack[0].line}, and would end it early."
        margin.write("fence-nested", stack[1].line, 1, message)


def _headings(lines: Sequence[Line]) -> list[Heading]:
    found = [
        (index, len(match[1]), _CLOSING.sub("", match[2]).strip(), match.start(2) + 1)
        for index, line in enumerate(lines)
        if not line.fenced and "#" in line.text and (match := _HEADING.match(line.text))
    ]
    ends = _ends([(index, level) for index, level, _, _ in found], len(lines))
    headings: list[Heading] = []
    open_: list[tuple[int, str]] = []
    for position, (index, level, title, column) in enumerate(found):
        while open_ and open_[-1][0] >= level:
            open_.pop()
        stop = found[position + 1][0] if position + 1 < len(found) else len(lines)
        above = tuple(name for _, name in open_)
        number = lines[index].number
        body = tuple(lines[index + 1 : stop])
        end = lines[ends[position] - 1].number
        headings.append(Heading(level, title, number, column, body, above, end))
        open_.append((level, title))
    return headings


def _ends(found: Sequence[tuple[int, int]], total: int) -> list[int]:
    """Return for each heading the index of the next one that is no deeper, or the total."""
    ends = [total] * len(found)
    open_: list[int] = []
    for position, (index, level) in enumerate(found):
        while open_ and found[open_[-1]][1] >= level:
            ends[open_.pop()] = index
        open_.append(position)
    return ends
