"""A shelf: what the prompts of one cassette say again and again, kept once under its digest.

A message is taken apart at its fenced blocks, and a block at its headings, where a part of it
stands in another block too. Putting together gives the very same characters: a digest that
is not that of its text is refused.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from assent.canonical import digest, digest_of
from assent.errors import CassetteError
from assent.reading.fence import blocks
from assent.records import Block

__all__ = ["Shelf"]

_HEADING = re.compile(r"^(?=## )", re.MULTILINE)
_SHORTEST = 160
"""Characters below which pointing at a section takes as much room as the section."""

_INLINE = frozenset({"task"})
"""Blocks that stand where they are said: each is said once, and tells what is asked."""


class Shelf:
    """Blocks, sections and schemas by name and digest. Fill it with ``put``, read with ``take``."""

    def __init__(self, stored: dict[str, Any] | None = None) -> None:
        stored = stored or {}
        self._blocks: dict[str, Any] = dict(stored.get("blocks", {}))
        self._sections: dict[str, str] = dict(stored.get("sections", {}))
        self._words: dict[str, str] = dict(stored.get("words", {}))
        self._schemas: dict[str, Any] = dict(stored.get("schemas", {}))
        for name, schema in self._schemas.items():
            _sealed(name, digest_of(schema))
        for name, text in self._sections.items():
            _sealed(name, _digest(text))

    def plain(self) -> dict[str, Any]:
        """Return what is kept, with each section that several blocks share told once."""
        texts = {name: self._joined(content) for name, content in self._blocks.items()}
        parts = {digest(text.encode()): _HEADING.split(text) for text in texts.values()}
        count = Counter(part for each in parts.values() for part in set(each))
        shared = {part for part, times in count.items() if times > 1 and len(part) >= _SHORTEST}
        sections: dict[str, str] = {}
        kept = {name: _divided(text, shared, sections) for name, text in texts.items()}
        found = {
            "words": self._words,
            "blocks": kept,
            "sections": sections,
            "schemas": self._schemas,
        }
        return {name: content for name, content in found.items() if content}

    # ---- messages ----------------------------------------------------------------------

    def put(self, text: str) -> Any:
        """Return a message as the pieces it is made of; one without blocks stays as it is."""
        pieces: list[Any] = [""]
        rest = text
        for block in blocks(text):
            before, fenced, rest = rest.partition(_fenced(block))
            pieces[-1] += before
            if block.kind in _INLINE:
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
        """Yield a piece; words of the prompt itself, said in many turns, are put on the shelf."""
        if not isinstance(piece, str):
            yield piece
            return
        words = piece.lstrip("\n")
        if gap := piece[: len(piece) - len(words)]:
            yield gap
        if len(words) >= _SHORTEST and "<<task " not in words:
            name = f"words {_digest(words)[7:23]}"
            self._words[name] = words
            yield {"words": name}
        elif words:
            yield words

    def take(self, content: Any) -> Any:
        """Return the text of a message that ``put`` took apart.

        Raises:
            CassetteError: A block is missing, or is not what its digest says.
        """
        if not isinstance(content, dict) or set(content) != {"text"}:
            return content
        return "".join(self._said(piece) for piece in content["text"])

    def _said(self, piece: Any) -> str:
        if isinstance(piece, str):
            return piece
        if "words" in piece:
            words = self._words[piece["words"]]
            _sealed(piece["words"], _digest(words))
            return words
        name = str(piece["block"])
        if name not in self._blocks:
            raise CassetteError("", f"the block {name!r} is missing")
        text = self._joined(self._blocks[name])
        mark = _sealed(name, _digest(text))
        return f"<<{name}>>\n{text}\n<</{mark}>>"

    def _joined(self, content: Any) -> str:
        if isinstance(content, str):
            return content
        return "".join(p if isinstance(p, str) else self._sections[p["section"]] for p in content)

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


def _divided(text: str, shared: set[str], sections: dict[str, str]) -> Any:
    """Return a text, or its parts where one of them is shared; those go to the sections."""
    pieces: list[Any] = []
    for part in _HEADING.split(text):
        if part in shared:
            title = part.partition("\n")[0].lstrip("# ").strip()[:60]
            name = f"{title or 'opening'} {_digest(part)[7:23]}"
            sections[name] = part
            pieces.append({"section": name})
        elif pieces and isinstance(pieces[-1], str):
            pieces[-1] += part
        else:
            pieces.append(part)
    return pieces if len(pieces) > 1 or not isinstance(pieces[0], str) else text


def _fenced(block: Block) -> str:
    return f"<<{block.kind} {block.name} {block.digest}>>\n{block.text}\n<</{block.digest}>>"


def _digest(text: str) -> str:
    return digest(text.encode("utf-8", "surrogatepass"))


def _sealed(name: str, found: str) -> str:
    """Return the digest a name ends with, which must be the one found."""
    mark = name.rpartition(" ")[2]
    if not found.removeprefix("sha256:").startswith(mark):
        raise CassetteError("", f"{name!r} was changed by hand; its digest says so")
    return mark
