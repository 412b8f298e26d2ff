"""What a role hears of those who spoke before it in its step."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from assent.compiler.blueprint import Node
from assent.compiler.context import RunContext
from assent.compiler.interest import Interest, interest
from assent.compiler.material import Material
from assent.compiler.sharing import Share
from assent.compiler.state import State
from assent.records import Section, Table
from assent.writing.excerpt import LEFT_OUT

__all__ = ["contribution_text", "heard"]


def heard(
    context: RunContext, state: State, node: Node, material: Material, part: Share
) -> dict[str, str]:
    """Return what was said before in this step and round, by role."""
    found: dict[str, str] = {}
    listening = interest(context.role(node.role or ""), part)
    rounds = dict.fromkeys(node.sees, material.round)
    rounds |= dict.fromkeys(node.recalls, material.round - 1)
    for other, round_ in rounds.items():
        digest = state["contributions"].get(other, {}).get(str(round_))
        role = context.blueprint.node(other).role
        if digest and role:
            data = json.loads(context.text(digest))
            found[role] = contribution_text(data, material.sections, listening)
    return found


def contribution_text(
    data: Mapping[str, Any], sections: Collection[Section], listening: Interest
) -> str:
    """Return a contribution as Markdown, for one who speaks after it.

    Of a section to which every role adds a part of its own, the other's rows are heard by
    what they say, and of its text the lines that bear on what the hearer looks for; where
    there are no rows, its first sentence too.
    """
    known = {section.id: section for section in sections}
    each = {s.table.name: _telling(s.table) for s in sections if s.each and s.table}
    parts = []
    for said in data["sections"]:
        section, text = known.get(said["id"]), said["markdown"].strip()
        if section and section.each:
            text = _lines(text, listening, led=not any(data["tables"].get(name) for name in each))
        parts.append(f"## {section.title if section else said['id']}\n{text}\n")
    for name, rows in data["tables"].items():
        parts.extend(_rows(rows, each.get(name)))
    if position := data.get("position"):
        parts.append(f"Position: {position['stance']}\n\n{position['statement'].strip()}\n")
    return "\n".join(parts)


def _lines(text: str, listening: Interest, *, led: bool) -> str:
    """Return the lines that bear on what is listened for, after the first sentence if led."""
    lines = [line for line in text.split("\n") if line.strip()]
    kept = [line for line in lines if listening.meets(line)]
    lead = text.partition("\n")[0].partition(". ")[0] if led else ""
    if lead and not any(lead in line for line in kept):
        kept.insert(0, lead if lead.endswith((".", "?", "!")) else f"{lead}.")
    return "\n".join(kept if kept == lines else [*kept, LEFT_OUT])


def _telling(table: Table) -> str:
    """Return the column that says what a row is about: the first one of plain text."""
    return next((c.name for c in table.columns if c.kind == "text"), table.columns[0].name)


def _rows(rows: list[dict[str, str]], only: str | None) -> Iterator[str]:
    for row in rows:
        yield "- " + (row[only] if only in row else " | ".join(row.values()))
