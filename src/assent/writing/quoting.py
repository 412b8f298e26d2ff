"""How other people's words stand in a packet: behind a mark, so that none speaks in its voice.

Every line that begins at the left margin is the packet's own. Data stands behind four
blanks, free text behind four blanks and ``>``; Markdown reads both as code, so that no
heading, link, image or tag in them is ever one.
"""

from collections.abc import Iterable, Sequence
from difflib import unified_diff

from assent.writing.hidden import flat, reveal

__all__ = ["MARGIN", "difference", "listed", "quoted", "rows"]

MARGIN = "    "
"""What every line that holds data begins with."""

_QUOTE = f"{MARGIN}> "


def quoted(text: str) -> str:
    """Return agents' or people's text with every line quoted and nothing hidden in it."""
    lines = reveal(text.replace("\r\n", "\n")).rstrip("\n").split("\n")
    return "\n".join(f"{_QUOTE}{line}".rstrip() for line in lines)


def listed(items: Iterable[str]) -> str:
    """Return each item as one line of a list, whole however long it is."""
    return "\n".join(f"{MARGIN}- {flat(item)}" for item in items)


def rows(facts: Sequence[tuple[str, str]]) -> str:
    """Return names and values, one fact a line, the values below each other."""
    edge = max((len(name) for name, _ in facts), default=0)
    return "\n".join(f"{MARGIN}{name.ljust(edge)}  {flat(value)}".rstrip() for name, value in facts)


def difference(before: str, after: str) -> str:
    """Return the changed lines between two texts, as a unified difference without file names."""
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    return "\n".join(list(lines)[2:])
