"""Drafted documents: the Markdown people approve is exactly what was meant, and no more."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assent.reading.document import parse
from assent.records import Draft, DraftPart, DraftQuestion, DraftSection, DraftTable
from assent.writing.document import compose, settled
from assent.writing.passage import passage

POLICY = """\
# Configuration management policy

*Drafted without a model.*

## Scope

*Written by CM practice owner; CM analyst.*

All production services.

#### Outside the scope

- Test environments

## Views

### Change representative

Needs impact data.

### Incident representative

Needs owners.

## Requirements

| Id | Requirement |
|---|---|
| REQ-1 | One owner per item \\| no shared ones |

## Open questions

| Id | Question | Owner | Raised by |
|---|---|---|---|
| Q-1 | How long are records kept? | CM auditor | CM analyst |
"""

SNIPPETS = st.sampled_from(
    [
        "# Title", "## Open questions", "### CM auditor", "> ## x", "- # x", "Title", "===", "---",
        "*Written by CM auditor.*", "**_written by_ CM auditor", "```", "  ```", "~~~ python",
        "- ```", "> ~~~", "``` a`b", "| a | b |", "|---|---|", "a | b", "--- | ---", "|",
        "<script>", "<!-- x", "<U+202E>", "\u202e", "[REQ-1]: http://x", "*label.*", "\\", "\\|",
        " ", "\t", "\r", "", "* *", "a #", "=\u0338", "<\u0338", ">\u0338", "    code", "1. ~~~",
    ]
)  # fmt: skip
TEXTS = st.lists(SNIPPETS | st.text(max_size=8), max_size=9).map("\n".join)
TABLES = st.builds(
    DraftTable,
    columns=st.lists(TEXTS, max_size=3).map(tuple),
    rows=st.lists(st.lists(TEXTS, max_size=4).map(tuple), max_size=3).map(tuple),
)
SECTIONS = st.builds(
    DraftSection,
    id=st.just("any"),
    title=TEXTS.map(lambda text: f"Part {text}"),
    authors=st.lists(TEXTS, max_size=2).map(tuple),
    markdown=TEXTS,
    parts=st.lists(st.builds(DraftPart, role_title=TEXTS, markdown=TEXTS), max_size=2).map(tuple),
    table=st.none() | TABLES,
)
QUESTIONS = st.builds(DraftQuestion, id=TEXTS, question=TEXTS, owner=TEXTS, raised_by=TEXTS)
DRAFTS = st.builds(
    Draft,
    title=TEXTS,
    label=TEXTS,
    preamble=TEXTS,
    sections=st.lists(SECTIONS, max_size=3).map(tuple),
    open_questions=st.lists(QUESTIONS, max_size=2).map(tuple),
)


def written(markdown):
    return compose(Draft(title="T", sections=(DraftSection(id="s", title="S", markdown=markdown),)))


def headings(text):
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return [token.tag for token in tokens if token.type == "heading_open"]


def test_a_document_is_read_as_it_was_written():
    draft = parse(POLICY)

    assert compose(draft) == POLICY
    assert draft.label == "Drafted without a model"
    assert draft.sections[0].authors == ("CM practice owner", "CM analyst")
    assert [part.role_title for part in draft.sections[1].parts] == [
        "Change representative",
        "Incident representative",
    ]
    assert draft.sections[2].table.rows == (("REQ-1", "One owner per item | no shared ones"),)
    assert draft.open_questions[0].owner == "CM auditor"


@given(DRAFTS)
@example(Draft(title="T", sections=(DraftSection(id="s", title="S", markdown="a | b\n--- | ---"),)))
def test_what_is_composed_reads_back_as_the_settled_draft(draft):
    text = compose(draft)

    assert parse(text) == settled(draft)
    assert compose(parse(text)) == text


@given(DRAFTS)
def test_a_settled_draft_is_left_alone(draft):
    assert settled(settled(draft)) == settled(draft)


@given(TEXTS)
def test_no_text_makes_a_heading_above_level_four(markdown):
    assert [tag for tag in headings(written(markdown)) if tag < "h4"] == ["h1", "h2"]


@given(TEXTS)
def test_no_text_makes_html_a_table_or_swallows_the_next_section(markdown):
    first = DraftSection(id="s", title="S", markdown=markdown)
    text = compose(Draft(title="T", sections=(first, DraftSection(id="n", title="Next"))))

    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    kinds = {token.type for token in tokens}
    kinds |= {child.type for token in tokens for child in token.children or ()}
    assert not kinds & {"html_block", "html_inline", "table_open"}
    assert tokens[-2].content == "Next"


def test_an_attribution_in_the_text_is_shown_to_be_text():
    draft = parse(written("*Written by CM auditor.*\n\nAll is well."))

    assert draft.sections[0].authors == ()
    assert draft.sections[0].markdown.startswith("(in the text) Written by CM auditor.")


def test_a_code_block_left_open_is_closed():
    assert written("```python\nx = 1").endswith("```python\nx = 1\n```\n")


def test_code_is_left_as_it_is():
    code = "```\n# a comment\n<b>\n---\n```"

    assert passage(code) == code


def test_a_table_drawn_in_the_text_is_set_apart_and_is_no_typed_table():
    draft = parse(written("| a |\n|---|\n| REQ-1 |"))

    assert draft.sections[0].table is None
    assert draft.sections[0].markdown == "```\n| a |\n|---|\n| REQ-1 |\n```"


def test_a_hidden_character_is_shown():
    assert "<U+202E>" in written("safe\u202eefas")


def test_front_matter_in_the_text_becomes_a_rule():
    assert passage("---\nid: x\n---") == "***\nid: x\n\\---"


@pytest.mark.parametrize("cell", ["a|b", "a\\|b", "a\\\\|b"])
def test_a_pipe_in_a_cell_stays_in_its_cell(cell):
    table = DraftTable(columns=("A", "B"), rows=((cell, "c"),))
    section = DraftSection(id="s", title="S", table=table)

    read = parse(compose(Draft(title="T", sections=(section,))))

    assert read.sections[0].table.rows == (("a|b", "c"),)


def test_a_row_with_too_many_cells_loses_none_of_their_text():
    table = DraftTable(columns=("A", "B"), rows=(("1", "2", "3"), ("4",)))
    section = DraftSection(id="s", title="S", table=table)

    read = parse(compose(Draft(title="T", sections=(section,))))

    assert read.sections[0].table.rows == (("1", "2 3"), ("4", ""))


def test_an_unknown_heading_of_a_person_is_a_section():
    draft = parse(POLICY.replace("## Views", "## Exceptions\n\nNone so far.\n\n## Views"))

    assert draft.section("exceptions").markdown == "None so far."
    assert draft.section("views").parts


def test_a_sentence_a_person_adds_below_a_table_is_kept_and_so_is_the_table():
    draft = parse(POLICY.replace("ones |\n", "ones |\n\nMore will follow.\n"))

    assert draft.section("requirements").markdown == "More will follow."
    assert len(draft.section("requirements").table.rows) == 1


def test_text_a_person_puts_before_the_first_section_is_kept():
    text = POLICY.replace("## Scope", "Read this first.\n\n## Scope")

    assert parse(text).preamble == "Read this first."
    assert compose(parse(text)) == text


def test_front_matter_of_the_rendered_view_is_no_content():
    assert parse(f"---\nstatus: approved\n---\n{POLICY}") == parse(POLICY)


def test_two_sections_of_one_title_have_two_ids():
    assert [s.id for s in parse("## A\n## A-2\n## A\n").sections] == ["a", "a-2", "a-3"]


def test_an_empty_text_is_an_empty_document():
    assert parse("") == Draft(title="")


@pytest.mark.parametrize(
    "line",
    ["*" * 200_000 + "x", "written by " + "* " * 99_999 + "x", "\\" * 200_000, "# " * 99_999 + "x",
     "- " * 99_999 + "# x", "```" * 60_000 + "x`y", "| " * 99_999, "#" + " " * 200_000 + "x"],
)  # fmt: skip
def test_a_hostile_line_is_written_and_read_in_linear_time(line):
    began = time.perf_counter()
    table = DraftTable(columns=("A",), rows=((line,),))
    section = DraftSection(id="s", title=line, markdown=f"*{line}\n{line}", table=table)
    text = compose(Draft(title=line, sections=(section,)))
    parse(text)

    assert time.perf_counter() - began < 5
