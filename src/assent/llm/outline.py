"""What a prompt's template and card blocks ask for, as far as the offline model needs it."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, cast, get_args

from assent.records import Column, Need, Question, Section, Table, section_id

__all__ = ["needs", "sections"]

_MARK = re.compile(r"\*\*(Author|Each|Required|Table|Questions):\*\*[ \t]*(.*)")
_NEED = re.compile(r"[-*] \*\*(.+?)\*\*[\s—:-]*(.*)")
_Kind = Literal["text", "number", "id", "role", "section", "choice"]
_Rows = Literal["free", "needs", "clauses", "covered"]


def needs(card: str) -> tuple[Need, ...]:
    """Return the needs on a role card: bullets of a bold title, a sentence and its words."""
    found = []
    for bullet in _bullets(card.split("\n")):
        text, options = _options(bullet)
        need = _NEED.fullmatch(text)
        if need and "words" in options:
            title = need[1].strip()
            found.append(Need(title=title, text=need[2].strip(), words=_words(options)))
    return tuple(found)


def sections(template: str) -> tuple[Section, ...]:
    """Return the sections of a template block."""
    _, *bodies = re.split(r"^## ", template, flags=re.MULTILINE)
    return tuple(_section(*body.partition("\n")[::2]) for body in bodies)


def _section(title: str, body: str) -> Section:
    lines = body.split("\n")
    marks = {mark[1]: mark[2].strip() for line in lines if (mark := _MARK.fullmatch(line))}
    author = marks.get("Author", "")
    return Section(
        id=section_id(title),
        title=title.strip(),
        author=section_id(author) if author else None,
        each=marks.get("Each", "").lower() == "yes",
        required=marks.get("Required", "").lower() != "no",
        questions=tuple(_question(bullet) for bullet in _bullets(_below(lines, "Questions"))),
        table=_table(marks["Table"], _below(lines, "Table")) if "Table" in marks else None,
    )


def _below(lines: Sequence[str], mark: str) -> list[str]:
    start = next((n for n, line in enumerate(lines, 1) if line.startswith(f"**{mark}:**")), None)
    below = [] if start is None else lines[start:]
    end = next((n for n, line in enumerate(below) if line.startswith("**")), len(below))
    return list(below[:end])


def _bullets(lines: Iterable[str]) -> list[str]:
    found: list[str] = []
    running = False
    for line in lines:
        bullet = line.startswith(("- ", "* "))
        if bullet:
            found.append(line.strip())
        elif running and line.startswith(" ") and line.strip():
            found[-1] += " " + line.strip()
        running = bullet or (running and bool(line.strip()))
    return found


def _question(bullet: str) -> Question:
    text, options = _options(bullet)
    owner = options.get("owner", "")
    return Question(
        text=text[2:].strip(),
        words=_words(options),
        owner=section_id(owner) if owner else None,
    )


def _table(mark: str, lines: Sequence[str]) -> Table:
    name, options = _options(mark)
    rows = options.get("rows", "free")
    cells = [
        [c.strip() for c in line.strip().strip("|").split("|")] for line in lines if "|" in line
    ]
    columns = [_column(row) for row in cells[2:]]
    return Table(
        name=section_id(name),
        title=name.replace("-", " ").capitalize(),
        columns=tuple(columns),
        prefix=options.get("prefix"),
        covers=section_id(options["covers"]) if "covers" in options else None,
        rows=cast("_Rows", rows if rows in get_args(_Rows) else "free"),
    )


def _column(cells: Sequence[str]) -> Column:
    name, kind, about = (*cells, "", "")[:3]
    word, _, choices = kind.partition(":")
    return Column(
        name=section_id(name),
        title=name,
        about=about,
        kind=cast("_Kind", word.strip() if word.strip() in get_args(_Kind) else "text"),
        choices=tuple(choice.strip() for choice in choices.split(",") if choice.strip()),
    )


def _options(text: str) -> tuple[str, dict[str, str]]:
    """Return the text before its last parenthesis, and the ``name: value`` pairs inside it."""
    head, bracket, inside = text.rstrip().rpartition(" (")
    if not bracket or not inside.endswith(")") or ":" not in inside:
        return text.strip(), {}
    pairs = (pair.partition(":") for pair in inside[:-1].split("; "))
    return head.strip(), {name.strip(): value.strip() for name, _, value in pairs}


def _words(options: dict[str, str]) -> tuple[str, ...]:
    return tuple(word for word in options.get("words", "").split(", ") if word)
