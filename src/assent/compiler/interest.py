"""What a role looks for in what it reads: all that its share of a document has to answer."""

from typing import NamedTuple

from assent.compiler.sharing import Share
from assent.reading.words import find, telling
from assent.records import Need, Question, Role, Section

__all__ = ["Interest", "interest"]

_STEMS = 2
"""How many telling words of one question a passage must hold when it holds none of its words."""


class _Ask(NamedTuple):
    """Something that a role has to answer: words that speak of it, and stems that hint at it."""

    words: tuple[str, ...]
    stems: tuple[str, ...]

    def meets(self, text: str) -> bool:
        """Tell whether a text speaks of it."""
        return bool(find(text, self.words)) or len(find(text, self.stems)) >= _STEMS


class Interest(NamedTuple):
    """What one role looks for: questions, tables to account for, sections it writes."""

    asks: tuple[_Ask, ...]
    covers: frozenset[str]
    writes: frozenset[str]

    def meets(self, text: str) -> bool:
        """Tell whether a text bears on it; whoever looks for nothing in particular sees all."""
        return not self.asks or any(ask.meets(text) for ask in self.asks)


def interest(role: Role, part: Share) -> Interest:
    """Return what a role looks for when it writes its share of a document."""
    asks = [_of_need(need) for need in role.needs] if part.goes_through_needs else []
    asks += [_of_question(q) for section in part.sections for q in section.questions]
    asks += [_of_title(s) for s in part.sections if not s.questions and not s.each]
    return Interest(
        asks=tuple(asks),
        covers=frozenset(table.covers for table in part.tables if table.covers),
        writes=frozenset(section.id for section in part.sections),
    )


def _of_need(need: Need) -> _Ask:
    stems = telling(f"{need.title} {need.text}")
    return _Ask(need.words or stems, stems)


def _of_question(question: Question) -> _Ask:
    stems = telling(question.text)
    return _Ask(question.words or stems, stems)


def _of_title(section: Section) -> _Ask:
    words = () if section.table else telling(section.title)
    return _Ask(words, telling(f"{section.title} {section.guidance}"))
