"""``Name: value``: the one field grammar of cards, templates and steps.

A field may be bold or a bullet. Its value runs on over the lines that follow, until the
next field, a heading, or a blank line with unindented text after it. A value that ends in
``*(inferred)*`` was worked out by a reader, and nobody has confirmed it.
"""

import re
import textwrap
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from assent.reading.lines import Line
from assent.reading.margin import Margin

__all__ = ["Field", "Fields", "closest", "fields", "joined"]

_FIELD = re.compile(
    r"(?P<lead>[ \t]*(?:[-*+][ \t]+)?)(?P<bold>\*\*|__)?(?P<name>[A-Za-z][A-Za-z -]{0,30})"
    r"(?:(?P<after>\*\*|__)[ \t]*:|:(?P<before>\*\*|__)|:)(?:[ \t]+(?P<value>.*)|[ \t]*)$"
)
_BULLET = re.compile(r"[ \t]*[-*+][ \t]")
_INFERRED = re.compile(r"(?:(?<=\s)|^)[*_]\(inferred\)[*_]\s*$")


class Field(NamedTuple):
    """One field: its key and label, its lines with their columns, and where it stands.

    ``inferred`` tells that the document marks the value so; the mark is no part of it.
    """

    key: str
    label: str
    line: int
    column: int
    place: tuple[int, int]
    lines: tuple[Line, ...]
    inferred: bool = False

    @property
    def value(self) -> str:
        """Return the value as one text, without the indentation that its lines share."""
        first, *rest = (line.text for line in self.lines) if self.lines else ("",)
        if not first.strip():
            return joined(rest)
        return f"{first.strip()}\n{joined(rest, lead=True)}".strip()

    @property
    def flat(self) -> str:
        """Return the value on one line."""
        return " ".join(self.value.split())


class Fields(NamedTuple):
    """The fields of a block by key, those no rule knows, and the lines that are in no field."""

    known: dict[str, Field]
    unknown: tuple[Field, ...]
    loose: tuple[Line, ...]

    def flat(self, key: str) -> str:
        """Return the value of a field on one line, or nothing."""
        field = self.known.get(key)
        return field.flat if field else ""


def joined(lines: Sequence[str], *, lead: bool = False) -> str:
    """Return lines as one text, without shared indentation; ``lead`` keeps blank lines before."""
    text = textwrap.dedent("\n".join(line.rstrip().expandtabs(4) for line in lines))
    return text.rstrip() if lead else text.strip()


def closest(word: str, words: Sequence[str]) -> str | None:
    """Return the word that was probably meant, or None."""
    found = get_close_matches(word, words, n=1, cutoff=0.78)
    return found[0] if found else None


def fields(lines: Sequence[Line], names: Mapping[str, str], margin: Margin) -> Fields:
    """Cut a block into fields; ``names`` maps each known name, in lower case, to its key."""
    reader = _Reader(names)
    for line in lines:
        reader.take(line)
    return _sorted(reader.done(), tuple(reader.loose), names, margin)


class _Reader:
    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self.found: list[Field] = []
        self.loose: list[Line] = []
        self.style: tuple[bool, bool, int] | None = None
        self.blank = False
        self.body: list[Line] | None = None
        self.head: Field | None = None

    def take(self, line: Line) -> None:
        if not line.text.strip():
            self.blank = True
            if self.body is not None:
                self.body.append(line)
            elif self.loose:
                self.loose.append(line)
            return
        match = None if line.fenced else _FIELD.match(line.text)
        if match and self._begins(match, line):
            self._close()
            self._open(match, line)
        elif self._runs_on(line):
            assert self.body is not None
            self.body.append(line)
        else:
            self._close()
            self.loose.append(line)
        self.blank = False

    def done(self) -> list[Field]:
        self._close()
        return self.found

    def _begins(self, match: re.Match[str], line: Line) -> bool:
        bullet = bool(_BULLET.match(line.text))
        bold = bool(match["bold"] and (match["after"] or match["before"]))
        if bool(match["bold"]) != bold:
            return False
        known = match["name"].strip().lower() in self.names
        if self.style is None:
            return known or bold
        first_bullet, first_bold, indent = self.style
        if known:
            slack = 1 if first_bullet else 3
            return line.indent <= indent + slack and (bullet or not first_bullet or self.blank)
        return line.indent <= indent and (bullet, bold) == (first_bullet, first_bold)

    def _open(self, match: re.Match[str], line: Line) -> None:
        label = match["name"].strip()
        bullet, bold = bool(_BULLET.match(line.text)), bool(match["bold"])
        if self.style is None:
            self.style = (bullet, bold, line.indent)
        value = match["value"] or ""
        start = match.start("value") if match["value"] else len(line.text)
        place = (line.number, start + 1)
        self.head = Field(
            self.names.get(label.lower(), ""),
            label,
            line.number,
            match.start("name") + 1,
            place,
            (),
        )
        self.body = [Line(line.number, " " * start + value)]

    def _runs_on(self, line: Line) -> bool:
        if self.body is None:
            return False
        indent = self.style[2] if self.style else 0
        return not self.blank or line.indent > indent

    def _close(self) -> None:
        if self.head is not None and self.body is not None:
            lines, inferred = _unmarked(self.body)
            self.found.append(self.head._replace(lines=lines, inferred=inferred))
        self.head = self.body = None


def _unmarked(body: list[Line]) -> tuple[tuple[Line, ...], bool]:
    """Return the lines of a value without the mark at its end, and whether it had one."""
    last = max((i for i, line in enumerate(body) if line.text.strip()), default=0)
    text, marks = _INFERRED.subn("", body[last].text)
    kept = body[last]._replace(text=text.rstrip() if marks else body[last].text)
    return (*body[:last], kept, *body[last + 1 :]), bool(marks)


def _sorted(
    found: Sequence[Field], loose: tuple[Line, ...], names: Mapping[str, str], margin: Margin
) -> Fields:
    known: dict[str, Field] = {}
    unknown: list[Field] = []
    for field in found:
        if not field.key:
            _tell_unknown(field, names, margin)
            unknown.append(field)
        elif field.key in known:
            message = f"'{field.label}' is given twice in one block."
            margin.write("field-duplicate", field.line, field.column, message, field=field.label)
            unknown.append(field._replace(key="", label=f"{field.label} again"))
        else:
            known[field.key] = field
            if not field.value:
                message = f"'{field.label}' has no value."
                margin.write("field-empty", field.line, field.column, message, field=field.label)
    return Fields(known, tuple(unknown), loose)


def _tell_unknown(field: Field, names: Mapping[str, str], margin: Margin) -> None:
    meant = closest(field.label.lower(), list(names))
    place = (field.line, field.column)
    if meant:
        message = f"'{field.label}' is no field; '{meant.capitalize()}' probably is meant."
        facts = {"field": field.label, "suggestion": meant.capitalize()}
        margin.write("field-misspelled", field.line, field.column, message, **facts)
    else:
        margin.write("field-unknown", *place, f"'{field.label}' is no field that anything reads.")
