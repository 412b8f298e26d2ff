"""A shelf: what the prompts of one cassette say again and again, kept once under its digest.

A message is taken apart at its fenced blocks; a block at its headings, where a section of it
stands in another block too, and where it repeats what was answered before. Putting together
gives the very same characters: a text that is not that of its digest is refused.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from assent.canonical import digest, digest_of
from assent.errors import CassetteError
from assent.reading.fence import blocks
from assent.records import Block

__all__ = ["Shelf"]

_HEADING = re.compile(r"^(?=## )", re.MULTILINE)
_SHORTEST = 160
"""Characters below which pointing at a text takes as much room as the text."""

_INLINE = "task"
"""The block that stands where it is said: each is said once, and tells what is asked."""


class Shelf:
    """Texts and schemas by name and digest: filled with ``put``, read with ``take``.

    ``stored`` is what ``plain`` returned; ``answers`` are the parsed answers of the cassette,
    which its later prompts quote.
    """

    def __init__(self, stored: dict[str, Any], answers: Iterable[Any]) -> None:
        self._words: dict[str, str] = dict(stored.get("words", {}))
        self._blocks: dict[str, Any] = dict(stored.get("blocks", {}))
        self._sections: dict[str, Any] = dict(stored.get("sections", {}))
        self._schemas: dict[str, Any] = dict(stored.get("schemas", {}))
        self._answers = dict(_quotable(answers))
        for name, schema in self._schemas.items():
            _sealed(name, digest_of(schema))

    def plain(self) -> dict[str, Any]:
        """Return what is kept, each section that several blocks share only once."""
        texts = {name: self._joined(content) for name, content in self._blocks.items()}
        count = Counter(part for text in set(texts.values()) for part in set(_parts(text)))
        shared = {part for part, times in count.items() if times > 1 and len(part) >= _SHORTEST}
        sections = {_section(p): self._quoted(p) for t in texts.values() for p in _parts(t, shared)}
        kept = {name: self._divided(text, shared) for name, text in texts.items()}
        found = {"words": self._words, "blocks": kept, "sections": sections}
        return {k: v for k, v in {**found, "schemas": self._schemas}.items() if v}

    # ---- messages ----------------------------------------------------------------------

    def put(self, text: str) -> Any:
        """Return a message as the pieces it is made of; one without blocks stays as it is."""
        pieces: list[Any] = [""]
        rest = text
        for block in blocks(text):
            before, fenced, rest = rest.partition(_fenced(block))
            pieces[-1] += before
            if block.kind == _INLINE:
                pieces[-1] += fenced
            else:
                name = f"{block.kind} {block.name} {block.digest}"
                self._blocks[name] = block.text
                pieces += [{"block": name}, ""]
        pieces[-1] += rest
        if len(pieces) == 1:
            return text
        return {"text": [said for piece in pieces if piece for said in self._worded(piece)]}

    def _worded(self, piece: Any) -> Iterator[Any]:
        """Yield a piece; words of the prompt itself, said in many turns, go on the shelf."""
        if not isinstance(piece, str):
            yield piece
            return
        words = piece.lstrip("\n")
        if gap := piece[: len(piece) - len(words)]:
            yield gap
        if len(words) >= _SHORTEST and f"<<{_INLINE} " not in words:
            name = f"words {_mark(words)}"
            self._words[name] = words
            yield {"words": name}
        elif words:
            yield words

    def take(self, content: Any) -> Any:
        """Return the text of a message that ``put`` took apart.

        Raises:
            CassetteError: A text is missing, or is not what its digest says.
        """
        if not isinstance(content, dict) or set(content) != {"text"}:
            return content
        return "".join(self._told(piece) for piece in content["text"])

    def _told(self, piece: Any) -> str:
        if isinstance(piece, dict) and "block" in piece:
            name = piece["block"]
            return f"<<{name}>>\n{self._joined([piece])}\n<</{name.rpartition(' ')[2]}>>"
        return self._joined([piece])

    def _joined(self, content: Any) -> str:
        """Return the text of which these are the pieces."""
        if isinstance(content, str):
            return content
        return "".join(
            p if isinstance(p, str) else self._found(*next(iter(p.items()))) for p in content
        )

    def _found(self, shelf: str, name: str) -> str:
        shelves = {
            "words": self._words,
            "block": self._blocks,
            "section": self._sections,
            "answer": self._answers,
        }
        if name not in shelves[shelf]:
            raise CassetteError("", f"lacks the {shelf} {name!r}")
        text = self._joined(shelves[shelf][name])
        _sealed(name, digest(text.encode("utf-8", "surrogatepass")))
        return text

    # ---- taking texts apart ------------------------------------------------------------

    def _divided(self, text: str, shared: set[str]) -> Any:
        """Return the pieces of a text: shared sections, quoted answers, and its own."""
        pieces: list[Any] = []
        for part in _HEADING.split(text):
            quoted = [{"section": _section(part)}] if part in shared else self._quoted(part)
            for piece in [quoted] if isinstance(quoted, str) else quoted:
                if pieces and isinstance(piece, str) and isinstance(pieces[-1], str):
                    pieces[-1] += piece
                else:
                    pieces.append(piece)
        return text if pieces == [text] else pieces

    def _quoted(self, text: str) -> Any:
        """Return the pieces of a text that repeats an answer, or the text as it is."""
        for name, answer in self._answers.items():
            before, found, after = text.partition(answer)
            if found:
                rest = self._quoted(after)
                rest = [rest] if isinstance(rest, str) else rest
                return [piece for piece in (before, {"answer": name}, *rest) if piece]
        return text

    # ---- schemas -----------------------------------------------------------------------

    def put_schema(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        """Keep a schema; return what points at it."""
        key = f"{name} {digest_of(schema).removeprefix('sha256:')[:16]}"
        self._schemas[key] = schema
        return {"stored": key}

    def take_schema(self, pointer: Any) -> Any:
        """Return the schema pointed at; anything else is returned as it is."""
        if isinstance(pointer, dict) and set(pointer) == {"stored"}:
            return self._schemas[pointer["stored"]]
        return pointer


def _quotable(answers: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Yield the sections of answers that are long enough to be pointed at, the longest first."""
    sections = [
        (str(section.get("id")), str(section.get("markdown")).strip())
        for answer in answers
        if isinstance(answer.get("sections"), list)
        for section in answer["sections"]
        if isinstance(section, dict)
    ]
    for name, text in sorted(sections, key=lambda section: -len(section[1])):
        if len(text) >= _SHORTEST:
            yield f"{name} {_mark(text)}", text


def _parts(text: str, among: set[str] | None = None) -> list[str]:
    return [part for part in _HEADING.split(text) if among is None or part in among]


def _section(part: str) -> str:
    title = part.partition("\n")[0].lstrip("#- ").strip()[:60]
    return f"{title or 'opening'} {_mark(part)}"


def _fenced(block: Block) -> str:
    return f"<<{block.kind} {block.name} {block.digest}>>\n{block.text}\n<</{block.digest}>>"


def _mark(text: str) -> str:
    return digest(text.encode("utf-8", "surrogatepass")).removeprefix("sha256:")[:16]


def _sealed(name: str, found: str) -> None:
    """Refuse a text that is not that of the digest which its name ends with."""
    if not found.removeprefix("sha256:").startswith(name.rpartition(" ")[2]):
        raise CassetteError("", f"was changed by hand at {name!r}; its digest says so")
