"""What can be counted in the documents that a decision rests on, and who owns what is open."""

from collections import Counter
from collections.abc import Iterator, Sequence

from assent.compiler.context import RunContext
from assent.compiler.positions import positions
from assent.compiler.state import State
from assent.reading.document import parse
from assent.records import DecisionClass, Document, DraftQuestion, Gate, Section, Step

__all__ = ["counts", "owners"]

_OTHER = "other"
_NOBODY = "nobody known"
_WRITES = "actions"  # the table of a plan, whose writes are told one by one
_GRAVITY = tuple(DecisionClass)


def counts(
    context: RunContext, state: State, step: Step, gate: Gate, current: Document, text: str
) -> tuple[str, ...]:
    """Return how many rows of each choice the subject and its sources hold, one line each.

    Only choices that a template offers are named; what else stands in such a cell is counted
    as other, and a table of one row is not counted. At a ruling the stances of the last round
    come first.
    """
    sources = {
        name: context.text(digest)
        for name, digest in current.made_from.items()
        if name.endswith(".md") and name != current.name  # an edit is made from its own document
    }
    texts = {current.name: text, **sources}
    tallied = [line for name, body in texts.items() for line in _tallied(context, name, body)]
    return (*(_stances(context, state, step) if gate.kind == "escalation" else ()), *tallied)


def owners(context: RunContext, questions: Sequence[DraftQuestion]) -> tuple[tuple[str, int], ...]:
    """Return who owns the open questions and how many, those who decide the gravest first.

    Only roles and people of the practice are named; what nobody known owns comes before all.
    """
    known = {role.title.casefold(): role for role in context.practice.roles.values()}
    people = {p.name.casefold(): p.name for p in context.practice.organisation.people}
    found: Counter[str] = Counter()
    grave: dict[str, int] = {}
    for question in questions:
        name = question.owner.strip().casefold()
        role = known.get(name)
        title = role.title if role else people.get(name, _NOBODY)
        found[title] += 1
        decides = [_GRAVITY.index(c) for c in role.decides] if role else []
        grave[title] = -1 if title == _NOBODY else min(decides, default=len(_GRAVITY))
    return tuple(sorted(found.items(), key=lambda pair: (grave[pair[0]], -pair[1], pair[0])))


def _stances(context: RunContext, state: State, step: Step) -> Iterator[str]:
    taken = positions(context, state, step)
    last = max((int(round_) for round_, *_ in taken), default=0)
    told = [f"{role}: {stance}" for round_, role, stance, _ in taken if round_ == str(last)]
    if told:
        yield f"stances in round {last}: {', '.join(told)}"


def _tallied(context: RunContext, name: str, text: str) -> Iterator[str]:
    draft = parse(text)
    for section in context.template_of(name).sections:
        drafted = draft.section(section.id)
        if drafted and drafted.table and len(drafted.table.rows) > 1:
            yield from _tally(name, section, drafted.table.rows)


def _tally(name: str, section: Section, rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    columns = section.table.columns if section.table else ()
    place = next((i for i, column in enumerate(columns) if column.kind == "choice"), None)
    if place is None or (section.table and section.table.name == _WRITES):
        return
    offered = columns[place].choices
    cells = (row[place].strip() if len(row) > place else "" for row in rows)
    told = Counter(cell if cell in offered else _OTHER for cell in cells)
    tally = ", ".join(f"{count} {choice}" for choice, count in told.most_common())
    many = f"{len(rows)} row{'' if len(rows) == 1 else 's'}"
    yield f"{name}, {section.title}: {many}; {tally}"
