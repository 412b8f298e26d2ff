"""A turn becomes a model request: fenced material in the words of the practice's own prompts."""

from collections.abc import Mapping
from functools import lru_cache

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from assent.compiler.blueprint import Node
from assent.compiler.context import RunContext
from assent.compiler.hearing import heard
from assent.compiler.material import Material, gather
from assent.compiler.portion import portion
from assent.compiler.reply import ReplyForm, reply_form
from assent.compiler.sharing import Share, share_in, stances
from assent.compiler.state import State
from assent.compiler.tooling import described
from assent.reading.document import parse
from assent.records import (
    BlockKind,
    Draft,
    DraftSection,
    Message,
    Request,
    Role,
    Section,
    Step,
    TurnKind,
)
from assent.writing.card import portrait
from assent.writing.fence import fence
from assent.writing.template import render

__all__ = ["ask_for"]

_DISPUTES = frozenset({TurnKind.propose, TurnKind.answer, TurnKind.rule})
"""Turns in which a role holds its own against others."""


def ask_for(context: RunContext, state: State, node: Node) -> tuple[Request, ReplyForm]:
    """Return the request of a turn, and the form its reply must have."""
    step = context.step(node.step)
    role = context.role(node.role or "")
    material = gather(context, state, step)
    part = share_in(material.sections, step, node)
    agents = tuple(r.id for r in context.practice.roles.values())
    kind = node.turn or TurnKind.draft
    form = reply_form(part, agents, revises=material.base is not None, stances=stances(kind))
    source = context.practice.prompts[kind.value]
    holes = _holes(context, state, node, material, part)
    messages = (
        Message(role="system", content=_block(source, "system", holes)),
        Message(role="user", content=_block(source, "user", holes)),
    )
    request = Request(
        role=role.id,
        kind=kind,
        messages=messages,
        schema_name=material.template.kind,
        json_schema=form.schema,
        tools=described(context, role),
    )
    return request, form


def _holes(
    context: RunContext, state: State, node: Node, material: Material, part: Share
) -> dict[str, str]:
    """Return what the blocks of a prompt are, each fenced and named."""
    step, role = context.step(node.step), context.role(node.role or "")
    kind = node.turn or TurnKind.draft
    shown = portion(context, step, role, material)
    return {
        "card": fence("card", role.id, _card(role, kind, part)),
        "template": fence("template", material.template.kind, _template(material, role, part)),
        "briefs": _fenced("brief", shown.briefs),
        "documents": _fenced("document", shown.documents),
        "contributions": _fenced("contribution", heard(context, state, node, material, part)),
        "comments": _fenced("comment", {c.id: c.text for c in material.comments}),
        "revises": material.base or "",
        "task": fence("task", node.id, _task(step, role, kind, material)),
    }


def _card(role: Role, kind: TurnKind, part: Share) -> str:
    dispute = kind in _DISPUTES
    return portrait(role, needs=dispute or part.goes_through_needs, dispute=dispute)


def _template(material: Material, role: Role, part: Share) -> str:
    base = parse(material.documents[material.base]) if material.base else Draft(title="")
    settled = {s.id for s in part.sections if _settled(base.section(s.id), s, role)}
    return render(material.template, part.sections, settled=settled, writer=role.id)


def _settled(before: DraftSection | None, section: Section, role: Role) -> bool:
    """Tell whether a document has a section, with the role's part where each adds one."""
    if before is None:
        return False
    return not section.each or any(part.role_title == role.title for part in before.parts)


def _fenced(kind: BlockKind, texts: Mapping[str, str]) -> str:
    return "\n".join(fence(kind, name, text) for name, text in texts.items())


def _task(step: Step, role: Role, kind: TurnKind, material: Material) -> str:
    lines = {
        "Kind": kind.value,
        "Step": str(step.number),
        "Title": step.title,
        "Role": role.id,
        "Role title": role.title,
        "Output": step.output or "",
        "Round": str(material.round),
        "Revises": material.base or "",
        "Action": step.parts.get(role.id, step.action),
    }
    return "\n".join(f"{name}: {value}" for name, value in lines.items() if value)


def _block(source: str, block: str, holes: Mapping[str, str]) -> str:
    template = _environment().from_string(source)
    context = template.new_context(dict(holes))
    return "".join(template.blocks[block](context)).strip() + "\n"


@lru_cache(maxsize=1)
def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(
        undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True
    )
