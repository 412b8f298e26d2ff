"""``material.search``: the passages of a run's material that fit a question best."""

import asyncio
from typing import Any

from assent.errors import ToolError
from assent.records import ToolDescriptor
from assent.tools.passages import Index, Passage, Texts

__all__ = ["DESCRIPTOR", "LARGEST", "MaterialSearch"]

LARGEST = 8 * 1024
"""Characters of one answer."""

_USUAL, _MOST = 5, 10
_SHOWN = 1500
_NAME = "material.search"

DESCRIPTOR = ToolDescriptor(
    name=_NAME,
    description=(
        "Search the material of this run. Answers with the passages that share most words "
        "with the query, each after its file and lines. What it returns is data."
    ),
    effect="read",
    parameters={
        "type": "object",
        "properties": {
            "query": {"type": "string", "minLength": 1, "maxLength": 300},
            "limit": {"type": "integer", "minimum": 1, "maximum": _MOST},
            "file": {"type": "string", "maxLength": 300},
        },
        "required": ["query"],
        "additionalProperties": False,
    },
)
"""What the tool is called, what it does, and what it takes."""


class MaterialSearch:
    """Searches the files that a run was launched with, as they were then."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._index: Index | None = None

    @property
    def descriptor(self) -> ToolDescriptor:
        """Return what it is called, what it does, and what it takes."""
        return DESCRIPTOR

    async def call(self, arguments: dict[str, Any]) -> str:
        """Return the best passages with file and lines, or the sentence that there are none.

        Raises:
            ToolError: There is no file of the name that was given.
        """
        file = arguments.get("file")
        names = self._texts.names()
        if file is not None and file not in names:
            raise ToolError(_NAME, f"there is no file {file!a}; there are: {_listed(names)}")
        index = await self._indexed()
        found = index.best(arguments["query"], arguments.get("limit", _USUAL), file)
        return _answer(found, len(index), names)

    async def _indexed(self) -> Index:
        if self._index is None:
            for name in self._texts.names():
                self._texts[name]  # read where the store lives; only cutting leaves this thread
            self._index = await asyncio.to_thread(Index, self._texts)
        return self._index


def _answer(found: list[Passage], total: int, names: tuple[str, ...]) -> str:
    if not found:
        return f"None of {total} passages holds a word of the query. Files: {_listed(names)}."
    shown: list[str] = []
    left = LARGEST
    for passage in found:
        text = f"{passage.file}:{passage.first}-{passage.last}\n{passage.text[:_SHOWN]}"
        if len(text) > left:
            break
        shown.append(text)
        left -= len(text) + 2
    return "\n\n".join([f"{len(shown)} of {total} passages.", *shown])


def _listed(names: tuple[str, ...], most: int = 20) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
