"""A document template: what each kind of document must contain."""

import re
from collections.abc import Sequence
from typing import Any

from assent.canonical import digest
from assent.reading.data import Data
from assent.reading.fields import Field, Fields, fields
from assent.reading.frontmatter import check_keys
from assent.reading.lines import Heading, Line, Page
from assent.reading.margin import Margin
from assent.reading.names import Cast, slug
from assent.records import Column, Question, Section, Table, Template

__all__ = ["template"]

_LEVEL = 2
_KEYS = ("kind", "title")
_FIELDS = {"author": "author", "each": "each", "required": "required",
           "questions": "questions", "table": "table", "guidance": "guidance"}  # fmt: skip
_ABOUT = re.compile(r"\s*(?:\*\*)?About(?::\*\*|\*\*:|:)\s*", re.IGNORECASE)
_BULLET = re.compile(r"\s*[-*+]\s+(.*)$")
_RULE = re.compile(r":?-+:?")
_OPTIONS = re.compile(r"\(([^()]*)\)\s*$")
_ROWS = ("free", "needs", "clauses", "covered")
_RULES = ("sla", "raci")
_KINDS = ("text", "number", "id", "role", "section", "choice", "quantity", "raci")


class _Desk:
    """What every part of a template is read with."""

    def __init__(self, cast: Cast, margin: Margin) -> None:
        self.cast, self.margin = cast, margin

    def role(self, name: str, place: tuple[int, int]) -> str | None:
        """Return the role id that a name means, or None with a finding."""
        role = self.cast.role(name)
        if role is None:
            message = f"{name!r} is no role of this practice."
            suggestion = self.cast.suggestion(name)
            self.margin.write("role-unknown", *place, message, suggestion=suggestion)
        return role

    def yes(self, field: Field | None, *, default: bool) -> bool:
        """Return what a yes-or-no field says."""
        if field is None:
            return default
        value = field.flat.lower()
        if value not in {"yes", "no"}:
            message = f"'{field.label}' cannot be {field.flat[:60]!r}."
            self.margin.write("field-invalid", *field.place, message, allowed="yes, no")
        return value == "yes"


def template(
    data: Data, page: Page, path: str, source: bytes, cast: Cast, margin: Margin
) -> Template | None:
    """Read one template; what is wrong with it goes to the margin."""
    check_keys(data, _KEYS, _KEYS, margin, kept=False)
    desk = _Desk(cast, margin)
    sections = [
        _section(heading, page, desk) for heading in page.headings if heading.level == _LEVEL
    ]
    made = [section for section in sections if section]
    if not made:
        margin.write("template-without-sections", 1, 1, "The template has no sections.")
        return None
    _check_unique(page, made, margin)
    values = {
        "kind": data.values.get("kind"),
        "title": data.values.get("title"),
        "about": _about(page),
        "sections": made,
        "path": path,
        "source_digest": digest(source),
    }
    return data.record(Template, values, margin) if all(map(data.values.get, _KEYS)) else None


def _about(page: Page) -> str:
    lines: list[str] = []
    for line in page.lines:
        if line.text.startswith("## "):
            break
        if not line.text.startswith("# "):
            lines.append(line.text)
    return _ABOUT.sub("", "\n".join(lines).strip(), count=1).strip()


def _section(heading: Heading, page: Page, desk: _Desk) -> Section | None:
    lines = page.between(heading.line + 1, heading.end)
    known = fields(lines, _FIELDS, desk.margin)
    author = known.known.get("author")
    values: dict[str, Any] = {
        "id": slug(heading.title),
        "title": heading.title.strip(),
        "author": desk.role(author.flat, author.place) if author else None,
        "each": desk.yes(known.known.get("each"), default=False),
        "required": desk.yes(known.known.get("required"), default=True),
        "guidance": _guidance(known),
        "questions": _questions(known, desk),
        "table": _table(known, lines, desk),
    }
    data = Data({}, {(): (heading.line, heading.column)})
    return data.record(Section, values, desk.margin)


def _guidance(known: Fields) -> str:
    stated = known.known.get("guidance")
    loose = "\n".join(line.text for line in known.loose if not line.text.lstrip().startswith("|"))
    unknown = "\n".join(f"{field.label}: {field.value}" for field in known.unknown)
    parts = (stated.value if stated else "", loose.strip(), unknown)
    return "\n\n".join(part for part in parts if part)


def _questions(known: Fields, desk: _Desk) -> tuple[Question, ...]:
    field = known.known.get("questions")
    found: list[tuple[Line, str]] = []
    for line in field.lines if field else ():
        bullet = _BULLET.match(line.text)
        if bullet:
            found.append((line, bullet[1].strip()))
        elif line.text.strip() and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.text.strip()}")
    return tuple(_question(line, text, desk) for line, text in found)


def _question(line: Line, text: str, desk: _Desk) -> Question:
    options = _OPTIONS.search(text)
    named = _named(options[1]) if options else {}
    if not options or not named.keys() & {"words", "owner"}:
        return Question(text=text)
    words = tuple(word.strip() for word in named.get("words", "").split(",") if word.strip())
    owner = desk.role(named["owner"], (line.number, line.column)) if "owner" in named else None
    return Question(text=text[: options.start()].strip(), words=words, owner=owner)


def _named(text: str) -> dict[str, str]:
    """Return the options of ``name: value; name: value``."""
    pairs = (part.partition(":") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def _table(known: Fields, lines: Sequence[Line], desk: _Desk) -> Table | None:
    field = known.known.get("table")
    if field is None:
        return None
    head = field.lines[0].text.strip()
    options = _OPTIONS.search(head)
    named = _named(options[1]) if options else {}
    name = slug(head[: options.start()] if options else head)
    _check_options(named, field, desk.margin)
    below = [line for line in lines if line.number > field.line]
    columns = _columns([line for line in below if line.text.lstrip().startswith("|")], desk.margin)
    if not columns:
        message = f"The table {name!r} has no columns."
        desk.margin.write("table-columns-missing", *field.place, message)
        return None
    values = {
        "name": name,
        "title": name.replace("-", " ").capitalize(),
        "columns": columns,
        "prefix": named.get("prefix"),
        "covers": slug(named["covers"]) if "covers" in named else None,
        "rows": named.get("rows", "free"),
        "rule": named.get("rule"),
    }
    return Data({}, {(): field.place}).record(Table, values, desk.margin)


def _check_options(named: dict[str, str], field: Field, margin: Margin) -> None:
    known = {"prefix", "covers", "rows", "rule"}
    for name in named.keys() - known:
        message = f"{name!r} is no option of a table."
        options = "(prefix: REQ; covers: TABLE; rows: needs; rule: raci)"
        margin.write("table-option-unknown", *field.place, message, options=options)
    for name, allowed in (("rows", _ROWS), ("rule", _RULES)):
        if name in named and named[name] not in allowed:
            message = f"The {name} cannot be {named[name][:40]!r}."
            margin.write("field-invalid", *field.place, message, allowed=", ".join(allowed))
            named.pop(name)


def _columns(lines: Sequence[Line], margin: Margin) -> tuple[Column, ...]:
    rows = [(line, _cells(line.text)) for line in lines]
    headed = len(rows) > 1 and all(_RULE.fullmatch(cell) for cell in rows[1][1])
    told = rows[2:] if headed else rows
    columns = [_column(line, cells, margin) for line, cells in told if any(cells)]
    return tuple(column for column in columns if column)


def _cells(text: str) -> list[str]:
    inner = text.strip().removeprefix("|").removesuffix("|")
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", inner)]


def _column(line: Line, cells: list[str], margin: Margin) -> Column | None:
    name, kind, about = (*cells, "", "")[:3]
    kind, _, choices = kind.partition(":")
    kind = kind.strip().lower() or "text"
    if kind not in _KINDS:
        message = f"A column cannot be of the kind {kind[:40]!r}."
        margin.write("field-invalid", line.number, line.column, message, allowed=", ".join(_KINDS))
        return None
    values = {
        "name": slug(name),
        "title": name.replace("-", " ").replace("_", " ").strip()[:1].upper()
        + name.replace("-", " ").replace("_", " ").strip()[1:],
        "about": about,
        "kind": kind,
        "choices": tuple(c.strip() for c in choices.split(",") if c.strip()),
    }
    return Data({}, {(): (line.number, line.column)}).record(Column, values, margin)


def _check_unique(page: Page, sections: Sequence[Section], margin: Margin) -> None:
    lines = {slug(h.title): h.line for h in page.headings if h.level == _LEVEL}
    seen: set[str] = set()
    tables: set[str] = set()
    for section in sections:
        if section.id in seen:
            message = f"The section {section.title!r} is there twice."
            margin.write("section-duplicate", lines.get(section.id, 1), 1, message)
        if section.table and section.table.name in tables:
            message = f"The table {section.table.name!r} is there twice."
            margin.write("table-duplicate", lines.get(section.id, 1), 1, message)
        seen.add(section.id)
        tables |= {section.table.name} if section.table else set()
