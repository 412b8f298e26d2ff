"""Fenced blocks: how content goes into a prompt without being able to pose as anything else.

A block ends only at the mark that carries the digest of its own text, so no text can
close its own block: it would have to contain its own digest.
"""

import re
from typing import get_args

from assent.canonical import digest
from assent.errors import InvalidNameError
from assent.records import BlockKind
from assent.writing.hidden import reveal

__all__ = ["fence"]

_KINDS = get_args(BlockKind)
_LONGEST_NAME = 160


def fence(kind: BlockKind, name: str, text: str) -> str:
    """Return the text between its two marks; the name is brought to one visible line.

    Raises:
        InvalidNameError: The kind is none of the kinds of block.
    """
    if kind not in _KINDS:
        raise InvalidNameError(kind, "one of " + ", ".join(_KINDS))
    mark = digest(text.encode("utf-8", "surrogatepass")).removeprefix("sha256:")[:16]
    return f"<<{kind} {_one_line(name)} {mark}>>\n{text}\n<</{mark}>>"


def _one_line(name: str) -> str:
    line = re.sub(r"\s+", " ", reveal(re.sub(r"\s+", " ", name))).strip()
    return line[:_LONGEST_NAME].strip() or "unnamed"
