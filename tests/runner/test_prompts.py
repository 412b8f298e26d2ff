"""What prompts cost, and that nothing a document needs is missing from what its step reads."""

import json
import math
from pathlib import Path

import pytest

from assent.compiler.lineage import base_of, kind_of
from assent.practice import load
from assent.records import Reply, Request, Usage
from assent.runner import approve

ROOT = Path(__file__).parents[2]
PRACTICE = load(ROOT)
REPLY = 2000


class TwoKilobytes:
    """Answers every request with two kilobytes of text, shared out over its sections."""

    name = "two-kilobytes"

    async def reply(self, request: Request) -> Reply:
        schema = request.json_schema
        kinds = schema.get("$defs", {})

        def part(of: dict) -> dict:
            return kinds[of["$ref"].rpartition("/")[2]] if "$ref" in of else of

        name = part(schema["properties"]["sections"]["items"])["properties"]["id"]
        ids = name.get("enum") or [name["const"]]
        tables = part(schema["properties"]["tables"])["properties"]
        text = ("The rule for this stands here. " * 70)[: REPLY // len(ids)]
        whole = {
            "sections": [{"id": i, "markdown": text} for i in ids],
            "tables": {table: [] for table in tables},
            "open_questions": [],
        }
        size = sum(len(message.content.encode()) for message in request.messages)
        usage = Usage(prompt_tokens=math.ceil(size / 4), estimated=True)
        return Reply(text=json.dumps(whole), model=self.name, usage=usage)


def tokens(opened, workflow) -> int:
    runner = opened(TwoKilobytes())
    brief = {"brief": ROOT / "examples" / "brief.md"}
    run = runner.launch(workflow, brief, by="tomas-lindqvist")
    for person in ("ines-okafor", "priya-raman"):
        (gate,) = run.gates
        choice = approve("Fit for use.", by=person, confirm=gate.gate.confirms)
        runner.decide(gate.packet_digest, choice, resume=True)
    return run.plain()["usage"]["prompt_tokens"]


def test_declared_reads_cost_little_more_than_half_of_reading_everything(opened) -> None:
    declared = PRACTICE.workflows["cm-policy"]
    steps = tuple(step.model_copy(update={"reads": None}) for step in declared.steps)

    ratio = tokens(opened, declared) / tokens(opened, declared.model_copy(update={"steps": steps}))

    assert ratio < 0.55


STEPS = [
    pytest.param(workflow, step, id=f"{workflow.id}-{step.number}")
    for workflow in PRACTICE.workflows.values()
    for step in workflow.steps
    if step.output
]


def template(name: str):
    return PRACTICE.templates.get(kind_of(name)) or PRACTICE.templates["generic"]


def tables(names) -> set[str]:
    """Return the tables that documents hold, and those whose numbers they carry on."""
    documents = [name for name in names if name.endswith(".md")]
    held = [s.table for n in documents for s in template(n).sections if s.table]
    return {table.name for table in held} | {table.covers for table in held if table.covers}


@pytest.mark.parametrize(("workflow", "step"), STEPS)
def test_what_a_table_must_account_for_is_among_what_the_step_reads(workflow, step) -> None:
    base = base_of(step, step.reads)
    due = {
        section.table.covers
        for section in template(step.output).sections
        if section.required and section.table and section.table.covers
    }

    assert base or due <= tables(step.reads)


@pytest.mark.parametrize(("workflow", "step"), STEPS)
def test_who_goes_through_the_clauses_is_shown_the_frameworks(workflow, step) -> None:
    asked = [s.table.rows for s in template(step.output).sections if s.table]

    assert "clauses" not in asked or base_of(step, step.reads) or "organisation" in step.reads


@pytest.mark.parametrize(("workflow", "step"), STEPS)
def test_what_a_document_asks_can_be_answered_from_an_input(workflow, step) -> None:
    inputs = {entry.name for entry in workflow.inputs}
    makers = {s.output: s for s in workflow.steps if s.output}
    seen, pending = set(), [*step.reads]
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            pending.extend(makers[name].reads if name in makers else ())

    assert seen & inputs
