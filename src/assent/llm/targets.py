"""Targets of a service: a row for each figure that somebody asked for, and none besides."""

import re
from collections.abc import Iterator

from assent.llm.facts import Fact, answers
from assent.llm.material import Material
from assent.llm.skeleton import Open
from assent.llm.tables import Row
from assent.reading.words import telling
from assent.records import Question, Section

__all__ = ["asked", "targets"]

_WANTED = re.compile(
    r"\b(?:must|shall|should|needs?|wants?|asks?|asked for|required|target)\b", re.I
)
_MEASURE = re.compile(
    r"(?<![\w.,:/-])(?P<number>\d+(?:[.,]\d+)*)[ ]?"
    r"(?P<unit>%|per cent|percent|(?:working |calendar |business )?"
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?))(?![\w])"
)
_HOURS = re.compile(r"(?:[A-Z][a-z]+days? )?from \d{1,2}:\d{2} to \d{1,2}:\d{2}")


def targets(section: Section, known: Material) -> list[Row]:
    """Return a row for each figure asked for in a fact that answers one of the questions.

    A figure that only says how things are today is no target.
    """
    rows: dict[tuple[str, str], Row] = {}
    for question in section.questions:
        for fact in _wanted(question, known):
            for row in _rows(question, fact):
                rows.setdefault((row.cells["target"], row.test), row)
    return list(rows.values())


def asked(section: Section, known: Material) -> list[Open]:
    """Return what stays open: a target nobody stated, or whether what was asked can be kept."""
    found: list[Open] = []
    for question in section.questions:
        if not answers(question.words or telling(question.text), known.facts):
            continue  # the section asks the question itself
        owner = known.owner(question.owner)
        stated = any(_rows(question, fact) for fact in _wanted(question, known))
        lead = "Can the figures asked for be kept" if stated else "Which target is to hold"
        found.append(Open(question=f"{lead}: {question.text}", owner=owner))
    return found


def _wanted(question: Question, known: Material) -> Iterator[Fact]:
    words = question.words or telling(question.text)
    return (fact for fact in answers(words, known.facts) if _WANTED.search(fact.text))


def _rows(question: Question, fact: Fact) -> list[Row]:
    hours = _HOURS.search(fact.text)
    return [
        Row(
            subject=question.text,
            test=f"“{fact.text}” ({fact.source})",
            note=f"“{fact.text}” ({fact.source})",
            cells={
                "target": found["number"],
                "unit": found["unit"] + _sense(fact.text[: found.start()]),
                "hours": hours[0] if hours and found.end() <= hours.start() else "",
            },
        )
        for found in _MEASURE.finditer(fact.text)
    ]


def _sense(before: str) -> str:
    """Return whether the number is a most or a least, where the words before it say so."""
    lowered = before.lower().rstrip()
    if lowered.endswith(("within", "at most", "no later than", "up to", "less than")):
        return ", at most"
    return ", at least" if lowered.endswith(("at least", "no less than", "more than")) else ""
