"""How far a text speaks of something: what can be told without a model, and no more."""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum

from assent.llm.words import find, nearest, telling
from assent.records import Draft, DraftTable, Need, Record

__all__ = ["Grade", "Judgement", "choose", "designator", "of_clause", "of_need", "texts"]

_OPEN = ("nothing that was read", "is asked", "not worded yet")
_UNDECIDED = ("open", "defer", "unknown", "unclear")
_BETWEEN = ("part", "observation", "should")
_DESIGNATOR = re.compile(r"(?:[A-Z]{1,4}-)?\d+(?:\.\d+)*")


class Grade(IntEnum):
    """Nothing speaks of it; something does, which a person has to judge; it is there."""

    missing = 0
    partial = 1
    present = 2


class Judgement(Record):
    """What was found: the id and title of the section that is meant, and how far it goes."""

    grade: Grade
    section: str = ""
    title: str = ""


def texts(draft: Draft) -> dict[str, str]:
    """Return what each section of a document says, its table included, by section id."""
    return {s.id: "\n".join([s.title, s.text, *_rows(s.table)]) for s in draft.sections}


def of_need(need: Need, draft: Draft) -> Judgement:
    """Judge whether a document speaks of a need: one of its words is in a section."""
    said = {s.id: f"{s.title}\n{s.text}" for s in draft.sections}
    words = need.words or telling(f"{need.title} {need.text}")
    where = nearest(words, said)
    if where is None:
        place = nearest(telling(f"{need.title} {need.text}"), said) or next(iter(said), "")
        return _judged(Grade.missing, place, draft)
    held = [name for name, text in said.items() if find(text, words)]
    clear = [name for name in held if not _leaves_open(said[name], words)]
    best = nearest(words, {name: said[name] for name in clear or held}) or where
    return _judged(Grade.present if clear else Grade.partial, best, draft)


def of_clause(clause: str, draft: Draft) -> Judgement:
    """Judge whether a document mentions a clause, and which section is nearest to it."""
    key = designator(clause)
    said = texts(draft)
    titles = {s.id: s.title for s in draft.sections}
    words = telling(clause.rpartition(key)[2] if key else clause)
    near = nearest(words, titles) or nearest(words, said)
    cited = [name for name, text in said.items() if key and _cites(text, key)]
    if not cited:
        return _judged(Grade.missing, near or next(iter(said), ""), draft)
    return _judged(Grade.partial, near if near else cited[0], draft)


def choose(choices: Sequence[str], grade: Grade) -> str:
    """Return the choice for a grade; choices are written from the best to the worst."""
    if grade is Grade.present:
        return choices[0]
    wanted = _UNDECIDED if grade is Grade.missing else _BETWEEN
    hinted = next((c for c in choices if any(hint in c.lower() for hint in wanted)), None)
    if hinted:
        return hinted
    return choices[-1] if grade is Grade.missing else choices[len(choices) // 2]


def designator(clause: str) -> str:
    """Return the number by which a clause is cited, such as 8.2.6 or CM-3, or nothing."""
    own = clause.rpartition(", ")[2].removeprefix("clause ")
    found = _DESIGNATOR.search(own)
    return found[0] if found else ""


def _cites(text: str, key: str) -> bool:
    """Tell whether a text cites a clause by its number, or within a range such as CM-1 to CM-8."""
    if re.search(rf"(?<![\w.-]){re.escape(key)}(?![\w-]|\.\d)", text):
        return True
    family, dash, number = key.rpartition("-")
    if not dash:
        return False
    name = re.escape(family)
    ranges = re.findall(rf"(?<![\w-]){name}-(\d{{1,4}}) to (?:{name}-)?(\d{{1,4}})", text)
    return any(int(low) <= int(number) <= int(high) for low, high in ranges)


def _leaves_open(text: str, words: Iterable[str]) -> bool:
    """Tell whether every line that holds one of the words leaves a question open."""
    wanted = tuple(words)
    lines = [line.lower() for line in text.split("\n") if find(line, wanted)]
    return all(any(mark in line for mark in _OPEN) for line in lines)


def _rows(table: DraftTable | None) -> list[str]:
    return [" | ".join(row) for row in table.rows] if table else []


def _judged(grade: Grade, section: str, draft: Draft) -> Judgement:
    titles: Mapping[str, str] = {s.id: s.title for s in draft.sections}
    return Judgement(grade=grade, section=section, title=titles.get(section, section))
