"""Patterns: named lines of steps joined by arrows."""

import re

from assent.reading.lines import Heading, Page
from assent.reading.reading import Pattern

__all__ = ["patterns"]

_HEADING = re.compile(r"Pattern\s+(\S{1,16})\s*[:\u2013\u2014-]\s*(.+)$", re.IGNORECASE)
_ARROW = re.compile(r"\s*(?:→|->|⇒|=>)\s*")
_NUMBER = re.compile(r"^\s*(?:\d{1,3}[.)]|[-*+])\s+")


def patterns(page: Page) -> tuple[Pattern, ...]:
    """Return the patterns of a page in order."""
    found = (_pattern(heading) for heading in page.headings)
    return tuple(pattern for pattern in found if pattern)


def _pattern(heading: Heading) -> Pattern | None:
    named = _HEADING.match(heading.title)
    if not named:
        return None
    for line in heading.lines:
        steps = _ARROW.split(_NUMBER.sub("", line.text).strip())
        if len(steps) > 1:
            names = tuple(step for step in steps if step)
            return Pattern(name=named[1], title=named[2].strip(), steps=names, line=heading.line)
    return None
