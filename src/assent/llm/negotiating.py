"""Where a role stands: what an answer, a voice, a new proposal and a ruling rest on."""

import re
from collections.abc import Iterable, Mapping

from assent.llm.judgement import Grade
from assent.llm.material import Material
from assent.llm.review import weigh_texts
from assent.llm.skeleton import Open, the
from assent.reading.words import nearest, telling
from assent.records import Need, Record

__all__ = ["Position", "heard", "questions", "stand", "taken_up"]

_POSITION = re.compile(r"Position: ([a-z]+)\n\n(.*)", re.DOTALL)
_OPEN_TO = frozenset({"counter", "reject"})
_AGREED = frozenset({"accept"})
_LEFT = frozenset({"open", "refused", "rejected", "deferred", "gap"})
_BY_WORDS = "This goes by words alone; whether the terms can be kept is for people to judge."


class Position(Record):
    """Where another role stood, and the words it said it in, on one line."""

    role: str
    stance: str
    statement: str

    @property
    def quote(self) -> str:
        """Return the statement as it is quoted."""
        return f"“{self.statement}”"


def heard(known: Material) -> tuple[Position, ...]:
    """Return the positions of those who wrote no section: answers, or voices."""
    found = ((role, _POSITION.match(text)) for role, text in known.said.items())
    return tuple(
        Position(role=role, stance=said[1], statement=" ".join(said[2].split()))
        for role, said in found
        if said
    )


def taken_up(known: Material, texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the lines that quote what others want or hold, by the section each belongs to."""
    lines: dict[str, list[str]] = {}
    for position in _to_take_up(known):
        own = {s.id: texts.get(s.id, s.title) for s in known.sections}
        target = nearest(telling(position.statement), own) or next(iter(own), None)
        if target and not any(position.quote in text for text in texts.values()):
            lines.setdefault(target, []).append(_line(position, known))
    return lines


def questions(known: Material) -> list[Open]:
    """Return what a counter leaves open: nobody has stated the terms that would meet it."""
    if known.task.kind != "propose":
        return []
    owner = known.owner(None)
    return [
        Open(
            question=f"Which terms meet the {p.stance} of {the(known.printed(p.role))}?",
            owner=owner,
        )
        for p in _to_take_up(known)
    ]


def stand(
    known: Material, texts: Mapping[str, str], taken: Mapping[str, list[str]]
) -> dict[str, str]:
    """Return the position of the role, as far as the schema allows its stance."""
    stance, statement = {
        "answer": _answer,
        "rule": _rule,
    }.get(known.task.kind, _propose if known.sections else _voice)(known, texts, taken)
    allowed = known.shape.stances
    return {"stance": stance if stance in allowed else allowed[0], "statement": statement}


_Said = tuple[str, str]


def _answer(known: Material, texts: Mapping[str, str], _: Mapping[str, list[str]]) -> _Said:
    """Accept what speaks of every need on the card; else counter with those it leaves out."""
    met, unmet = _weighed(known, texts)
    if unmet:
        return "counter", f"Not accepted yet. The proposal does not speak of {_worded(unmet)}."
    if not met:
        return "accept", f"Accepted: the card names no need to hold against it. {_BY_WORDS}"
    return "accept", f"Accepted. The proposal speaks of every need: {_placed(met)}. {_BY_WORDS}"


def _voice(known: Material, texts: Mapping[str, str], _: Mapping[str, list[str]]) -> _Said:
    """State which of the role's needs the frame speaks of, and which it leaves out."""
    met, unmet = _weighed(known, texts)
    parts = []
    if unmet:
        parts.append(f"What was framed does not speak of {_worded(unmet)}.")
    if met:
        parts.append(f"It speaks of {_placed(met)}.")
    if not parts:
        parts.append("The card names no need that bears on it.")
    return "propose", " ".join([*parts, _BY_WORDS])


def _propose(known: Material, _: Mapping[str, str], taken: Mapping[str, list[str]]) -> _Said:
    if not heard(known):
        text = (
            "The proposal quotes what was read; what nobody has stated is left open, with an owner."
        )
        return "propose", text
    titles = {section.id: section.title for section in known.sections}
    places = ", ".join(f"“{titles[name]}”" for name in taken)
    if not places:
        return "propose", "Nothing was changed: nobody asked for a change that is not taken up."
    return (
        "propose",
        f"What was asked for is quoted under {places}; its terms are an open question.",
    )


def _rule(known: Material, _: Mapping[str, str], taken: Mapping[str, list[str]]) -> _Said:
    """Name whose position is weighed where; the choice itself is left to a person."""
    titles = {section.id: section.title for section in known.sections}
    roles = ", ".join(the(known.printed(position.role)) for position in heard(known))
    if not roles:
        return "propose", "Nobody else stated a position; the text rests on what was read."
    places = ", ".join(f"“{titles[name]}”" for name in taken) or "no section, being there already"
    return "propose", (
        f"Weighed: the positions of {roles}, each quoted in full under {places}. "
        "Where they differ, none was preferred over what was read. "
        "A new fact, or a person's decision, reopens it."
    )


def _to_take_up(known: Material) -> Iterable[Position]:
    """Yield the positions that the text must answer: counters, and for a ruling all of them."""
    if known.task.kind == "rule":
        return heard(known)
    return (p for p in heard(known) if p.stance in _OPEN_TO)


def _line(position: Position, known: Material) -> str:
    role, author = the(known.printed(position.role)), the(known.printed(known.task.role))
    if known.task.kind == "rule":
        return f"Weighed, as {role} put it: {position.quote}"
    turn = f" in round {known.task.round}" if known.task.round else ""
    return (
        f"Taken up{turn}, after the {position.stance} of {role}: {position.quote} "
        f"The terms are for {author} to settle; no figure is agreed that nobody has stated."
    )


def _weighed(known: Material, texts: Mapping[str, str]) -> tuple[list[_Said], list[Need]]:
    """Return the needs that texts speak of, each with the section, and those left out."""
    texts = {name: _settled(text) for name, text in texts.items()}
    met: list[_Said] = []
    unmet: list[Need] = []
    for need in known.needs:
        found = weigh_texts(need, texts)
        quoting = next((text for text in texts.values() if " ".join(need.text.split()) in text), "")
        if found.grade is Grade.present:
            met.append((need.title, found.title))
        elif quoting:
            met.append((need.title, quoting.partition("\n")[0]))
        else:
            unmet.append(need)
    return met, unmet


def _settled(text: str) -> str:
    """Return what a proposal says, without the rows that only say what it leaves open."""
    return "\n".join(
        line
        for line in text.split("\n")
        if not (line.startswith("- ") and _LEFT & set(line[2:].split(" | ")))
    )


def _worded(needs: list[Need]) -> str:
    """Return needs in the words of the card."""
    return "; ".join(f"{n.title} — {n.text.rstrip('.')}" for n in needs)


def _placed(met: list[_Said]) -> str:
    return ", ".join(f"{need} (“{title}”)" for need, title in met)
