"""What no rule understood, kept word for word: the passages between what was read.

A passage is what stands under a heading of the first or second level, with the deeper
headings in it. Lines that were read into the record are left out of it.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from assent.reading.carriers import Region
from assent.reading.lines import Heading, Line, Page, bare
from assent.records import Note

__all__ = ["part", "passages", "remainder", "span"]

_DEEPEST = 2
_STEPS = "Steps"
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*")


def part(page: Page, heading: Heading | None) -> Page:
    """Return what stands under a heading, as a page of its own."""
    if heading is None:
        return Page((), (), ())
    lines = page.between(heading.line, heading.end)
    headings = tuple(h for h in page.headings if heading.line <= h.line <= heading.end)
    fences = tuple(f for f in page.fences if heading.line <= f.line <= heading.end)
    return Page(lines, headings, fences)


def span(region: Region) -> range:
    """Return the numbers of the lines that a region of steps takes up, its marks included."""
    return range(region.line, region.last + 1 + region.fenced)


def passages(page: Page, title: str, taken: Collection[int], own: Heading | None) -> list[Note]:
    """Return the passages of a page in order.

    ``title`` is that of what stands before any heading; ``own`` is the heading that gives
    the workflow its title, and needs no note when nothing stands under it.
    """
    notes: list[Note] = []
    units = [h for h in page.headings if h.level <= _DEEPEST]
    starts = [h.line for h in units] + [page.lines[-1].number + 1 if page.lines else 1]
    before = _between(page, page.lines[0].number if page.lines else 1, starts[0])
    notes += _pieces(before, title, taken)
    for heading, end in zip(units, starts[1:], strict=True):
        found = list(_pieces(_between(page, heading.line + 1, end), heading.title, taken))
        if found and found[0].line == _first(heading):
            found[0] = found[0].model_copy(update={"line": heading.line})
        if not found and heading.line not in taken and heading not in (own, page.title()):
            found = [Note(title=heading.title, text="", line=heading.line)]
        notes += found
    return notes


def remainder(page: Page, region: Region) -> list[Note]:
    """Return what stands among the steps of a region and belongs to none of them."""
    held = {line.number for block in region.blocks for line in block.lines}
    held |= {block.line for block in region.blocks} | {region.line}
    lines = page.between(region.line, region.last)
    headings = {h.line: h.title for h in page.headings if h.line not in held}
    titled: list[tuple[str, list[Line]]] = [(_STEPS, [])]
    for line in lines:
        if line.number in headings:
            titled.append((headings[line.number], []))
        elif line.number in held:
            titled.append((_STEPS, []))
        else:
            titled[-1][1].append(line)
    loose = [line for title, some in titled if title == _STEPS for line in some]
    first = list(_pieces(loose, _STEPS, ()))
    text = "\n\n".join(note.text for note in first)
    whole = [Note(title=_STEPS, text=text, line=region.line)] if text else []
    headed = [piece for title, some in titled if title != _STEPS for piece in _pieces(some, title)]
    return whole + headed


def _first(heading: Heading) -> int:
    """Return the number of the first line under a heading that says something."""
    return next((line.number for line in heading.lines if line.text.strip()), heading.line)


def _between(page: Page, first: int, end: int) -> tuple[Line, ...]:
    return page.between(first, end - 1)


def _pieces(lines: Iterable[Line], title: str, taken: Collection[int] = ()) -> Iterator[Note]:
    """Yield a note for each run of lines that are not taken and say something."""
    run: list[Line] = []
    for line in (*lines, None):
        if line is not None and line.number not in taken:
            run.append(line)
            continue
        kept = _worded(run)
        if kept:
            text = "\n".join(one.text for one in kept)
            yield Note(title=title, text=text, line=kept[0].number)
        run = []


def _worded(run: Sequence[Line]) -> Sequence[Line]:
    """Return the lines without blank ones around them; nothing when they are all rules."""
    said = [i for i, line in enumerate(run) if line.text.strip()]
    if all(_RULE.fullmatch(run[i].text) or _is_label(run[i].text) for i in said):
        return ()
    return run[said[0] : said[-1] + 1]


def _is_label(text: str) -> bool:
    """Tell the words that only announce the steps."""
    return bare(text).rstrip(":").strip("*").lower() == "steps"
