"""Placeholders: places that an author left for somebody to fill in."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assent.reading.lines import Line
from assent.reading.margin import Margin

__all__ = ["Placeholder", "placeholders", "tell"]

_BRACKETS = re.compile(r"\[([^\[\]]{2,120})\](?![(\[:])")
_ANGLES = re.compile(r"<([a-z][a-z _-]{2,60})>")
_WORD = re.compile(r"\b(?:TBD|TBC|TODO|FIXME|XXX)\b")
_CHOICE = re.compile(r":(?:\*\*)?\s+([A-Za-z-]+(?:\|[A-Za-z-]+)+)\s*$")
_CODE = re.compile(r"`[^`]*`")
_REFERENCE = re.compile(r"[A-Z0-9 .,\u2013-]+$")
_TAGS = frozenset({"br", "sub", "sup", "kbd", "details", "summary"})


class Placeholder(NamedTuple):
    """One place that was left open."""

    line: int
    column: int
    text: str


def placeholders(lines: Sequence[Line]) -> Iterator[Placeholder]:
    """Yield the placeholders of the lines, leaving code and links alone."""
    for line in lines:
        if line.fenced or not line.text:
            continue
        text = (
            _CODE.sub(lambda code: " " * len(code[0]), line.text) if "`" in line.text else line.text
        )
        for start, shown in sorted(_found(text)):
            yield Placeholder(line.number, start + 1, shown)


def _found(text: str) -> Iterator[tuple[int, str]]:
    for match in _BRACKETS.finditer(text) if "[" in text else ():
        if _open(match[1]) and not _is_list(text, match.start()):
            yield match.start(), match[0]
    for match in _ANGLES.finditer(text) if "<" in text else ():
        if match[1] not in _TAGS:
            yield match.start(), match[0]
    for match in _WORD.finditer(text):
        yield match.start(), match[0]
    for match in _CHOICE.finditer(text) if "|" in text else ():
        yield match.start(1), match[1]


def _open(text: str) -> bool:
    """Tell a place to fill in from a reference (REQ-1), a tick, or 'etc' in prose."""
    if _REFERENCE.match(text) or text.startswith(("^", "@", "!", "etc")):
        return False
    return any(character.isalpha() for character in text)


def _is_list(text: str, start: int) -> bool:
    """Tell a YAML list (``tags: [a, b]``) from a placeholder."""
    before = text[:start].rstrip()
    inside = text[start:].strip()
    return re.fullmatch(r"[a-z_]+:", before) is not None and "," in inside


def tell(lines: Sequence[Line], code: str, margin: Margin) -> None:
    """Write each placeholder of the lines under the code given."""
    for line, column, text in placeholders(lines):
        message = f"The placeholder {text[:80]!r} is not filled in."
        margin.write(code, line, column, message, text=text[:80])
