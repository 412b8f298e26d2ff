"""A turn becomes a model request: fenced material in the words of the practice's own prompts."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from assent.compiler.blueprint import Node
from assent.compiler.context import RunContext
from assent.compiler.material import Material, gather
from assent.compiler.reply import ReplyForm, reply_form
from assent.compiler.sharing import Share, share_in, stances
from assent.compiler.state import State
from assent.compiler.tooling import described
from assent.records import BlockKind, Message, Request, Role, Step, TurnKind
from assent.writing.fence import fence
from assent.writing.template import render

__all__ = ["ask_for", "contribution_text"]


def ask_for(context: RunContext, state: State, node: Node) -> tuple[Request, ReplyForm]:
    """Return the request of a turn, and the form its reply must have."""
    step = context.step(node.step)
    role = context.role(node.role or "")
    material = gather(context, state, step)
    part = share_in(material.sections, step, node)
    agents = tuple(r.id for r in context.practice.roles.values())
    kind = node.turn or TurnKind.draft
    revises = material.base is not None
    form = reply_form(part, agents, revises=revises, stances=stances(kind))
    holes = {
        "card": fence("card", role.id, role.prose),
        "template": fence("template", material.template.kind, _template(material, part)),
        "briefs": _fenced("brief", material.briefs),
        "documents": _fenced("document", material.documents),
        "contributions": _fenced("contribution", _heard(context, state, node, material)),
        "comments": _fenced("comment", {c.id: c.text for c in material.comments}),
        "task": fence("task", node.id, _task(step, role, kind, material, part)),
    }
    source = context.practice.prompts[kind.value]
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


def _template(material: Material, part: Share) -> str:
    return render(material.template, part.sections)


def _fenced(kind: BlockKind, texts: Mapping[str, str]) -> str:
    return "\n".join(fence(kind, name, text) for name, text in texts.items())


def _heard(context: RunContext, state: State, node: Node, material: Material) -> dict[str, str]:
    """Return what was said before in this step and round, by role."""
    heard: dict[str, str] = {}
    rounds = dict.fromkeys(node.sees, material.round)
    rounds |= dict.fromkeys(node.recalls, material.round - 1)
    for other, round_ in rounds.items():
        digest = state["contributions"].get(other, {}).get(str(round_))
        role = context.blueprint.node(other).role
        if digest and role:
            heard[role] = contribution_text(json.loads(context.text(digest)), material)
    return heard


def contribution_text(data: Mapping[str, Any], material: Material) -> str:
    """Return a contribution as Markdown, for those who speak after it."""
    titles = {section.id: section.title for section in material.sections}
    parts = [
        f"## {titles.get(section['id'], section['id'])}\n\n{section['markdown'].strip()}\n"
        for section in data["sections"]
    ]
    for rows in data["tables"].values():
        parts.extend("- " + " | ".join(row.values()) for row in rows)
    if position := data.get("position"):
        parts.append(f"Position: {position['stance']}\n\n{position['statement'].strip()}\n")
    return "\n".join(parts)


def _task(step: Step, role: Role, kind: TurnKind, material: Material, part: Share) -> str:
    lines = {
        "Kind": kind.value,
        "Step": str(step.number),
        "Title": step.title,
        "Role": role.id,
        "Role title": role.title,
        "Output": step.output or "",
        "Mode": step.collaboration.value,
        "Round": str(material.round),
        "Writes": ", ".join(section.id for section in part.sections),
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
    return SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
