"""Writes a workflow in the house form: front matter, sections for people, one heading a step.

What was inferred carries the mark ``*(inferred)*``; what no rule understood stands where it
stood, word for word. Reading the text again gives the same workflow.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assent.records import Note, Workflow
from assent.writing.step import Names, render

__all__ = ["write"]

_STEP = re.compile(r"Step (\d+)(?:: (.+))?")
_PLAIN = re.compile(r"[A-Za-z][\w ,.()/'-]*")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_WORDS = {"true", "false", "null"}
_RESERVED = {
    "steps", "procedure", "procedure steps", "workflow steps", "the steps", "instructions",
    "purpose", "overview", "outputs", "agents", "roles", "inputs",
}  # fmt: skip


def write(workflow: Workflow, names: Names | None = None) -> str:
    """Return the workflow's document; with ``names``, roles and groups go by their titles."""
    named = names or Names()
    steps = {str(step.number): step for step in workflow.steps}
    of_steps: dict[str, list[Note]] = {number: [] for number in steps}
    inner: list[Note] = []
    sections: list[Note] = []
    for note in workflow.notes:
        found = _STEP.fullmatch(note.title)
        if found and found[1] in steps:
            of_steps[found[1]].append(note)
        else:
            (inner if note.title == "Steps" else sections).append(note)
    before = [note for note in sections if note.line < workflow.steps[0].line]
    after = [note for note in sections if note not in before]
    decisions = [note for note in after[:1] if note.title == "Decision points"]
    said = {note.title.strip("*_` ").lower() for note in sections}
    parts = [
        *_opening(workflow, before, said),
        "## Steps",
        *(note.text for note in inner),
        *(
            render(step, workflow, named, of_steps.pop(str(step.number), []))
            for step in workflow.steps
        ),
        *map(_section, decisions),
        *_list("Outputs", (f"- {item}" for item in workflow.outputs), {"outputs"} & said),
        *map(_section, after[len(decisions) :]),
    ]
    return f"{_front(workflow)}\n" + "\n\n".join(parts) + "\n"


def _opening(workflow: Workflow, before: list[Note], said: set[str]) -> Iterator[str]:
    """Yield title and purpose, the roles that the document introduces, and what stands there."""
    title = " ".join(workflow.title.split())
    heading = f"Workflow: {title}" if title.lower() in _RESERVED else title
    yield f"# {heading}"
    if before and before[0].title == heading and before[0].text:
        yield before.pop(0).text
    if workflow.purpose:
        yield f"## Purpose\n\n{workflow.purpose}"
    roles = (f"- **{role}**: {text}".rstrip() for role, text in workflow.declared.items())
    yield from _list("Agents", roles, {"agents", "roles"} & said)
    yield from map(_section, before)


def _section(note: Note) -> str:
    return f"## {note.title}\n\n{note.text}" if note.text else f"## {note.title}"


def _list(title: str, items: Iterable[str], there: set[str]) -> Iterator[str]:
    """Yield a section of the items, unless the document's own is kept as it was written."""
    rows = list(items)
    if rows and not there:
        yield "\n".join([f"## {title}", "", *rows])


# ---- front matter ----------------------------------------------------------------------


def _front(workflow: Workflow) -> str:
    lines = [
        "---",
        f"id: {_scalar(workflow.id)}",
        f"title: {_scalar(workflow.title)}",
        f"version: {_scalar(workflow.version)}",
        f"active: {json.dumps(workflow.active)}",
        f"class: {workflow.decision_class.value}",
        *_inputs(workflow),
    ]
    if workflow.stages or any(step.stage for step in workflow.steps):
        lines.append(f"stages: [{', '.join(map(_scalar, workflow.stages))}]")
    if workflow.inferred:
        lines.append(f"inferred: [{', '.join(workflow.inferred)}]")
    lines += [f"{_scalar(key)}: {_value(value)}" for key, value in workflow.extra.items()]
    return "\n".join([*lines, "---"])


def _inputs(workflow: Workflow) -> Iterator[str]:
    if workflow.inputs:
        yield "inputs:"
    for entry in workflow.inputs:
        facts: dict[str, Any] = {
            "kind": entry.kind,
            "required": entry.required if entry.required is (entry.default is not None) else None,
            "choices": list(entry.choices),
            "default": entry.default,
            "about": entry.about,
        }
        kept = {key: value for key, value in facts.items() if value not in (None, "", [])}
        yield f"  {_scalar(entry.name)}: {_value(kept)}"


def _value(value: Any) -> str:
    """Return plain data as YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(k)}: {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _scalar(value) if isinstance(value, str) and " " not in value else _quoted(value)


def _scalar(text: str) -> str:
    """Return a text plain where YAML reads it back as that text, else quoted."""
    plain = _PLAIN.fullmatch(text) and "," not in text and text == text.strip()
    word = text.lower() in _WORDS
    return text if (plain and not word) or _NUMBER.fullmatch(text) else _quoted(text)


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
