"""What changed between two states of several texts: which of them, and which lines, in bounds."""

from collections.abc import Iterable, Iterator
from difflib import unified_diff
from typing import NamedTuple

from assent.writing.hidden import reveal

__all__ = ["Change", "show_changes"]

LINES = 60
"""Changed lines that are shown at most, over all texts."""

_WIDEST = 160
_LONGEST = 200_000
"""Characters of a text beyond which its lines are not compared."""


class Change(NamedTuple):
    """A text before and after; None where there was or is none."""

    name: str
    before: str | None
    after: str | None


def show_changes(changes: Iterable[Change], most: int = LINES) -> str:
    """Return the texts that differ, each by name with its changed lines indented below it.

    No line is wider than a screen takes, none hides anything, and beyond ``most`` lines
    the rest is counted.
    """
    shown: list[str] = []
    left, cut = most, 0
    for change in changes:
        if change.before == change.after:
            continue
        lines = list(_lines(change))
        shown += [f"{reveal(change.name)}{_fate(change)}", *lines[:left]]
        cut += len(lines[left:])
        left -= len(lines[:left])
    return "\n".join([*shown, *([f"    … and {cut} more lines"] if cut else [])])


def _fate(change: Change) -> str:
    if change.before is None:
        return " (added)"
    return " (removed)" if change.after is None else ""


def _lines(change: Change) -> Iterator[str]:
    before, after = change.before or "", change.after or ""
    if len(before) + len(after) > _LONGEST:
        yield "    too long to be compared line by line"
        return
    found = list(unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=1))[2:]
    for line in found:
        told = reveal(line)
        yield "    " + (told if len(told) <= _WIDEST else told[:_WIDEST] + "…")
