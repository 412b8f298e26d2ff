"""What the figures of a document may rest on in a run, and who may own its questions."""

import json
from collections.abc import Iterator

from assent.compiler.appending import WRITTEN
from assent.compiler.checks import Grounds, said
from assent.compiler.context import RunContext
from assent.compiler.material import change_facts, organisation_facts
from assent.compiler.positions import POSITIONS
from assent.compiler.state import State
from assent.reading.document import parse

__all__ = ["grounds"]

_QUESTION = "Q"
_COMMENT = "comment"


def grounds(context: RunContext, state: State, subject: str) -> Grounds:
    """Return what the document ``subject`` may rest on: all of the run but itself.

    A role card is none of it: it says how somebody works, and not what is so.
    """
    practice = context.practice
    people = (name for p in practice.organisation.people for name in (p.id, p.name))
    roles = (name for role in practice.roles.values() for name in (role.id, role.title))
    tables = (s.table for t in practice.templates.values() for s in t.sections if s.table)
    prefixes = (table.prefix or table.name for table in tables)
    return Grounds(
        texts=(
            *(context.text(digest) for digest in context.run.inputs.values()),
            organisation_facts(practice.organisation),
            *change_facts(context, state).values(),
            *_documents(context, state, subject),
            *_comments(context, state),
        ),
        assigned=tuple(dict.fromkeys((_QUESTION, _COMMENT, *prefixes))),
        written=WRITTEN,
        owners=tuple(dict.fromkeys((*roles, *people))),
    )


def _documents(context: RunContext, state: State, subject: str) -> Iterator[str]:
    for name, reference in state["documents"].items():
        if name != subject:
            sections = (*context.template_of(name).sections, POSITIONS)
            yield from said(parse(context.text(reference["digest"])), sections)


def _comments(context: RunContext, state: State) -> Iterator[str]:
    """Yield what people said at the gates of the run."""
    for node in context.blueprint.nodes:
        given = state["contributions"].get(node.id, {}) if node.gate else {}
        for digest in given.values():
            yield from (row["comment"] for row in json.loads(context.text(digest)))
