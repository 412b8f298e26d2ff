"""``Name: value``: the one field grammar of cards, templates and steps.

A field may be bold or a bullet. Its value runs on over the lines that follow, until the
next field, a heading, or a blank line with unindented text after it.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from assent.reading.lines import Line
from assent.reading.margin import Margin

__all__ = ["Field", "Fields", "closest", "fields"]

_FIELD = re.compile(
    r"(?P<lead>[ \t]*(?:[-*+][ \t]+)?)(?P<bold>\*\*|__)?(?P<name>[A-Za-z][A-Za-z -]{0,30})"
    r"(?:(?P<after>\*\*|__)[ \t]*:|:(?P<before>\*\*|__)|:)(?:[ \t]+(?P<value>.*)|[ \t]*)$"
)
_BULLET = re.compile(r"[ \t]*[-*+][ \t]")


class Field(NamedTuple):
    """One field: its key and label, its lines with their columns, and where it stands."""

    key: str
    label: str
    line: int
    column: int
    place: tuple[int, int]
    lines: tuple[Line, ...]

    @property
    def value(self) -> str:
        """Return the value as one text, its lines stripped."""
        return "\n".join(line.text.strip() for line in self.lines).strip()

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
            self.found.append(self.head._replace(lines=tuple(self.body)))
        self.head = self.body = None


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
