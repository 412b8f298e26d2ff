"""Tools that a role may read with in its turn: over the material of its run, and nothing else.

No tool here sees a disk, a socket or a clock: what it reads was stored at launch, and is
found by digest.
"""

from collections.abc import Mapping
from typing import Protocol

from assent.ports import Tool
from assent.records import LaunchedRun, ToolDescriptor
from assent.tools import material, records
from assent.tools.passages import Texts

__all__ = ["DESCRIBED", "Contents", "reading_tools"]

DESCRIBED: dict[str, ToolDescriptor] = {
    tool.name: tool for tool in (material.DESCRIPTOR, records.DESCRIPTOR)
}
"""What each tool over the material of a run declares, by name."""


class Contents(Protocol):
    """Where stored content is had by its digest, checked against it."""

    def text(self, name: str, /) -> str:
        """Return the content of a digest as text.

        Raises:
            IntegrityError: It is missing, changed, or no text.
        """
        ...


def reading_tools(run: LaunchedRun, content: Contents) -> dict[str, Tool]:
    """Return the tools over the material of a run by name; none when it was given none."""
    if not run.material:
        return {}
    texts = _Stored(run.material, content)
    made: tuple[Tool, ...] = (material.MaterialSearch(texts), records.RecordsRead(texts))
    return {tool.descriptor.name: tool for tool in made}


class _Stored(Texts):
    """The material of one run, each file read from the store when it is first wanted."""

    def __init__(self, digests: Mapping[str, str], content: Contents) -> None:
        self._digests, self._content = digests, content
        self._read: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        if name not in self._read:
            self._read[name] = self._content.text(self._digests[name])
        return self._read[name]

    def names(self) -> tuple[str, ...]:
        """Return the names of the files in order."""
        return tuple(sorted(self._digests))
