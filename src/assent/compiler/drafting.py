"""The body of an assembly: contributions in, the next version of the step's document out."""

import json
from typing import Any

from assent.canonical import digest
from assent.compiler.appending import added, with_sections
from assent.compiler.assembly import Contribution, assemble
from assent.compiler.blueprint import Node
from assent.compiler.checks import check, marked, unmarked
from assent.compiler.context import RunContext
from assent.compiler.grounds import grounds
from assent.compiler.lineage import kind_of
from assent.compiler.material import Material, gather
from assent.compiler.planning import PLAN
from assent.compiler.positions import POSITIONS, positions, with_positions
from assent.compiler.recalling import plan_again, recorded, version_again
from assent.compiler.sharing import share_in
from assent.compiler.state import Body, State
from assent.crash import reach
from assent.errors import IntegrityError
from assent.reading.document import parse
from assent.records import (
    OFFLINE,
    Document,
    DocumentStatus,
    Draft,
    OpenItem,
    Step,
    Template,
    TurnKind,
)
from assent.writing.document import compose

__all__ = ["assembly", "problems"]


def assembly(context: RunContext, node: Node) -> Body:
    """Return the body of an assembly. Running it twice stores one version."""

    async def body(state: State) -> dict[str, Any]:
        step = context.step(node.step)
        material = gather(context, state, step)
        if again := _again(context, state, step, material):
            return again
        draft = _draft(context, state, step, material)
        more = added(context, state, step, draft, material.template)
        marked_ = _marked(context, state, step, material, draft)
        content = compose(with_sections(marked_, more.sections)).encode()
        document = _document(context, state, step, material, content)
        reach("before-document")
        context.ledger.documents.add(document, content, context.lease)
        reach("after-document")
        _supersede(context, state, material.base, document.name)
        produced = {(step.artifact or document.name): document.digest, **more.artifacts}
        context.ledger.runs.change(context.lease, stage=step.stage, artifacts=produced)
        context.report("drafted", step.number, detail=f"{document.name} version {document.version}")
        return _kept(step, material, document, draft, produced)

    return body


def _again(
    context: RunContext, state: State, step: Step, material: Material
) -> dict[str, Any] | None:
    """Return what the state kept when this version was drafted, for a run that is built again."""
    document = version_again(context, state, step.output or f"step-{step.number}.md")
    if document is None:
        return None
    produced = {(step.artifact or document.name): document.digest}
    if step.turn is TurnKind.plan:
        plan = plan_again(context, step, document)
        if plan is None:  # it was stored, and nothing recorded of it
            return None
        produced[PLAN] = plan
    elif not recorded(context, document.digest):
        _supersede(context, state, material.base, document.name)
        context.ledger.runs.change(context.lease, stage=step.stage, artifacts=produced)
    return _kept(step, material, document, parse(context.text(document.digest)), produced)


def _kept(
    step: Step, material: Material, document: Document, draft: Draft, produced: dict[str, str]
) -> dict[str, Any]:
    """Return what the state keeps of a version that was drafted."""
    run: dict[str, Any] = {"artifacts": produced}
    if step.stage:
        run["stage"] = step.stage
    return {
        "run": run,
        "documents": {
            **_superseded(material.base, document.name),
            document.name: reference(document),
        },
        "open_items": _open_items(draft, document),
    }


def _supersede(context: RunContext, state: State, base: str | None, name: str) -> None:
    """Mark the document of another name that this one revises: a draft gives way to the next."""
    for earlier in _superseded(base, name):
        version = state["documents"][earlier]["version"]
        status = DocumentStatus.superseded
        context.ledger.documents.mark(context.run.id, earlier, version, status, context.lease)


def _superseded(base: str | None, name: str) -> dict[str, dict[str, str]]:
    if base is None or base == name:
        return {}
    return {base: {"status": DocumentStatus.superseded.value}}


def reference(document: Document) -> dict[str, Any]:
    """Return what the state keeps of a document."""
    return {
        "version": document.version,
        "digest": document.digest,
        "status": document.status.value,
    }


def _draft(context: RunContext, state: State, step: Step, material: Material) -> Draft:
    contributions = [
        _contribution(context, step, material, node, digest_)
        for node, digest_ in _given(context, state, step, material)
    ]
    base = unmarked(parse(material.documents[material.base])) if material.base else None
    titles = {role.id: role.title for role in context.practice.roles.values()}
    title = material.template.title
    if material.template.kind == "generic" and step.output:
        title = kind_of(step.output).replace("-", " ").capitalize()
    label = _label(context, step, material)
    draft = assemble(title, material.template.sections, contributions, base, titles, label)
    return with_positions(draft, positions(context, state, step))


def _marked(
    context: RunContext, state: State, step: Step, material: Material, draft: Draft
) -> Draft:
    """Return the draft with every figure marked that rests on nothing."""
    known = grounds(context, state, step.output or "")
    sections = (*material.template.sections, POSITIONS)
    return marked(draft, sections, known)


def _label(context: RunContext, step: Step, material: Material) -> str:
    """Return what a reader must know of who drafted, as the journal has it."""
    journal = context.ledger.journal
    nodes = context.blueprint.turns(step.number)
    won = [journal.winner(context.run.id, node.id, material.round) for node in nodes]
    without = any(reply and reply.model == OFFLINE for reply in won)
    return "Drafted without a model" if without else ""


def _given(
    context: RunContext, state: State, step: Step, material: Material
) -> list[tuple[Node, str]]:
    """Return (turn, digest) of each contribution of the round, in the order of the turns."""
    given = [
        (node, state["contributions"][node.id][str(material.round)])
        for node in context.blueprint.turns(step.number)
    ]
    for node, digest_ in given:
        won = context.ledger.journal.winner(context.run.id, node.id, material.round)
        if won is None or won.contribution_digest != digest_:
            raise IntegrityError(
                f"the contribution of {node.id!r}, round {material.round}, is not the reply that "
                f"was journalled. Nothing was drafted. See: assent trace {context.run.id}"
            )
    return given


def _contribution(
    context: RunContext, step: Step, material: Material, node: Node, digest_: str
) -> Contribution:
    data = json.loads(context.text(digest_))
    role = node.role or ""
    part = share_in(material.sections, step, node)
    return Contribution.of(role, context.title_of(role), part, data)


def _document(
    context: RunContext, state: State, step: Step, material: Material, content: bytes
) -> Document:
    name = step.output or f"step-{step.number}.md"
    version = int(state["documents"].get(name, {}).get("version", 0)) + 1
    return Document(
        run_id=context.run.id,
        name=name,
        version=version,
        digest=digest(content),
        kind=material.template.kind,
        step=step.number,
        status=DocumentStatus.draft,
        roles=step.agents,
        editors=_editors(context, name),
        made_from=material.digests,
        made_at=context.clock.now(),
    )


def _editors(context: RunContext, name: str) -> tuple[str, ...]:
    """Return who changed earlier versions by hand: their words may stand in the next one too."""
    earlier = context.ledger.documents.versions(context.run.id, name)
    return tuple(dict.fromkeys(editor for version in earlier for editor in version.editors))


def _open_items(draft: Draft, document: Document) -> dict[str, Any]:
    """Return the draft's open questions by the digest of their text: asked once is enough."""
    return {
        digest(q.question.encode())[7:19]: OpenItem(
            id=digest(q.question.encode())[7:19],
            kind="question",
            text=q.question,
            owner=q.owner,
            raised_by=q.raised_by,
            document=document.name,
        ).plain()
        for q in draft.open_questions
    }


def problems(context: RunContext, state: State, step: Step, text: str) -> list[str]:
    """Return what the code's checks say of a document that is decided on in a step."""
    maker = _maker(context, state, step)
    read: dict[str, tuple[Template, Draft]] = {
        name: (context.template_of(name), parse(context.text(ref["digest"])))
        for name, ref in state["documents"].items()
        if name != maker.output
    }
    sections = (*gather(context, state, maker).sections, POSITIONS)
    return check(parse(text), sections, read, grounds(context, state, maker.output or ""))


def _maker(context: RunContext, state: State, step: Step) -> Step:
    """Return the step that made the document: this one, or the latest with an output before."""
    if step.output:
        return step
    before = [s for s in context.workflow.steps if s.number < step.number]
    return next((s for s in reversed(before) if s.output in state["documents"]), step)
