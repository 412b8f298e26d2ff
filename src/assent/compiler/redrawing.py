"""The body that draws a plan anew for a window that a person moved; no agent is asked.

Nothing else of the document changes, so that the next packet shows the move and nothing
but the move: the writes as they are simulated now, and who asked for which window, and why.
"""

from datetime import datetime
from typing import Any

from langgraph.types import Command

from assent.canonical import digest
from assent.compiler.appending import with_sections
from assent.compiler.blueprint import Node, NodeKind
from assent.compiler.context import RunContext
from assent.compiler.drafting import reference
from assent.compiler.gates import drafted_in, subject_of
from assent.compiler.planning import PLAN, draw, keep, plan_of, plan_section
from assent.compiler.recalling import plan_again, version_again
from assent.compiler.state import Body, State, round_of
from assent.errors import FailedError
from assent.reading.document import parse
from assent.records import Document, DocumentStatus, DraftSection, Move, Plan, Step, TurnKind
from assent.writing.document import compose

__all__ = ["redrawing"]


def redrawing(context: RunContext, node: Node) -> Body:
    """Return the body that leads from a moved window to the next packet.

    Running it twice stores one version, made in the name of who moved the window.
    """
    ways = {b.outcome: b.targets for b in context.blueprint.branches if b.source == node.id}

    async def body(state: State) -> Command[Any]:
        move = context.ledger.moves.latest(context.run.id)
        if move is None:
            raise FailedError(
                f"nobody moved the window of run {context.run.id!r}. "
                f"See: assent trace {context.run.id}"
            )
        name = subject_of(context, state, context.step(node.step))
        step = drafted_in(context, name, node.step)
        document = _stored(context, state, name) or _drawn(context, state, step, name, move)
        plan = _plan(context, step, document)
        artifacts = {PLAN: plan, (step.artifact or name): document.digest}
        context.report("drafted", step.number, detail=f"{name} version {document.version}")
        update = {
            "documents": {name: reference(document)},
            "run": {"artifacts": artifacts},
            "contributions": _unsaid(context, state, node),
        }
        return Command(update=update, goto=list(ways["redrawn"]))

    return body


def _stored(context: RunContext, state: State, name: str) -> Document | None:
    """Return the version that an earlier try stored, when it died before it could go on."""
    if context.rebuilding:
        return version_again(context, state, name)
    latest = context.ledger.documents.latest(context.run.id)[name]
    return latest if latest.version > state["documents"][name]["version"] else None


def _plan(context: RunContext, step: Step, document: Document) -> str:
    """Return the plan that was kept with a version."""
    again = plan_again(context, step, document) if context.rebuilding else None
    return again if again is not None else context.ledger.runs.row(context.run.id).artifacts[PLAN]


def _drawn(context: RunContext, state: State, step: Step, name: str, move: Move) -> Document:
    """Store the plan, then the version of its document that shows it."""
    current = context.ledger.documents.get(
        context.run.id, name, state["documents"][name]["version"]
    )
    draft = parse(context.text(current.digest))
    drawn = draw(context, state, draft, context.template_of(name))
    sections = (plan_section(drawn), _section(plan_of(context, state), move))
    content = compose(with_sections(draft, sections)).encode()
    document = current.model_copy(
        update={
            "version": current.version + 1,
            "digest": digest(content),
            "status": DocumentStatus.draft,
            "editors": tuple(dict.fromkeys((*current.editors, move.person))),
            "made_from": {**current.made_from, name: current.digest},
            "made_at": context.clock.now(),
            "note": move.reason,
        }
    )
    plan = keep(context, drawn.plan) if drawn.plan else ""
    artifacts = {PLAN: plan, (step.artifact or name): document.digest}
    context.ledger.runs.change(context.lease, artifacts=artifacts)
    context.ledger.documents.add(document, content, context.lease)
    return document


def _unsaid(context: RunContext, state: State, node: Node) -> dict[str, Any]:
    """Take back what an agent said of the plan before: it was about another window."""
    round_ = str(round_of(state, node.step or 0))
    turns = context.blueprint.turns(node.step or 0)
    ready = [n.id for n in turns if n.kind is NodeKind.turn and n.turn is TurnKind.ready]
    return {turn: {round_: ""} for turn in ready}


def _section(before: Plan | None, move: Move) -> DraftSection:
    """Return the section that says who moved the window, to what, and what was found in it."""
    window = move.examination.window
    found = [f"- {r.message}" for r in move.examination.timed] or ["- Nothing was found in it."]
    lines = [
        f"The window is {_utc(window.start, window.end) if window else 'not known'}.",
        *([f"Before, it was {_utc(*before.window)}."] if before else []),
        f"{move.person_name} ({move.person}) moved it at {move.at:%Y-%m-%d %H:%M} UTC, "
        f"move {move.number}: {' '.join(move.reason.split())}",
        "Where this document names another window, this one holds.",
        "",
        *found,
    ]
    return DraftSection(
        id="window-as-moved", title="The window, as it was moved", markdown="\n".join(lines)
    )


def _utc(start: datetime, end: datetime) -> str:
    return f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC"
