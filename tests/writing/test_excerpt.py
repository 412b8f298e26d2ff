"""Documents and briefs as a prompt carries them."""

from hypothesis import given
from hypothesis import strategies as st

from assent.reading.document import parse
from assent.records import Draft, DraftPart, DraftQuestion, DraftSection, DraftTable
from assent.writing.document import settled
from assent.writing.excerpt import abridged, excerpt

BRIEF = """\
# Brief

Collected in May.

## Berths

- Twelve berths.
- Two of them
  for the pilot.

A paragraph
of two lines.

## Hours

- From 06:00.

```
- a bullet of code
```"""
WORDS = st.text("ab |.*-#\n`_", max_size=30)
LINES = st.text("ab |.*-", max_size=12)
TABLES = st.none() | st.lists(st.tuples(LINES, LINES), max_size=3).map(
    lambda rows: DraftTable(columns=("Id", "What"), rows=tuple(rows))
)
SECTIONS = st.builds(
    DraftSection,
    id=st.just("x"),
    title=LINES,
    markdown=WORDS,
    parts=st.lists(st.builds(DraftPart, role_title=LINES, markdown=WORDS), max_size=2).map(tuple),
    table=TABLES,
)


def kept(*words: str) -> str:
    return abridged(BRIEF, lambda passage: any(word in passage for word in words))


def test_what_is_kept_is_kept_word_for_word_below_its_heading() -> None:
    assert kept("pilot") == ("# Brief\n## Berths\n[…]\n- Two of them\n  for the pilot.\n## Hours")


def test_a_paragraph_stays_apart_from_what_stands_before_it() -> None:
    assert "- Twelve berths.\n\n[…]\n\nA paragraph\nof two lines." in kept("Twelve", "paragraph")


def test_code_is_one_passage() -> None:
    assert kept("of code").endswith("## Hours\n[…]\n\n```\n- a bullet of code\n```")


def test_where_everything_is_kept_nothing_is_marked() -> None:
    assert "[…]" not in abridged(BRIEF, lambda _: True)


@given(st.text("ab #-`\n", max_size=80))
def test_no_line_is_lost_where_everything_is_kept(text) -> None:
    lines = [line for line in text.split("\n") if line.strip()]

    assert [n for n in abridged(text, lambda _: True).split("\n") if n.strip()] == lines


@given(st.lists(SECTIONS, max_size=3))
def test_a_document_reads_back_from_its_excerpt(sections) -> None:
    asked = DraftQuestion(id="Q-1", question="Who?", owner="A", raised_by="B")
    whole = Draft(title="T", sections=tuple(sections), open_questions=(asked,))
    draft = parse_of(settled(whole))

    assert parse(excerpt(draft)) == draft


def parse_of(draft: Draft) -> Draft:
    """Return a document as parsing keeps it: without authors, its label and empty tables."""
    sections = tuple(s.model_copy(update={"authors": (), "table": s.table}) for s in draft.sections)
    return draft.model_copy(update={"label": "", "sections": sections})
