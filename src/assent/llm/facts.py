"""Facts: what the material says, word for word, and where it says it."""

import re
from collections.abc import Iterable, Iterator

from assent.reading.words import find
from assent.records import Record

__all__ = ["Fact", "answers", "facts", "quoted"]

_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t#]*")
_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(.*)")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])[ \t]+(?=[^\Wa-z_])")
_QUOTE = re.compile(r"- (.+) \*\(([^()]+)\)\*")
_MOST = 3
_STORY = "execution: "
_LONG_BULLET = 800
_LONGEST = 2_000


class Fact(Record):
    """One sentence or bullet as it stands, and its source: the brief and its heading."""

    text: str
    source: str

    @property
    def whole(self) -> bool:
        """Tell whether the fact is one of a story that must not be shortened."""
        return self.source.startswith(_STORY)

    @property
    def quote(self) -> str:
        """Return the fact as a bullet that names its source."""
        return f"- {self.text} *({self.source})*"


def facts(name: str, text: str) -> tuple[Fact, ...]:
    """Return the facts of a brief: each bullet, and each sentence of its paragraphs.

    A long bullet is taken by sentences; a sentence too long to quote is no fact.
    """
    found: list[Fact] = []
    heading = ""
    for passage in _passages(text):
        if title := _HEADING.fullmatch(passage):
            heading = re.sub(r"[()]", "", title[1])
        else:
            source = f"{name}: {heading}" if heading else name
            quotable = (one for one in _sentences(passage) if len(one) <= _LONGEST)
            found.extend(Fact(text=one, source=source) for one in quotable)
    return tuple(found)


def quoted(text: str) -> tuple[Fact, ...]:
    """Return the facts that a drafted text quotes, with their first sources."""
    quotes = (_QUOTE.fullmatch(line) for line in text.split("\n"))
    return tuple(Fact(text=quote[1], source=quote[2]) for quote in quotes if quote)


def answers(words: Iterable[str], known: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return at most three facts that hold any of the words, those with most of them.

    Of what was executed nothing is left out.
    """
    wanted = tuple(words)
    held = [(len(find(fact.text, wanted)), fact) for fact in dict.fromkeys(known)]
    hits = [(count, fact) for count, fact in held if count]
    best = sorted(hits, key=lambda hit: -hit[0])[:_MOST]
    return tuple(fact for count, fact in hits if (count, fact) in best or fact.whole)


def _passages(text: str) -> Iterator[str]:
    """Yield headings, bullets with their mark, and paragraphs, each on one line."""
    running: list[str] = []
    for line in [*text.split("\n"), ""]:
        begins = not line.strip() or _HEADING.fullmatch(line) or _BULLET.fullmatch(line)
        if begins and running:
            yield " ".join(running)
            running = []
        if line.strip():
            running.append(line.strip())
        if _HEADING.fullmatch(line):
            yield running.pop()


def _sentences(passage: str) -> list[str]:
    bullet = _BULLET.fullmatch(passage)
    text = bullet[1].strip() if bullet else passage
    if not text.strip("|-*_= "):
        return []
    whole = bullet and len(text) <= _LONG_BULLET
    return [text] if whole else _SENTENCE_ENDS.split(text)
