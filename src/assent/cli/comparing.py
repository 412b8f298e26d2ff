"""What changed between two texts: the lines, and how many."""

from difflib import unified_diff
from typing import NamedTuple

__all__ = ["Difference", "compare"]


class Difference(NamedTuple):
    """A unified difference, and how many lines it adds and removes."""

    text: str
    added: int
    removed: int

    @property
    def summary(self) -> str:
        """Return the counts in words."""
        return f"{self.added} added, {self.removed} removed (lines)"


def compare(before: str, after: str, *, names: tuple[str, str] = ("before", "after")) -> Difference:
    """Compare two texts line by line."""
    lines = list(unified_diff(before.splitlines(), after.splitlines(), *names, lineterm=""))
    changed = lines[2:]
    return Difference(
        text="\n".join(lines),
        added=sum(line.startswith("+") for line in changed),
        removed=sum(line.startswith("-") for line in changed),
    )
