"""Whether the rows of a typed table say what they must: reasons, targets, responsibilities."""

import re
from collections.abc import Iterable, Iterator, Sequence

from assent.compiler.checks.support import plain
from assent.records import Column, DraftSection, Section, Table

__all__ = ["muddled", "unmeasured", "unreasoned"]

_REASONED = frozenset({"rejected", "deferred", "reject", "defer"})
_REASONS = frozenset({"reason", "rationale", "why", "justification"})
_METHODS = frozenset({"how", "measured", "measurement", "method"})
_NOTHING = frozenset({"", "n/a", "na", "none", "no", "tbd", "tba", "todo", "open", "unknown"})
_QUANTITY = re.compile(r"[<>≤≥=~±]?\s*\d+(?:[ \u00a0\u2009\u202f,.]\d+)*\s*%?")
_LETTERS = "RACI"
_Row = tuple[str, dict[str, str]]


def unreasoned(section: Section, present: DraftSection | None) -> list[str]:
    """Return the problems of what was rejected or deferred without a reason."""
    table = section.table
    choices = _names(table, "choice")
    if table is None or not choices:
        return []
    reasons = [c.name for c in table.columns if _REASONS & set(c.name.split("-"))]
    return [
        f"'{section.title}', {label}: {cells[choice]} without a reason."
        for label, cells in _rows(table, present)
        for choice in choices
        if cells[choice].strip().casefold() in _REASONED
        and not any(_says(cells[reason]) for reason in reasons)
    ]


def unmeasured(section: Section, present: DraftSection | None) -> list[str]:
    """Return the problems of targets that nobody could measure: number, unit and method."""
    table = section.table
    if table is None or table.rule != "sla":
        return []
    units = [c.name for c in table.columns if "unit" in c.name.split("-")]
    methods = _methods(table.columns)
    problems: list[str] = []
    for label, cells in _rows(table, present):
        place = f"'{section.title}', {label}"
        for name in _names(table, "quantity"):
            if not _QUANTITY.fullmatch(cells[name].strip()):
                title = next(c.title for c in table.columns if c.name == name)
                problems.append(f"{place}: '{cells[name]}' under '{title}' is not a number.")
        if not any(_says(cells[name], symbols="%") for name in units):
            problems.append(f"{place}: the target has no unit.")
        if not any(_says(cells[name]) for name in methods):
            problems.append(f"{place}: it is not said how the target is measured.")
    return problems


def muddled(section: Section, present: DraftSection | None) -> list[str]:
    """Return the problems of rows without exactly one A and at least one R.

    A combined cell such as A/R counts for both.
    """
    table = section.table
    if table is None or table.rule != "raci":
        return []
    problems: list[str] = []
    for label, cells in _rows(table, present):
        place = f"'{section.title}', {label}"
        given = [set(_letters(cells[name])) for name in _names(table, "raci")]
        accountable = sum("A" in letters for letters in given)
        if accountable != 1:
            many = f"{accountable} are" if accountable else "nobody is"
            problems.append(f"{place}: {many} accountable (A); exactly one must be.")
        if not any("R" in letters for letters in given):
            problems.append(f"{place}: nobody is responsible (R).")
        strange = {letter for letters in given for letter in letters} - set(_LETTERS)
        problems += [f"{place}: '{letter}' is none of R, A, C and I." for letter in sorted(strange)]
    return problems


def _methods(columns: Sequence[Column]) -> list[str]:
    """Return the columns that say how something is measured, else those that name a measure."""
    how = [c.name for c in columns if _METHODS & set(c.name.split("-"))]
    return how or [c.name for c in columns if "measure" in c.name.split("-")]


def _letters(cell: str) -> Iterator[str]:
    """Yield the letters of a cell; a word that is no run of them is yielded whole."""
    for word in re.findall(r"\w+", cell):
        upper = word.upper()
        yield from upper if not set(upper) - set(_LETTERS) else [word]


def _names(table: Table | None, kind: str) -> list[str]:
    return [c.name for c in table.columns if c.kind == kind] if table else []


def _says(cell: str, symbols: str = "") -> bool:
    """Tell whether a cell says anything: a word, or one of the symbols."""
    words = cell.strip().strip(".-\u2013\u2014 ").casefold()
    spoken = any(c.isalpha() or c in symbols for c in words)
    return spoken and words not in _NOTHING


def _rows(table: Table, present: DraftSection | None) -> Iterable[_Row]:
    """Yield (what the row is called, its cells by column name); a column left out is empty."""
    drawn = present.table if present else None
    if drawn is None:
        return
    titles = [title.strip().casefold() for title in drawn.columns]
    places = {c.name: _place(titles, c) for c in table.columns}
    for count, row in enumerate(drawn.rows, 1):
        texts = [plain(text) for text in row]
        cells = {
            name: texts[place] if 0 <= place < len(texts) else "" for name, place in places.items()
        }
        numbered = next((cells[name] for name in _names(table, "number") if cells[name]), "")
        yield numbered or next((f"'{text}'" for text in texts if text), f"row {count}"), cells


def _place(titles: Sequence[str], column: Column) -> int:
    for name in (column.title.casefold(), column.name):
        if name in titles:
            return titles.index(name)
    return -1
