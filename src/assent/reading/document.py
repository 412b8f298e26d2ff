"""Reads a drafted document back from its Markdown, also after a person has edited it.

Lenient by design: an unknown heading is a section, a missing one is absent, and text is
kept word for word wherever it stands.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from assent.records import (
    Draft,
    DraftPart,
    DraftQuestion,
    DraftSection,
    DraftTable,
    section_id,
    section_ids,
)

__all__ = ["parse"]

_HEADING = re.compile(r" {0,3}(#{1,3})(?:[ \t](.*))?")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,}).*")
_LABEL = re.compile(r"\*(?!\*)(.+?)\.?\*")
_ATTRIBUTION = re.compile(r"\*Written by (.+)\.\*")
_QUESTIONS = ("id", "question", "owner", "raised by")
_FRONT_MATTER = "---"
_SECTION, _PART = 2, 3
_Heading = tuple[int, str, list[str]]


@lru_cache(maxsize=64)
def parse(text: str) -> Draft:
    """Return the document that this Markdown shows; every text parses, and once."""
    title, before, headed = _titled(_outline(text.split("\n")))
    label, preamble = _first_line(before, _LABEL)
    sections: list[DraftSection] = []
    grouped = _grouped(headed)
    ids = section_ids(heading for heading, _, _ in grouped)
    for name, (heading, body, parts) in zip(ids, grouped, strict=True):
        sections.append(_section(name, heading, body, parts))
    questions: tuple[DraftQuestion, ...] = ()
    if sections and (asked := _questions(sections[-1])) is not None:
        questions = asked
        sections.pop()
    return Draft(
        title=title,
        label=label,
        preamble=_joined(preamble),
        sections=tuple(sections),
        open_questions=questions,
    )


def _outline(lines: Sequence[str]) -> list[_Heading]:
    """Return (level, title, lines below) of each heading outside code; level 0 is the start."""
    found: list[_Heading] = [(0, "", [])]
    fence = ""
    for line in lines[_front_matter(lines) :]:
        heading = None if fence else _HEADING.fullmatch(line)
        if heading:
            title = _title(heading[2] or "")
            found.append((len(heading[1]), title, []))
        else:
            fence = _fence(line, fence)
            found[-1][2].append(line)
    return found


def _title(text: str) -> str:
    bare = text.strip(" \t")
    without = bare.rstrip("#")
    return without.rstrip(" \t") if without[-1:] in {"", " ", "\t"} else bare


def _front_matter(lines: Sequence[str]) -> int:
    """Return how many lines at the start are front matter, which is a view and no content."""
    if not lines or lines[0].rstrip() != _FRONT_MATTER:
        return 0
    closing = (row for row, line in enumerate(lines[1:], 2) if line.rstrip() == _FRONT_MATTER)
    return next(closing, 0)


def _fence(line: str, fence: str) -> str:
    """Return the code fence that is open after this line, or nothing."""
    if not fence:
        opening = _FENCE.fullmatch(line)
        return opening[1] if opening else ""
    bare = line.strip(" \t")
    shut = bare and not bare.strip(fence[0]) and len(bare) >= len(fence)
    return "" if shut and not line.startswith("    ") else fence


def _titled(outline: list[_Heading]) -> tuple[str, list[str], list[_Heading]]:
    """Return the document's title, the text before its first section, and the headings left."""
    (_, _, before), *headed = outline
    if headed and headed[0][0] == 1:
        (_, title, below), *headed = headed
        return title, before + below, headed
    return "", before, headed


def _grouped(headed: list[_Heading]) -> list[tuple[str, list[str], list[_Heading]]]:
    grouped: list[tuple[str, list[str], list[_Heading]]] = []
    for heading in headed:
        if heading[0] == _PART and grouped:
            grouped[-1][2].append(heading)
        else:
            grouped.append((heading[1], heading[2], []))
    return grouped


def _section(name: str, title: str, body: list[str], below: list[_Heading]) -> DraftSection:
    names, body = _first_line(body, _ATTRIBUTION)
    *others, last = [body, *(lines for _, _, lines in below)]
    table, last = _last_table(last)
    text, *parts = [_joined(lines) for lines in (*others, last)]
    return DraftSection(
        id=name,
        title=title,
        authors=tuple(name.strip() for name in names.split("; ") if name.strip()),
        markdown=text,
        parts=tuple(
            DraftPart(role_title=role, markdown=part)
            for (_, role, _), part in zip(below, parts, strict=True)
        ),
        table=table,
    )


def _first_line(lines: list[str], pattern: re.Pattern[str]) -> tuple[str, list[str]]:
    """Return what the pattern finds in the first line with text, and the lines without it."""
    row = next((row for row, line in enumerate(lines) if line.strip(" \t")), None)
    found = pattern.fullmatch(lines[row].rstrip(" \t")) if row is not None else None
    if row is None or not found:
        return "", lines
    return found[1], lines[row + 1 :]


def _joined(lines: list[str]) -> str:
    return "\n".join(line if line.strip(" \t") else "" for line in lines).strip("\n")


def _last_table(lines: list[str]) -> tuple[DraftTable | None, list[str]]:
    """Return the last table outside code, and the other lines; text after it is kept."""
    found, fence = None, ""
    for row in range(len(lines) - 1):
        fence = _fence(lines[row], fence)
        if not fence and _cells(lines[row]) and _delimits(lines[row + 1]):
            found = row
    if found is None:
        return None, lines
    end = next((r for r in range(found, len(lines)) if not _cells(lines[r])), len(lines))
    columns, _, *rows = (_cells(line) for line in lines[found:end])
    table = DraftTable(columns=columns, rows=tuple(_fitted(row, len(columns)) for row in rows))
    return table, [*lines[:found], *lines[end:]]


def _cells(line: str) -> tuple[str, ...]:
    bare = line.strip(" \t")
    if not bare.startswith("|") or bare == "|" or line.startswith("    "):
        return ()
    inner = bare[1:-1] if bare.endswith("|") and not bare.endswith("\\|") else bare[1:]
    return tuple(c.strip(" \t").replace("\\|", "|") for c in re.split(r"(?<!\\)\|", inner))


def _delimits(line: str) -> bool:
    cells = _cells(line)
    return bool(cells) and all(re.fullmatch(r":?-+:?", cell) for cell in cells)


def _fitted(row: tuple[str, ...], width: int) -> tuple[str, ...]:
    cells = [*row, *[""] * (width - len(row))]
    return (*cells[: width - 1], " ".join(c for c in cells[width - 1 :] if c))


def _questions(section: DraftSection) -> tuple[DraftQuestion, ...] | None:
    """Return the open questions if this section is their list, else None."""
    table = section.table
    if section_id(section.title) != "open-questions" or section.text or not table:
        return None
    if tuple(title.lower() for title in table.columns) != _QUESTIONS:
        return None
    return tuple(
        DraftQuestion(id=number, question=question, owner=owner, raised_by=raised_by)
        for number, question, owner, raised_by in table.rows
    )
