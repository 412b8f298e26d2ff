"""Where a document carries its procedures: regions of titled steps, in any dialect.

A region is a fence with ``Step N: Title`` lines, or a section named Steps with headings, bold
numbered items or plain numbered items. Steps come out of it as blocks of lines.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from assent.reading.lines import Heading, Line, Page, bare

__all__ = ["Block", "Region", "regions"]

_STEP = re.compile(
    r"[ \t]*(?:#{1,6}[ \t]+)?(?:\*\*)?Step[ \t]+(\d{1,9})[ \t]*[:.\u2013\u2014-](.*)$", re.I
)
_NUMBERED_HEADING = re.compile(r" {0,3}#{2,6}[ \t]+(\d{1,9})[.):]?[ \t]*(.*)$")
_BOLD_ITEM = re.compile(r" {0,3}(\d{1,9})[.)][ \t]+\*\*(.*)$")
_PLAIN_ITEM = re.compile(r" {0,3}(\d{1,9})[.)][ \t]+(.*)$")
_MOST = 21
_STEPS = {"steps", "procedure", "procedure steps", "workflow steps", "the steps", "instructions"}
_MARKED = re.compile(r"\((Automated|Manual|Semi-automated|Automated/Manual)\)\s*$", re.I)
_AGENT = re.compile(r"\(Agents?:\s*([^()]*)\)")


class Block(NamedTuple):
    """One step as it stands: number, title, where the title is, who is named in it, the lines."""

    number: int
    title: str
    line: int
    column: int
    agents: str
    marked: str
    lines: tuple[Line, ...]


class Region(NamedTuple):
    """The steps of one procedure, and the heading that gives it its title (or None)."""

    heading: Heading | None
    line: int
    last: int
    fenced: bool
    blocks: tuple[Block, ...]


def regions(page: Page) -> list[Region]:
    """Return the regions of a page in order, each with at least one step; at most 21."""
    found = [*islice(_fenced(page), _MOST), *islice(_sections(page), _MOST)]
    if not found:
        found = _loose(page)
    return sorted(found, key=lambda region: region.line)[:_MOST]


def _fenced(page: Page) -> Iterator[Region]:
    for fence in page.fences:
        lines = [line._replace(fenced=False) for line in fence.lines]
        blocks = _cut(lines, _STEP.match) if fence.carries_text else ()
        if blocks:
            heading = _heading_above(page, fence.line)
            yield Region(heading, fence.line, lines[-1].number, fenced=True, blocks=blocks)


def _sections(page: Page) -> Iterator[Region]:
    for heading in page.headings:
        if bare(heading.title).lower().rstrip(":") in _STEPS:
            lines = page.between(heading.line + 1, heading.end)
            blocks = _blocks(lines)
            if blocks:
                parent, last = _parent(page, heading), lines[-1].number
                yield Region(parent, heading.line, last, fenced=False, blocks=blocks)


def _loose(page: Page) -> list[Region]:
    """Read ``Step N: Title`` lines that stand in no section named Steps."""
    blocks = _cut(page.lines, _STEP.match)
    if not blocks:
        return []
    last = page.lines[-1].number
    return [Region(page.title(), blocks[0].line, last, fenced=False, blocks=blocks)]


def _blocks(lines: Sequence[Line]) -> tuple[Block, ...]:
    titled = [found for p in (_STEP, _NUMBERED_HEADING) if (found := _cut(lines, p.match))]
    if titled:  # what comes first carries the steps; the other kind is text inside them
        return min(titled, key=lambda blocks: blocks[0].line)
    return _cut(lines, _BOLD_ITEM.match) or _cut(lines, _PLAIN_ITEM.match)


def _cut(lines: Sequence[Line], match: Callable[[str], re.Match[str] | None]) -> tuple[Block, ...]:
    starts = [
        (index, found)
        for index, line in enumerate(lines)
        if not line.fenced and (found := match(line.text))
    ]
    ends = [index for index, _ in starts[1:]] + [len(lines)] * bool(starts)
    return tuple(
        _block(lines[index], found, lines[index + 1 : end])
        for (index, found), end in zip(starts, ends, strict=True)
    )


def _block(line: Line, found: re.Match[str], rest: Sequence[Line]) -> Block:
    title = found[2].strip().removesuffix("**").strip()
    named = _AGENT.search(title)
    marked = _MARKED.search(title)
    for match in (named, marked):
        title = title.replace(match[0], "") if match else title
    column = found.start(2) + 1 + len(found[2]) - len(found[2].lstrip())
    return Block(
        int(found[1]),
        bare(title),
        line.number,
        column,
        named[1].strip() if named else "",
        marked[1] if marked else "",
        tuple(_until_rule(rest)),
    )


def _until_rule(lines: Sequence[Line]) -> Sequence[Line]:
    """Leave out what follows a heading or a thematic break: it is not the step's any more."""
    for index, line in enumerate(lines):
        if not line.fenced and re.fullmatch(
            r" {0,3}(?:-{3,}|\*{3,}|#{1,3}[ \t].*)[ \t]*", line.text
        ):
            return lines[:index]
    return lines


def _heading_above(page: Page, number: int) -> Heading | None:
    above = [heading for heading in page.headings if heading.line < number]
    while above and bare(above[-1].title).lower().rstrip(":") in _STEPS:
        above.pop()
    return above[-1] if above else None


def _parent(page: Page, heading: Heading) -> Heading | None:
    above = [h for h in page.headings if h.line < heading.line and h.level < heading.level]
    return above[-1] if above else None
