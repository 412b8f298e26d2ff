"""Fenced blocks: takes a prompt apart into the blocks that were put in, and nothing else."""

import re
from bisect import bisect_right
from collections import defaultdict
from typing import cast, get_args

from assent.canonical import digest
from assent.records import Block, BlockKind

__all__ = ["blocks"]

_OPENING = re.compile(rf"<<({'|'.join(get_args(BlockKind))}) (.+) ([0-9a-f]{{16}})>>")
_CLOSING = re.compile(r"<</([0-9a-f]{16})>>")


def blocks(prompt: str) -> tuple[Block, ...]:
    """Return the blocks of a prompt in order; marks inside a block are part of its text.

    An opening mark with no closing mark of its own, or whose digest is not that of the
    text between, opens nothing.
    """
    lines = prompt.split("\n")
    closings = _closings(lines)
    found: list[Block] = []
    row = 0
    while row < len(lines):
        block, end = _block(lines, row, closings)
        if block:
            found.append(block)
        row = end + 1
    return tuple(found)


def _closings(lines: list[str]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, line in enumerate(lines):
        if mark := _CLOSING.fullmatch(line):
            rows[mark[1]].append(row)
    return rows


def _block(lines: list[str], row: int, closings: dict[str, list[int]]) -> tuple[Block | None, int]:
    """Return the block that opens in this row and the row it ends in, or None and this row."""
    opening = _OPENING.fullmatch(lines[row])
    rows = closings.get(opening[3], []) if opening else []
    place = bisect_right(rows, row)
    if not opening or place == len(rows):
        return None, row
    text = "\n".join(lines[row + 1 : rows[place]])
    if not _seals(opening[3], text):
        return None, row
    kind = cast("BlockKind", opening[1])
    return Block(kind=kind, name=opening[2], text=text, digest=opening[3]), rows[place]


def _seals(mark: str, text: str) -> bool:
    content = text.encode("utf-8", "surrogatepass")
    return digest(content).removeprefix("sha256:").startswith(mark)
