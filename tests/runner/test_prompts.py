"""What prompts cost, and that nothing a document needs is missing from what its step reads."""

import itertools
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assent.compiler.lineage import base_of, kind_of
from assent.llm.offline import Offline
from assent.practice import load
from assent.reading.document import parse
from assent.reading.fence import blocks
from assent.records import Reply, Request, Usage, section_id
from assent.runner import approve
from assent.testing.running import open_runner

ROOT = Path(__file__).parents[2]
PRACTICE = load(ROOT)
BRIEF = ROOT / "examples" / "brief.md"
REPLY = 2000
PROMISED = 56_000
"""The most that the prompts of the policy may cost, with replies of two kilobytes."""
TO_THE_POINT = 70_000
"""The same with replies in which every sentence speaks of what somebody is asked for."""


class TwoKilobytes:
    """Answers every request with two kilobytes of text, shared out over its sections."""

    name = "two-kilobytes"

    async def reply(self, request: Request) -> Reply:
        sections, tables = asked(request.json_schema)
        whole = {
            "sections": [
                {"id": i, "markdown": self.text(REPLY // len(sections))} for i in sections
            ],
            "tables": {name: self.rows(columns) for name, columns in tables.items()},
            "open_questions": [],
        }
        size = sum(len(message.content.encode()) for message in request.messages)
        usage = Usage(prompt_tokens=math.ceil(size / 4), estimated=True)
        return Reply(text=json.dumps(whole), model=self.name, usage=usage)

    def text(self, size: int) -> str:
        return ("The rule for this stands here. " * 70)[:size]

    def rows(self, _: dict[str, Any]) -> list[dict[str, str]]:
        return []


class ToThePoint(TwoKilobytes):
    """Answers with sentences of the brief, one a line, half of them in rows where it can."""

    def __init__(self) -> None:
        facts = [line[2:] for line in BRIEF.read_text().split("\n") if line.startswith("- ")]
        self.facts = itertools.cycle(facts[::3] + facts[1::3] + facts[2::3])

    async def reply(self, request: Request) -> Reply:
        self.left = REPLY // (2 if asked(request.json_schema)[1] else 1)
        self.each = REPLY - self.left
        return await super().reply(request)

    def text(self, size: int) -> str:
        size = size * self.left // REPLY
        text = ""
        while len(text) < size:
            text += next(self.facts) + "\n"
        return text[:size]

    def rows(self, columns: dict[str, Any]) -> list[dict[str, str]]:
        free = [name for name, values in columns.items() if not values]
        size = self.each // 4 // max(len(free), 1)
        whole = {name: values[0] if values else "" for name, values in columns.items()}
        return [{**whole, **{name: next(self.facts)[:size] for name in free}} for _ in range(4)]


def asked(schema: dict[str, Any]) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """Return the ids of the sections that a reply has, and the columns of each table."""
    kinds = schema.get("$defs", {})

    def part(of: dict) -> dict:
        return kinds[of["$ref"].rpartition("/")[2]] if "$ref" in of else of

    def values(of: dict) -> list[str]:
        return of.get("enum") or ([of["const"]] if "const" in of else [])

    sections = values(part(schema["properties"]["sections"]["items"])["properties"]["id"])
    tables = {
        name: {c: values(v) for c, v in part(table["items"])["properties"].items()}
        for name, table in part(schema["properties"]["tables"])["properties"].items()
    }
    return sections, tables


def closed(opened, workflow, model):
    runner = opened(model)
    run = runner.launch(workflow, {"brief": BRIEF}, by="tomas-lindqvist")
    for person in ("ines-okafor", "priya-raman"):
        (gate,) = run.gates
        choice = approve("Fit for use.", by=person, confirm=gate.gate.confirms)
        runner.decide(gate.packet_digest, choice, resume=True)
    return run


def tokens(opened, workflow, model) -> int:
    return closed(opened, workflow, model).plain()["usage"]["prompt_tokens"]


def test_the_policy_costs_no_more_than_promised(opened) -> None:
    assert tokens(opened, "cm-policy", TwoKilobytes()) <= PROMISED


def test_replies_that_bear_on_what_others_ask_cost_a_third_more(opened) -> None:
    assert tokens(opened, "cm-policy", ToThePoint()) <= TO_THE_POINT


def test_declared_reads_cost_little_more_than_half_of_reading_everything(opened) -> None:
    declared = PRACTICE.workflows["cm-policy"]
    everything = {"reads": None, "excerpts": {}}
    steps = tuple(step.model_copy(update=everything) for step in declared.steps)
    whole = declared.model_copy(update={"steps": steps})

    ratio = tokens(opened, declared, TwoKilobytes()) / tokens(opened, whole, TwoKilobytes())

    assert ratio < 0.55


STEPS = [
    pytest.param(workflow, step, id=f"{workflow.id}-{step.number}")
    for workflow in PRACTICE.workflows.values()
    for step in workflow.steps
    if step.output
]


def template(name: str):
    return PRACTICE.templates.get(kind_of(name)) or PRACTICE.templates["generic"]


def tables(step) -> set[str]:
    """Return the tables that a step reads, and those whose numbers they carry on."""
    held = [
        section.table
        for name in step.reads
        if name.endswith(".md")
        for section in template(name).sections
        if section.table and reads_part(step, name, section)
    ]
    return {table.name for table in held} | {table.covers for table in held if table.covers}


def reads_part(step, name: str, section) -> bool:
    """Tell whether a step reads a section's table: the document, the section, or the table."""
    parts = {section_id(part) for part in step.excerpts.get(name, ())}
    return not parts or bool(parts & {section.id, section.table.name})


@pytest.mark.parametrize(("workflow", "step"), STEPS)
def test_what_a_table_must_account_for_is_among_what_the_step_reads(workflow, step) -> None:
    base = base_of(step, step.reads)
    due = {
        section.table.covers
        for section in template(step.output).sections
        if section.required and section.table and section.table.covers
    }

    assert base or due <= tables(step)


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


@pytest.mark.parametrize(("workflow", "step"), STEPS)
def test_each_part_that_a_step_reads_is_one_that_the_document_has(workflow, step) -> None:
    for name, parts in step.excerpts.items():
        sections = template(name).sections
        known = {s.id for s in sections} | {s.table.name for s in sections if s.table}

        assert {section_id(part) for part in parts} <= known
        assert name in step.reads


class Watched:
    """The offline model; keeps what it was asked, by step and role."""

    name = "offline"

    def __init__(self) -> None:
        self.asked: dict[tuple[int, str], dict[str, dict[str, str]]] = {}

    async def reply(self, request: Request) -> Reply:
        found: dict[str, dict[str, str]] = {}
        for message in request.messages:
            for block in blocks(message.content):
                found.setdefault(block.kind, {})[block.name] = block.text
        (task,) = found["task"].values()
        step = next(line for line in task.split("\n") if line.startswith("Step: "))
        self.asked[int(step[6:]), request.role] = found
        return await Offline().reply(request)


@pytest.fixture(scope="module")
def watched():
    """Take the policy to its end once, and keep what was asked and what was drafted."""
    model, runners = Watched(), []

    def opened(given):
        runners.append(open_runner(given, practice=PRACTICE))
        return runners[-1]

    run = closed(opened, "cm-policy", model)
    yield model.asked, {name: parse(document.text) for name, document in run.documents.items()}
    runners[0].close()


POLICY = PRACTICE.workflows["cm-policy"]
SHARED = [pytest.param(s, id=f"step-{s.number}") for s in POLICY.steps if len(s.agents) > 1]


def shown_in(asked, step) -> Iterator[dict[str, dict[str, str]]]:
    return (asked[step.number, role] for role in step.agents)


@pytest.mark.parametrize("step", SHARED)
def test_nothing_that_a_step_reads_is_read_by_no_one(watched, step) -> None:
    asked, documents = watched
    shown = list(shown_in(asked, step))

    facts = [line for line in BRIEF.read_text().split("\n") if line.strip()]
    texts = [found.get("brief", {}).get("brief", "").split("\n") for found in shown]
    if "brief" in step.reads:
        assert [fact for fact in facts if not any(fact in text for text in texts)] == []
    for name in set(step.reads) & documents.keys() - step.excerpts.keys():
        read = [parse(found["document"][name]) for found in shown]
        for section in documents[name].sections:
            seen = [s for draft in read if (s := draft.section(section.id))]
            assert any(section.text in s.text or not section.text for s in seen)


def numbers(document, section: str) -> list[str]:
    return [row[0] for row in document.section(section).table.rows]


ACCOUNTS = [
    (3, "cm-analyst", "stakeholder-requirements.md", "needs-of-the-practices"),
    (6, "cm-auditor", "stakeholder-requirements.md", "needs-of-the-practices"),
    (8, "cm-practice-owner", "representative-feedback.md", "review-by-practice"),
    (8, "cm-practice-owner", "compliance-review.md", "findings-by-clause"),
]


@pytest.mark.parametrize(("step", "role", "name", "section"), ACCOUNTS)
def test_who_accounts_for_rows_is_shown_every_one(watched, step, role, name, section) -> None:
    asked, documents = watched

    shown = parse(asked[step, role]["document"][name])

    assert shown.section(section).table.rows == documents[name].section(section).table.rows


@pytest.mark.parametrize("role", PRACTICE.organisation.groups["representatives"])
def test_a_reviewer_is_shown_where_its_requirements_are_met(watched, role) -> None:
    asked, documents = watched
    draft = documents["cm-policy-draft-v2.md"]
    shown = parse(asked[7, role]["document"]["cm-policy-draft-v2.md"])
    wanted = {need.text for need in PRACTICE.roles[role].needs}
    traced = [row for row in draft.section("traceability").table.rows if row[1] in wanted]

    assert len(traced) == len(wanted)
    assert set(traced) <= set(shown.section("traceability").table.rows)
    for place in {row[2] for row in traced if row[2]}:
        assert shown.section(place).text == draft.section(place).text


@pytest.mark.parametrize("role", PRACTICE.organisation.groups["representatives"])
def test_a_practice_hears_every_requirement_before_its_own(watched, role) -> None:
    asked, _ = watched
    before = POLICY.steps[1].agents[: POLICY.steps[1].agents.index(role)]

    heard = asked[2, role]["contribution"]

    for other in before:
        for need in PRACTICE.roles[other].needs:
            assert f"- {need.text}" in heard[other]


def test_what_is_left_out_of_prompts_changes_no_offline_document(watched) -> None:
    _, documents = watched
    policy = documents["cm-policy-final.md"]

    assert len(numbers(policy, "traceability")) == 28
    assert len(numbers(policy, "disposition-of-comments")) == 25
    assert len(policy.open_questions) == 18
    quoted = {line for section in policy.sections for line in section.text.split("\n")}
    assert len([line for line in quoted if line.startswith("- ")]) == 33
