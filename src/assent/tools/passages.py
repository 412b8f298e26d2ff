"""Texts cut into passages, and the passages that fit a query best: plain BM25, no chance in it."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple, Protocol

__all__ = ["Index", "Passage", "Texts"]

_WORD = re.compile(r"[^\W_]+")
_HEADING = re.compile(r"#{1,6}\s")
_MOST_LINES = 12
_MOST_CHARACTERS = 1500
_STEEPNESS, _LENGTH = 1.2, 0.75


class Texts(Protocol):
    """Named texts, each had when it is wanted."""

    def __getitem__(self, name: str, /) -> str:
        """Return the text of that name."""
        ...

    def names(self) -> tuple[str, ...]:
        """Return the names in order."""
        ...


class Passage(NamedTuple):
    """Some lines of a file that stand together; both line numbers are 1-based and included."""

    file: str
    first: int
    last: int
    text: str


class Index:
    """The passages of some texts, and how often each word stands in each of them."""

    def __init__(self, texts: Texts) -> None:
        self._passages = [p for name in texts.names() for p in _passages(name, texts[name])]
        self._counts = [Counter(_words(passage.text)) for passage in self._passages]
        self._lengths = [count.total() for count in self._counts]
        self._holders: dict[str, list[int]] = {}
        for place, count in enumerate(self._counts):
            for word in count:
                self._holders.setdefault(word, []).append(place)

    def __len__(self) -> int:
        return len(self._passages)

    def best(self, query: str, limit: int, file: str | None = None) -> list[Passage]:
        """Return the passages that fit best; of two that fit alike, the one that comes first."""
        scores: dict[int, float] = {}
        for word in dict.fromkeys(_words(query)):
            for place, score in self._scored(word):
                if file in {None, self._passages[place].file}:
                    scores[place] = scores.get(place, 0.0) + score
        ordered = sorted(scores, key=lambda place: (-round(scores[place], 9), place))
        return [self._passages[place] for place in ordered[:limit]]

    def _scored(self, word: str) -> Iterator[tuple[int, float]]:
        """Yield each passage that holds the word, and what the word adds to its score."""
        holders = self._holders.get(word, [])
        total = len(self._passages)
        rare = math.log(1 + (total - len(holders) + 0.5) / (len(holders) + 0.5))
        usual = sum(self._lengths) / total if total else 0.0
        for place in holders:
            often = self._counts[place][word]
            length = 1 - _LENGTH + _LENGTH * self._lengths[place] / (usual or 1.0)
            yield place, rare * often * (_STEEPNESS + 1) / (often + _STEEPNESS * length)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _passages(name: str, text: str) -> Iterator[Passage]:
    """Cut at blank lines and headings; a passage has twelve lines and 1500 characters at most."""
    held: list[str] = []
    first = size = 0
    for number, line in enumerate(text.split("\n"), 1):
        blank = not line.strip()
        full = len(held) >= _MOST_LINES or size + len(line) > _MOST_CHARACTERS
        if held and (blank or full or _HEADING.match(line)):
            yield Passage(name, first, first + len(held) - 1, "\n".join(held))
            held, size = [], 0
        if not blank:
            first = first if held else number
            held.append(line)
            size += len(line) + 1
    if held:
        yield Passage(name, first, first + len(held) - 1, "\n".join(held))
