"""Every figure of an offline draft stands in its brief, as the documents' own check sees it."""

import re
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assent.compiler.assembly import Contribution, assemble
from assent.compiler.checks import Grounds, check
from assent.compiler.material import organisation_facts
from assent.compiler.reply import reply_form
from assent.compiler.sharing import Share
from assent.llm.material import read as material
from assent.llm.turn import take
from assent.practice import load
from assent.reading.document import parse
from assent.records import Message, Practice, Request, Template
from assent.writing.document import compose
from assent.writing.fence import fence
from assent.writing.template import render

EXAMPLES = Path(__file__).parents[2] / "examples"
BRIEFS = {path.name: path.read_text() for path in sorted(EXAMPLES.glob("*brief.md"))}
LINES = [line for text in BRIEFS.values() for line in text.split("\n")]
FIGURES = st.sampled_from(
    ["7", "1,140", "1 140", "48h", "06:30", "99.9 %", "2031-05-01", "3 May\n2031", "CM-9", "8.2.7",
     "10-12", "1/2", "24x7", "P1", "5.", "(6)", "REQ-3", "v2", "12th", "1,5", "0.50", "=9", "1:10"]
)  # fmt: skip
ALTERED = st.tuples(st.sampled_from(LINES), FIGURES).map(
    lambda pair: re.sub(r"\d[\d,:.]*", lambda _: pair[1], pair[0], count=1)
)
TARGETS = FIGURES.map(lambda figure: f"- A record must show the new state within {figure} hours.")
RANDOM = st.lists(ALTERED | TARGETS | FIGURES | st.text("0123456789 .,:%-\nabM"), max_size=25).map(
    "\n".join
)


@lru_cache(maxsize=1)
def practice() -> Practice:
    return load()


def drafted(template: Template, role: str, brief: str) -> list[str]:
    """Return what the check says of the figures in one role's draft of a whole document."""
    facts = organisation_facts(practice().organisation)
    share = Share(owned=template.sections, parts=())
    form = reply_form(share, tuple(practice().roles), revises=False)
    card = practice().roles[role]
    task = f"Kind: draft\nRole title: {card.title}\nOutput: {template.kind}.md\nAction: Write."
    prompt = "\n".join(
        [
            fence("card", role, card.prose),
            fence("template", template.kind, render(template, template.sections)),
            fence("brief", "brief", brief),
            fence("brief", "organisation", facts),
            fence("task", "step", task),
        ]
    )
    request = Request(
        role=role,
        kind="draft",
        messages=(Message(role="user", content=prompt),),
        schema_name=template.kind,
        json_schema=form.schema,
    )
    said = Contribution.of(role, card.title, share, take(material(request)))
    text = compose(assemble(template.title, template.sections, [said], None, {}))
    prefixes = [s.table.prefix or s.table.name for s in template.sections if s.table]
    grounds = Grounds(texts=(brief, facts), assigned=("Q", *prefixes))
    problems = check(parse(text), template.sections, {}, grounds)
    return [problem for problem in problems if problem.startswith("The figure")]


@pytest.mark.parametrize("brief", BRIEFS)
@pytest.mark.parametrize("kind", sorted(load().templates))
def test_a_shipped_brief_yields_no_unsupported_figure(kind, brief) -> None:
    assert drafted(practice().templates[kind], "change-representative", BRIEFS[brief]) == []


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["proposed-slas", "cm-policy", "interface-agreement", "generic"]),
    st.sampled_from(["cm-manager", "cm-practice-owner", "incident-representative"]),
    RANDOM,
)
def test_no_brief_yields_an_unsupported_figure(kind, role, brief) -> None:
    assert drafted(practice().templates[kind], role, brief) == []
