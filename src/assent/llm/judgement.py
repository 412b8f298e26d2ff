"""How far a text speaks of something: what can be told without a model, and no more."""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum

from assent.reading.words import find, telling
from assent.records import Draft, DraftSection, DraftTable, Record

__all__ = ["Grade", "Judgement", "choose", "cites", "designator", "judge", "texts", "traced"]

_OPEN = ("nothing that was read", "not worded yet")
_UNDECIDED = ("open", "defer", "unknown", "unclear")
_BETWEEN = ("part", "observation", "should")
_DESIGNATOR = re.compile(r"(?:[A-Z]{1,4}-)?\d+(?:\.\d+)*")


class Grade(IntEnum):
    """Nothing speaks of it; a question about it is open; something is said on it."""

    missing = 0
    partial = 1
    present = 2


class Judgement(Record):
    """What was found: the id and title of the section that is meant, and how far it goes."""

    grade: Grade = Grade.missing
    section: str = ""
    title: str = ""


def texts(draft: Draft) -> dict[str, str]:
    """Return what each section says, its title first, by id; without those that only refer."""
    return {s.id: f"{s.title}\n{s.text}" for s in draft.sections if not _refers(s)}


def traced(draft: Draft) -> dict[str, str]:
    """Return which section the tables of a document name for each number or clause."""
    found: dict[str, str] = {}
    for section in draft.sections:
        if section.table and _refers(section):
            place = _titles(section.table).index("section")
            found |= {row[0]: row[place] for row in section.table.rows if row[place]}
    return found


def judge(words: Iterable[str], about: str, said: Mapping[str, str]) -> Judgement:
    """Judge which section speaks of something, and how far, by the words it is known by.

    ``said`` holds the sections, each beginning with its title; ``about`` says in a
    sentence what is looked for, and breaks ties.
    """
    wanted, stems = tuple(words), telling(about)
    weights = {name: _weight(text, wanted, stems) for name, text in said.items()}
    name = max(weights, key=lambda name: weights[name], default="")
    if not name:
        return Judgement()
    title = said[name].partition("\n")[0]
    return Judgement(grade=Grade(weights[name][0]), section=name, title=title)


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


def cites(text: str, key: str) -> bool:
    """Tell whether a text cites a clause by its number, or within a range such as CM-1 to CM-8."""
    if re.search(rf"(?<![\w.-]){re.escape(key)}(?![\w-]|\.\d)", text):
        return True
    family, dash, number = key.rpartition("-")
    if not dash:
        return False
    name = re.escape(family)
    ranges = re.findall(rf"(?<![\w-]){name}-(\d{{1,4}}) to (?:{name}-)?(\d{{1,4}})", text)
    return any(int(low) <= int(number) <= int(high) for low, high in ranges)


def _weight(text: str, words: Sequence[str], stems: Sequence[str]) -> tuple[int, int, int, int]:
    """Weigh a section: how far it goes, words held, what its title tells, what its text tells."""
    title, _, body = text.partition("\n")
    held = [line for line in body.split("\n") if find(line, words)]
    closed = [line for line in held if not any(mark in line.lower() for mark in _OPEN)]
    grade = Grade.present if closed else Grade.partial if held else Grade.missing
    told = len(find(title, stems))
    return grade, len(find("\n".join(closed or held), words)) + told, told, len(find(body, stems))


def _refers(section: DraftSection) -> bool:
    """Tell whether a section's table only says where else something is dealt with."""
    return section.table is not None and "section" in _titles(section.table)


def _titles(table: DraftTable) -> list[str]:
    return [title.lower() for title in table.columns]
