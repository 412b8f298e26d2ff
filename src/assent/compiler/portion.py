"""Which part of what a step reads each of its roles is shown, by what the role has to answer.

Where several roles share a step, each is shown what bears on its own part: the passages that
hold a word by which its needs and its questions are recognised, the documents whose rows it
must account for, and the sections that such rows name. What bears on nobody's part is shown
to the first of the roles, so that nothing a step reads is read by no one. A role that writes
alone is shown everything, and so is one that negotiates.
"""

from collections.abc import Mapping
from typing import NamedTuple

from assent.compiler.context import RunContext
from assent.compiler.excerpts import excerpted
from assent.compiler.interest import Interest, interest
from assent.compiler.material import Material
from assent.compiler.seeing import View
from assent.compiler.sharing import Share, share
from assent.reading.document import parse
from assent.records import Draft, Mode, Role, Step
from assent.writing.excerpt import excerpt

__all__ = ["Portion", "portion"]

_SHARED = frozenset({Mode.sequence, Mode.round_robin, Mode.parallel})
_CLAUSES = "organisation"


class Portion(NamedTuple):
    """What one role is shown of what its step reads, by name."""

    briefs: dict[str, str]
    documents: dict[str, str]


class _Reader(NamedTuple):
    """A role of a step: what it looks for, and what it is shown whole."""

    interest: Interest
    whole: frozenset[str]


def portion(context: RunContext, step: Step, role: Role, material: Material) -> Portion:
    """Return what a role is shown in its turn.

    A document is whole to who accounts for its rows, and all are to who revises one of them.
    """
    briefs, drafts = _declared(context, step, material)
    if len(step.agents) == 1 or step.collaboration not in _SHARED:
        return Portion(briefs, {name: excerpt(draft) for name, draft in drafts.items()})
    readers = {a: _reader(context, step, a, material, drafts) for a in step.agents}
    own = readers[role.id]
    named = {cell for name in own.whole & drafts.keys() for cell in _cells(drafts[name])}

    def view(name: str) -> View:
        others = [readers[agent] for agent in step.agents if agent != role.id]
        first = role.id == step.agents[0] and not any(name in other.whole for other in others)
        return View(own.interest, tuple(o.interest for o in others) if first else None)

    return Portion(
        {n: text if n in own.whole else view(n).of_text(text) for n, text in briefs.items()},
        {
            n: excerpt(draft) if n in own.whole else view(n).of_draft(draft, named)
            for n, draft in drafts.items()
        },
    )


def _declared(
    context: RunContext, step: Step, material: Material
) -> tuple[dict[str, str], dict[str, Draft]]:
    """Return what the procedure says is read: inputs and documents, or the parts it names."""
    briefs = dict(material.briefs)
    drafts = {name: parse(text) for name, text in material.documents.items()}
    for name, parts in step.excerpts.items():
        if name in briefs:
            briefs[name] = excerpt(excerpted(parse(briefs[name]), parts, {}))
        elif name in drafts and name != material.base:
            drafts[name] = excerpted(drafts[name], parts, _tables(context, name))
    return briefs, drafts


def _reader(
    context: RunContext, step: Step, agent: str, material: Material, drafts: Mapping[str, Draft]
) -> _Reader:
    part = share(material.sections, step, agent)
    found = interest(context.role(agent), part)
    whole = {name for name in drafts if found.covers & set(_tables(context, name).values())}
    whole |= {_CLAUSES} if part.goes_through_clauses else set()
    if material.base and _revises(drafts[material.base], part):
        whole |= drafts.keys()
    return _Reader(found, frozenset(whole))


def _revises(base: Draft, part: Share) -> bool:
    """Tell whether a role writes sections of its own in a document that is there already."""
    own = {section.id for section in part.owned}
    return any(section.id in own for section in base.sections)


def _tables(context: RunContext, document: str) -> dict[str, str]:
    """Return which table each section of a document holds, by section id."""
    sections = context.template_of(document).sections
    return {section.id: section.table.name for section in sections if section.table}


def _cells(draft: Draft) -> set[str]:
    return {cell for s in draft.sections if s.table for row in s.table.rows for cell in row}
