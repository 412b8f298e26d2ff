"""What a signature stands for: one function finds it, at signing as at launch."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress

from assent.canonical import digest, dumps
from assent.errors import UnknownTargetError
from assent.execution import target_of
from assent.ports import Tool, WriteTool
from assent.records import PlanMode, Practice, Procedure, ToolDescriptor, Workflow
from assent.runner.rows import tool_for
from assent.runner.snapshot import take
from assent.tools import DESCRIBED
from assent.writing.changes import Change, show_changes
from assent.writing.workflow import write

__all__ = ["difference", "known_tools", "parts_of", "procedure_of"]

Known = Mapping[str, ToolDescriptor]


def known_tools(
    given: Mapping[str, Tool], writes: Mapping[str, WriteTool]
) -> dict[str, ToolDescriptor]:
    """Return what every tool of a runner declares, by the name it is called by."""
    reading = {name: tool.descriptor for name, tool in given.items()}
    writing = {name: tool.descriptor for name, tool in writes.items()}
    return {**DESCRIBED, **reading, **writing}


def procedure_of(workflow: Workflow, practice: Practice, known: Known) -> Procedure:
    """Return a procedure as it stands in a practice, before generic roles are bound.

    Every card, prompt and template is part of it: each card's role may be asked a question
    or handed a step, and each prompt speaks for the whole. So are the tools that the cards
    of its roles name and, when it executes, those that write to a target of practice.yaml;
    a tool that the runner was not given is no part, and makes another procedure once it is.
    """
    kept = take(practice, workflow)
    named = {*_reading(workflow, practice), *_writing(workflow, practice)}
    return Procedure(
        workflow=workflow.id,
        path=workflow.path,
        source=_source(workflow, practice),
        reading=workflow.record_digest,
        cards=kept.cards,
        prompts=kept.prompts,
        templates=kept.templates,
        tools={name: known[name].record_digest for name in sorted(named) if name in known},
    )


def parts_of(
    procedure: Procedure, workflow: Workflow, practice: Practice, known: Known
) -> dict[str, bytes]:
    """Return the bytes of a procedure and of its parts, by their digests."""
    texts = [practice.sources[path].encode() for path in practice.sources]
    described = [dumps(known[name].plain()) for name in procedure.tools]
    own = [dumps(procedure.plain()), dumps(workflow.plain())]
    wanted = {*procedure.parts.values(), procedure.reading, procedure.record_digest}
    found = {digest(body): body for body in (*own, *texts, *described)}
    return {name: body for name, body in found.items() if name in wanted}


def difference(before: Procedure, after: Procedure, text: Callable[[str], str]) -> str:
    """Return which parts changed between two procedures, and which of their lines, in bounds.

    ``text`` returns the content of a digest. A workflow that reads differently although
    its own text is the same (a group has other members, a role another name) is shown in
    the house form.
    """
    changes = list(_changes(before, after, text))
    if not changes and before.reading != after.reading:
        forms = [_form(text(one.reading)) for one in (before, after)]
        changes = [Change(f"{after.workflow} as it is read", *forms)]
    return show_changes(changes)


def _changes(before: Procedure, after: Procedure, text: Callable[[str], str]) -> Iterator[Change]:
    old, new = before.parts, after.parts
    for name in dict.fromkeys((*new, *old)):
        if old.get(name) != new.get(name):
            sides = [text(side[name]) if name in side else None for side in (old, new)]
            shown = map(_laid_out, sides) if name.startswith("tool ") else sides
            yield Change(name, *shown)


def _laid_out(descriptor: str | None) -> str | None:
    """Return what a tool declares as lines that can be compared."""
    if descriptor is None:
        return None
    return json.dumps(json.loads(descriptor), indent=2, ensure_ascii=False)


def _form(record: str) -> str:
    return write(Workflow.model_validate_json(record))


def _source(workflow: Workflow, practice: Practice) -> str | None:
    """Return the digest of the workflow's document, if the practice holds its bytes."""
    held = digest(practice.sources.get(workflow.path, "").encode())
    return held if held == workflow.source_digest else None


def _reading(workflow: Workflow, practice: Practice) -> Iterator[str]:
    """Yield the tools that are named on the cards of everybody who may work in a workflow."""
    for role in _cast(workflow, practice):
        card = practice.roles.get(role)
        yield from card.tools if card else ()


def _cast(workflow: Workflow, practice: Practice) -> Iterable[str]:
    """Return the roles of a workflow; of a generic one, all that it may be bound to."""
    leaders = {r for s in workflow.steps for r in (s.facilitator, s.decider) if r}
    generic = practice.organisation.generic
    bound = {real for role in workflow.roles for real in generic.get(role, ())}
    cast = {*workflow.roles, *leaders, *bound}
    ways_up = {practice.roles[r].escalates_to for r in cast if r in practice.roles}
    return cast | {role for role in ways_up if role}


def _writing(workflow: Workflow, practice: Practice) -> Iterator[str]:
    """Yield the tools that write to the targets, for a workflow that executes."""
    if not any(step.executes for step in workflow.steps):
        return
    named = practice.organisation.extra.get("targets")
    for name in named if isinstance(named, Mapping) else ():
        with suppress(UnknownTargetError):  # a target that is none is written to by nobody
            yield tool_for(target_of(practice.organisation, name, PlanMode.live))
