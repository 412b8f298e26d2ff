"""The text of a section as far as the material carries it, and the questions it leaves."""

from collections.abc import Iterable, Sequence

from assent.llm.facts import Fact, answers
from assent.llm.material import Material
from assent.reading.words import telling
from assent.records import Question, Record, Section

__all__ = ["Open", "Written", "the", "write"]

_BASIS = ("basis", "what was read", "sources")
_OPEN = ("gap", "risk", "open ")


class Open(Record):
    """An open question and the role id that can answer it."""

    question: str
    owner: str


class Written(Record):
    """The text of one section, and what it had to leave open."""

    markdown: str
    asked: tuple[Open, ...] = ()


def write(section: Section, known: Material) -> Written:
    """Return the section's text: facts for each question, or who is asked for one."""
    if section.questions:
        return _answered(section.questions, known)
    if section.each and known.needs:
        return Written(markdown=_needed(known))
    if any(word in section.title.lower() for word in _BASIS):
        return Written(markdown=_read_for_it(known))
    if (section.each or any(word in section.title.lower() for word in _OPEN)) and known.documents:
        return _left_open(section, known)
    found = () if section.table else answers(telling(section.title), known.facts)
    if found:
        return Written(markdown=_bulleted(found))
    return Written(markdown="") if section.table else _awaited(section, known)


def _answered(questions: Sequence[Question], known: Material) -> Written:
    parts: list[str] = []
    asked: list[Open] = []
    used: set[str] = set()
    for question in questions:
        words = question.words or telling(question.text)
        found = answers(words, known.facts)
        parts.append(_answer(question.text, found, used, known))
        used |= {fact.text for fact in found}
        if not found:
            owner = known.owner(question.owner)
            parts[-1] += (
                f" Nothing that was read answers this; {the(known.printed(owner))} is asked."
            )
            asked.append(Open(question=question.text, owner=owner))
    return Written(markdown="\n\n".join(parts), asked=tuple(asked))


def _answer(question: str, found: Sequence[Fact], used: Iterable[str], known: Material) -> str:
    """Return a question with its facts; what stands elsewhere is pointed to, not repeated."""
    fresh = [fact for fact in found if fact.text not in used]
    places = {fact.text: place for fact in fresh if (place := _said(fact, known))}
    new = [fact for fact in fresh if fact.text not in places]
    lead = f"**{question}**"
    above = ("above",) if len(fresh) < len(found) else ()
    if elsewhere := tuple(dict.fromkeys((*above, *places.values()))):
        lead += f" See {' and '.join(elsewhere)}."
    return f"{lead}\n\n{_bulleted(new)}" if new else lead


def _said(fact: Fact, known: Material) -> str | None:
    """Return where a role that spoke before quotes the fact, or None."""
    for role, text in known.said.items():
        before, quote, _ = text.partition(fact.quote)
        if quote:
            title = before.rpartition("## ")[2].partition("\n")[0].strip()
            return f"“{title}” ({known.printed(role)})"
    return None


def _bulleted(found: Iterable[Fact]) -> str:
    return "\n".join(fact.quote for fact in found)


def _needed(known: Material) -> str:
    """Return what the role's practice needs, and what the material says of each need."""
    parts = []
    used: set[str] = set()
    for need in known.needs:
        found = [f for f in answers(need.words, known.facts) if f.text not in used]
        fresh = [f for f in found if not _said(f, known)][:1]
        used |= {fact.text for fact in fresh}
        lead = f"**{need.title}.** {need.text}"
        if not found and known.facts:
            lead += " Nothing that was read speaks of it."
        parts.append(f"{lead}\n\n{_bulleted(fresh)}" if fresh else lead)
    return "\n\n".join(parts)


def _read_for_it(known: Material) -> str:
    lines = [f"- {name}: {draft.title}" for name, draft in known.documents.items()]
    lines += [f"- {clause.text}" for clause in known.clauses]
    return "What was read, and nothing else:\n\n" + "\n".join(lines)


def _left_open(section: Section, known: Material) -> Written:
    """Return the open questions of the documents that were read: what still hangs on answers."""
    lines = [
        f"- {q.question} ({name}, {q.id}: {q.owner} is asked)"
        for name, draft in known.documents.items()
        for q in draft.open_questions
        if not any(q.question in text for text in known.said.values())
    ]
    if not lines:
        return _awaited(section, known)
    return Written(markdown="Still open in what was read:\n\n" + "\n".join(dict.fromkeys(lines)))


def _awaited(section: Section, known: Material) -> Written:
    """Say that only the author can fill the section, and ask for it."""
    owner = known.owner(section.author if not section.each else None)
    printed = known.printed(owner)
    if section.each:
        question = f"What does {the(printed)} put under “{section.title}”?"
    else:
        question = f"What belongs under “{section.title}”?"
    text = f"Nothing that was read says what belongs here; {the(printed)} is asked."
    return Written(markdown=text, asked=(Open(question=question, owner=owner),))


def the(title: str) -> str:
    """Return a role's printed name as it stands within a sentence."""
    second = title[1:2]
    return f"the {title if second.isupper() else title[:1].lower() + title[1:]}"
