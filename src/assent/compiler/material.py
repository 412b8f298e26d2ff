"""What a role is shown in a turn: the inputs, documents, contributions and comments, by name."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from assent.compiler.blueprint import Node, NodeKind
from assent.compiler.context import RunContext
from assent.compiler.examining import as_text, examination_of, level_of, rules_text
from assent.compiler.executing import account_text
from assent.compiler.lineage import base_of, readable
from assent.compiler.sharing import applicable
from assent.compiler.state import State, round_of
from assent.records import Organisation, Section, Step, Template

__all__ = ["Comment", "Material", "change_facts", "gather", "organisation_facts"]


@dataclass(frozen=True)
class Comment:
    """What a person said at a gate when sending a document back."""

    id: str
    person: str
    text: str


@dataclass(frozen=True)
class Material:
    """What one step may read in one round. ``base`` is the document that its output revises."""

    template: Template
    sections: tuple[Section, ...]
    briefs: dict[str, str]
    documents: dict[str, str]
    digests: dict[str, str]
    base: str | None
    comments: tuple[Comment, ...]
    round: int


def gather(context: RunContext, state: State, step: Step) -> Material:
    """Collect what the step reads, as it stands in this run and round."""
    names = readable(context.workflow, step)
    documents = {name: ref["digest"] for name, ref in state["documents"].items() if name in names}
    base = base_of(step, [name for name in names if name in documents])
    if step.output and step.output in state["documents"]:
        base = step.output
        documents[step.output] = state["documents"][step.output]["digest"]
    inputs = {name: context.run.inputs[name] for name in names if name in context.run.inputs}
    briefs = {name: context.text(digest) for name, digest in inputs.items()}
    briefs |= _built_in(context, state, step, names)
    template = context.template_of(step.output or "readiness-note.md")
    return Material(
        template=template,
        sections=applicable(template, _tables(context, documents)),
        briefs=briefs,
        documents={name: context.text(digest) for name, digest in documents.items()},
        digests={**inputs, **documents},
        base=base,
        comments=_comments(context, state, step),
        round=round_of(state, step.number),
    )


def _built_in(
    context: RunContext, state: State, step: Step, names: Collection[str]
) -> dict[str, str]:
    """Return the facts that code gives and the step reads."""
    named = {*names, *(["execution"] if step.executes else [])}
    briefs = {"organisation": organisation_facts(context.practice.organisation)}
    briefs |= change_facts(context, state)
    return {name: text for name, text in briefs.items() if name in named}


def change_facts(context: RunContext, state: State) -> dict[str, str]:
    """Return what code knows of a change: its examination, the rules, the record, the writes."""
    examination = examination_of(context, state)
    if examination is None:
        return {}
    governor = context.governor
    record = governor.text_of(examination.request.record) if governor else ""
    return {
        "examination": as_text(examination),
        "rules": rules_text(examination, level_of(context.practice.organisation)),
        "execution": account_text(context, state),
        **({"record": record} if record else {}),
    }


def _tables(context: RunContext, documents: dict[str, str]) -> set[str]:
    sections = [s for name in documents for s in context.template_of(name).sections]
    return {section.table.name for section in sections if section.table}


def _comments(context: RunContext, state: State, step: Step) -> tuple[Comment, ...]:
    """Return what people said when they sent this step back for the present round."""
    before = str(round_of(state, step.number) - 1)
    entries = _turns_of(context, step)
    found: list[Comment] = []
    for branch in context.blueprint.branches:
        if branch.outcome != "rework" or not entries & set(branch.targets):
            continue
        digest = state["contributions"].get(branch.source, {}).get(before)
        said = json.loads(context.text(digest)) if digest else []
        found.extend(
            Comment(f"comment-{index}", row["person"], row["comment"])
            for index, row in enumerate(said, 1)
        )
    return tuple(found)


def _turns_of(context: RunContext, step: Step) -> set[str]:
    nodes: tuple[Node, ...] = context.blueprint.turns(step.number)
    return {node.id for node in nodes if node.kind is NodeKind.turn}


def organisation_facts(organisation: Organisation) -> str:
    """Return what practice.yaml says that a draft may rely on: no person is named."""
    lines = [f"# {organisation.title}", "", "## Frameworks", ""]
    for framework in organisation.frameworks:
        external = "yes" if framework.external else "no"
        clauses = framework.clauses or ("",)
        lines.extend(
            f"- {framework.title}{', clause ' + clause if clause else ''} (external: {external})"
            for clause in clauses
        )
    lines += ["", "## Roles that only people hold", ""]
    lines.extend(f"- {role.title}" for role in organisation.roles)
    return "\n".join(lines) + "\n"
