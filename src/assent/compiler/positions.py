"""Where each role stood in each round, kept in the document that came of it."""

import json

from assent.compiler.context import RunContext
from assent.compiler.state import State
from assent.records import Column, Draft, DraftSection, DraftTable, Section, Step, Table

__all__ = ["POSITIONS", "positions", "with_positions"]

_COLUMNS = (
    Column(name="round", title="Round", kind="number"),
    Column(name="role", title="Role", kind="role"),
    Column(name="stance", title="Stance"),
    Column(name="statement", title="Statement"),
)
POSITIONS = Section(
    id="positions",
    title="Positions",
    required=False,
    table=Table(name="positions", title="Positions", columns=_COLUMNS),
)
"""The section that code adds to a negotiated document; no template has it."""


def positions(context: RunContext, state: State, step: Step) -> list[tuple[str, ...]]:
    """Return (round, role, stance, statement) of every position taken in a step so far."""
    turns = context.blueprint.turns(step.number)
    taken = {
        (int(round_), place): digest
        for place, node in enumerate(turns)
        for round_, digest in state["contributions"].get(node.id, {}).items()
    }
    rows: list[tuple[str, ...]] = []
    for (round_, place), digest in sorted(taken.items()):
        position = json.loads(context.text(digest)).get("position")
        if position:
            title = context.title_of(turns[place].role or "")
            rows.append((str(round_), title, position["stance"], position["statement"]))
    return rows


def with_positions(draft: Draft, rows: list[tuple[str, ...]]) -> Draft:
    """Return the draft with the positions as its last section; without any, as it is."""
    if not rows:
        return draft
    table = DraftTable(columns=tuple(c.title for c in _COLUMNS), rows=tuple(rows))
    section = DraftSection(id=POSITIONS.id, title=POSITIONS.title, table=table)
    others = tuple(s for s in draft.sections if s.id != section.id)
    return draft.model_copy(update={"sections": (*others, section)})
