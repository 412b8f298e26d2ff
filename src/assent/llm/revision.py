"""What a new version answers: the comments of people and the findings of earlier documents."""

from collections.abc import Iterator, Mapping

from assent.llm.material import Material
from assent.llm.skeleton import the
from assent.reading.words import nearest, telling
from assent.records import Draft, DraftTable, Record

__all__ = ["Remark", "addressed", "answered", "remarks"]

_REMARKS = ("constraint", "comment", "finding")
_WEIGHTS = ("weight", "class")
_HARMLESS = frozenset({"note", "conforms", "observation"})


class Remark(Record):
    """Something said of a document: by whom or where, about which section, and its weight."""

    id: str
    source: str
    text: str
    section: str = ""
    asks: bool = True


def remarks(known: Material) -> tuple[Remark, ...]:
    """Return what was said of the document: by people first, then in the documents read."""
    said = [
        Remark(id=name, source="", text=" ".join(text.split()))
        for name, text in known.comments.items()
    ]
    for name, draft in known.others.items():
        said.extend(_of_document(name, draft))
    return tuple(said)


def addressed(known: Material, texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the lines that answer remarks, by the section each belongs to.

    ``texts`` is what the whole document says by section. A remark that is answered already,
    or whose section another role writes, gives no line.
    """
    own = {section.id for section in known.sections if not _accounts(known, section.id)}
    lines: dict[str, list[str]] = {}
    for remark in remarks(known):
        target = _target(remark, texts)
        done = any(_mark(remark) in text for text in (*texts.values(), *known.said.values()))
        if remark.asks and target in own and not done:
            lines.setdefault(target, []).append(_line(remark, known))
    return lines


def answered(known: Material, texts: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return for each numbered remark the section that answers it, or nothing, and the reason."""
    found: dict[str, tuple[str, str]] = {}
    everything = {**texts, **{f"said by {role}": text for role, text in known.said.items()}}
    for remark in remarks(known):
        place = next((key for key, text in everything.items() if _mark(remark) in text), "")
        target = place if place in texts else _target(remark, texts)
        found[remark.id] = (target if place else "", _reason(remark, place, target, known))
    return found


def _reason(remark: Remark, place: str, target: str, known: Material) -> str:
    author = the(known.printed(known.task.role))
    if place:
        return f"The section quotes it; {author} has still to settle the wording."
    if not remark.asks:
        return "No change is asked for."
    return f"Nothing was changed on it; {author} is asked." + (
        f" Near: {target}." if target else ""
    )


def _of_document(name: str, draft: Draft) -> Iterator[Remark]:
    for section in draft.sections:
        table = section.table
        titles = [title.lower() for title in table.columns] if table else []
        column = next((word for word in _REMARKS if word in titles[1:]), None)
        if table and column:
            yield from _of_table(name, table, titles, column)


def _of_table(name: str, table: DraftTable, titles: list[str], column: str) -> Iterator[Remark]:
    for row in table.rows:
        cells = dict(zip(titles, row, strict=False))
        weight = next((cells[word] for word in _WEIGHTS if word in cells), "")
        clause = f"{cells['clause']}: " if "clause" in cells else ""
        yield Remark(
            id=row[0],
            source=name,
            text=clause + cells[column],
            section=cells.get("section", ""),
            asks=weight.lower() not in _HARMLESS,
        )


def _target(remark: Remark, texts: Mapping[str, str]) -> str:
    """Return the section a remark is about: the one it names, or the one nearest to its words."""
    if remark.section in texts:
        return remark.section
    titles = {name: text.partition("\n")[0].lower() for name, text in texts.items()}
    named = [name for name, title in titles.items() if title and title in remark.text.lower()]
    longest = max(named, key=lambda name: len(titles[name]), default=None)
    return longest or nearest(telling(remark.text), texts) or next(iter(texts), "")


def _accounts(known: Material, section: str) -> bool:
    """Tell whether a section only accounts for remarks, so that none belongs into its text."""
    return any(s.id == section and s.table and s.table.rows == "covered" for s in known.sections)


def _mark(remark: Remark) -> str:
    origin = f" of {remark.source}" if remark.source else ""
    return f"Changed after {'' if remark.source else 'comment '}{remark.id}{origin}"


def _line(remark: Remark, known: Material) -> str:
    turn = f" in round {known.task.round}" if known.task.round and not remark.source else ""
    author = the(known.printed(known.task.role))
    return f"{_mark(remark)}{turn}: “{remark.text}” The wording is for {author} to settle."
