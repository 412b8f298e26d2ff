"""Rows of typed tables: one for each need, clause or number that the table goes through."""

import re
from collections.abc import Iterator, Mapping

from assent.llm import judgement
from assent.llm.judgement import Grade, Judgement, judge
from assent.llm.material import Clause, Material
from assent.llm.review import comment, weigh
from assent.llm.skeleton import the
from assent.reading.words import find, telling
from assent.records import Draft, DraftTable, Need, Record, Table

__all__ = ["Row", "rows"]

_NUMBER = re.compile(r"[A-Z]{1,6}-\d{1,6}")
_LOOKED_FOR = "It is looked for under the words: "


class Row(Record):
    """What is known for one row, before it is cut to the columns of its table.

    ``subject`` is what the row is about; ``note`` what was found about it; ``remedy`` what
    would put it right; ``test`` how it is told that it holds. ``cells`` holds what is
    known of single columns, by name or by title in lower case.
    """

    number: str = ""
    subject: str = ""
    section: str = ""
    grade: Grade = Grade.missing
    note: str = ""
    remedy: str = ""
    test: str = ""
    external: str = ""
    cells: dict[str, str] = {}


def rows(table: Table, known: Material, said: Mapping[str, str]) -> list[Row]:
    """Return the rows of a table; ``said`` is what the document itself says by section."""
    if table.rows == "needs":
        return [_need_row(need, known) for need in known.needs]
    if table.rows == "clauses":
        row = _clause_finding if known.reviewed else _clause_row
        return [row(clause, known, said) for clause in known.clauses]
    if table.rows == "covered" and table.covers:
        covering = _covered_finding if known.reviewed else _covered_row
        return [covering(cited, known, said) for cited in _cited(table.covers, known.others)]
    return []


class _Cited(Record):
    """A numbered row that another table must account for."""

    number: str
    text: str
    section: str
    words: tuple[str, ...]
    cells: dict[str, str]


def _cited(covers: str, documents: Mapping[str, Draft]) -> Iterator[_Cited]:
    """Yield the rows of the numbered table that fits the name best."""
    candidates = [
        (_fit(covers, section.id, section.table), section.table)
        for draft in documents.values()
        for section in draft.sections
        if section.table and _numbered(section.table)
    ]
    fit, table = max(candidates, key=lambda candidate: candidate[0], default=(0, None))
    for row in table.rows if table and fit else ():
        cells = dict(zip([c.lower() for c in table.columns] if table else [], row, strict=True))
        words = cells.get("test", "").partition(_LOOKED_FOR)[2].rstrip(".")
        yield _Cited(
            number=row[0],
            text=cells.get(covers.removesuffix("s")) or max(row[1:], key=len, default=""),
            section=cells.get("section", ""),
            words=tuple(word for word in words.split(", ") if word),
            cells=cells,
        )


def _fit(covers: str, section: str, table: DraftTable) -> int:
    """Weigh how well a numbered table fits the name that another table covers."""
    titles = [title.lower() for title in table.columns]
    if covers.removesuffix("s") not in titles and section != covers:
        return 0
    return 1 + (titles[0] == "id") + (section == covers)


def _numbered(table: DraftTable) -> bool:
    return bool(table.rows) and all(_NUMBER.fullmatch(row[0]) for row in table.rows)


def _need_row(need: Need, known: Material) -> Row:
    if known.reviewed is None:
        test = _LOOKED_FOR + (", ".join(need.words) or need.title) + "."
        return Row(subject=need.text, grade=Grade.present, test=test)
    found = weigh(need, known.reviewed[1])
    said = comment(need, found)
    grade = Grade.present if found.grade else Grade.missing
    return Row(subject=said, note=said, section=found.section, grade=grade)


def _clause_row(clause: Clause, _: Material, said: Mapping[str, str]) -> Row:
    near = _near(clause.text, said)
    note = f"Not worded yet; {'the section is the nearest.' if near else 'no section is near.'}"
    grade = Grade.partial if near else Grade.missing
    return Row(subject=clause.text, section=near, grade=grade, note=note, external=clause.external)


def _clause_finding(clause: Clause, known: Material, _: Mapping[str, str]) -> Row:
    draft = known.reviewed[1] if known.reviewed else Draft(title="")
    said = judgement.texts(draft)
    key = judgement.designator(clause.text)
    referred = judgement.traced(draft).get(clause.text, "")
    cited = [name for name, text in said.items() if key and judgement.cites(text, key)]
    place = referred or next(iter(cited), "")
    author = the(known.printed(known.task.role))
    if place:
        title = said.get(place, place).partition("\n")[0]
        note = f"The draft mentions it; whether “{title}” meets it is for {author} to judge."
        remedy = "The section named holds a rule for the clause."
    else:
        note = "The draft does not mention it."
        remedy = "A section says how the clause is met, or why it does not apply."
    return Row(
        subject=clause.text,
        section=place or _near(clause.text, said),
        grade=Grade.partial if place else Grade.missing,
        note=note,
        remedy=remedy,
        external=clause.external,
    )


def _near(clause: str, said: Mapping[str, str]) -> str:
    """Return the section that quotes a clause, is nearest to its title, or cites its number."""
    key = judgement.designator(clause)
    title = clause.rpartition(key)[2] if key else clause
    quoting = next((name for name, text in said.items() if clause in text), "")
    words = telling(title)
    titled = {name: text for name, text in said.items() if find(text.partition("\n")[0], words)}
    found = judge(words, title, titled or said)
    citing = next((n for n, text in said.items() if key and judgement.cites(text, key)), "")
    return quoting or (found.section if found.grade or titled else citing)


def _covered_row(cited: _Cited, known: Material, said: Mapping[str, str]) -> Row:
    found = _place(cited, said)
    author = the(known.printed(known.task.role))
    note = {
        Grade.missing: f"No section speaks of it; {author} is asked.",
        Grade.partial: "The section leaves it open; see the open questions.",
        Grade.present: f"The section speaks of it; {author} has to settle whether that meets it.",
    }[found.grade]
    return _covered(cited, found, note)


def _covered_finding(cited: _Cited, known: Material, _: Mapping[str, str]) -> Row:
    draft = known.reviewed[1] if known.reviewed else Draft(title="")
    said = judgement.texts(draft)
    place = judgement.traced(draft).get(cited.number, "")
    found = _place(cited, {place: said[place]} if place in said else said)
    author = the(known.printed(known.task.role))
    note = {
        Grade.missing: "No section speaks of it.",
        Grade.partial: "The section leaves it open.",
        Grade.present: f"The section speaks of it; whether that meets it is for {author} to judge.",
    }[found.grade]
    grade = Grade.partial if found.grade is Grade.present else Grade.missing
    return _covered(cited, found, note).model_copy(update={"grade": grade})


def _place(cited: _Cited, said: Mapping[str, str]) -> Judgement:
    if cited.section in said:
        said = {cited.section: said[cited.section]}
    return judge(cited.words or telling(cited.text), cited.text, said)


def _covered(cited: _Cited, found: Judgement, note: str) -> Row:
    place = found.section if found.grade or cited.section == found.section else ""
    return Row(
        number=cited.number,
        subject=cited.text,
        section=place,
        grade=found.grade,
        note=note,
        cells=cited.cells,
    )
