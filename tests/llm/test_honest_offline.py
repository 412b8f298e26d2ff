"""The offline model invents no figure and survives any material."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assent.llm.material import read as material
from assent.llm.offline import Offline
from assent.llm.turn import take
from assent.reading import read
from assent.records import Message, Request
from assent.writing.fence import fence

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "prompts" / "documents").glob("*.md"))
SEED = ROOT.parent / "shared" / "data" / "platform-brief.md"
WORDS = st.sampled_from(
    ["# T", "## A", "### B", "| Id | Comment | Section |", "|---|---|---|", "| C-1 | x | a |",
     "- **N** — t (words: x)", "**Questions:**", "- Q? (words: x; owner: y)", "**Each:** yes",
     "**Table:** t (rows: covered; covers: comments)", "| id | number | x |", "| c | choice: | |",
     "Revises: x.md", "- F, clause CM-1 (external: yes)", "- x *(b: h)*", "---"]
)  # fmt: skip
TEXTS = st.lists(WORDS | st.text(max_size=6), max_size=10).map("\n".join)
KINDS = st.sampled_from(
    ["card", "task", "template", "brief", "document", "contribution", "comment"]
)
NAMES = st.sampled_from(["x.md", "organisation", "brief", "a-draft.md"])


def prompted(text, sections=(), tables=(), kind="draft"):
    properties = {"sections": {"items": {"properties": {"id": {"enum": list(sections)}}}}}
    properties["tables"] = {"properties": {name: {"items": {}} for name in tables}}
    return Request(
        role="cm-analyst",
        kind=kind,
        messages=(Message(role="user", content=text),),
        schema_name="any",
        json_schema={"properties": properties},
    )


@given(st.lists(st.tuples(KINDS, NAMES, TEXTS), max_size=7), st.sampled_from(["draft", "review"]))
def test_any_material_gives_a_reply_of_the_right_shape(blocks, kind):
    prompt = "\n".join(fence(block, name, text) for block, name, text in blocks)

    reply = take(material(prompted(prompt, kind=kind)))

    assert set(reply) == {"sections", "tables", "open_questions"}
    assert all(isinstance(section["markdown"], str) for section in reply["sections"])


@pytest.mark.skipif(not SEED.exists(), reason="the platform brief is not on this machine")
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_figure_is_in_a_draft_that_is_not_in_its_material(path):
    document = path.read_text()
    (template,) = read(
        document.encode(), f"prompts/documents/{path.name}", roles={}, groups={}, generic={}
    ).templates
    prompt = "\n".join(
        [
            fence("template", path.stem, document),
            fence("brief", "brief", SEED.read_text()),
            fence("task", "step", "Role title: CM analyst\nAction: Write."),
        ]
    )

    request = prompted(prompt, [section.id for section in template.sections])
    reply = asyncio.run(Offline().reply(request)).text

    assert set(re.findall(r"\d+", reply)) <= set(re.findall(r"\d+", prompt))
    assert json.loads(reply)["sections"]
