"""A step is shown the parts of a document that its procedure names."""

from assent.compiler.excerpts import excerpted
from assent.reading.document import parse

TEXT = """\
# Requirements

## Needs

### Skipper

I come at night.

| Id | Requirement |
|---|---|
| REQ-1 | Berths must be lit. |

## Costs

Lamps cost money.

## Open questions

| Id | Question | Owner | Raised by |
|---|---|---|---|
| Q-1 | Who pays? | Clerk | Skipper |
"""
TABLES = {"needs": "requirements"}


def cut(*parts: str):
    return excerpted(parse(TEXT), parts, TABLES)


def test_a_named_section_is_there_and_the_others_are_titles() -> None:
    draft = cut("Costs")

    assert [(s.title, s.text) for s in draft.sections] == [
        ("Needs", ""),
        ("Costs", "Lamps cost money."),
    ]


def test_a_named_table_is_there_without_the_text_around_it() -> None:
    needs = cut("requirements").section("needs")

    assert needs.table.rows == (("REQ-1", "Berths must be lit."),)
    assert needs.text == ""


def test_open_questions_are_always_there() -> None:
    assert [q.id for q in cut("requirements").open_questions] == ["Q-1"]


def test_the_whole_is_there_when_one_of_the_parts_is_not() -> None:
    assert cut("requirements", "Fees") == parse(TEXT)


def test_where_the_table_has_no_row_each_text_is_known_by_its_first_sentence() -> None:
    text = TEXT.replace("| REQ-1 | Berths must be lit. |\n", "").replace(
        "night.", "night. It is dark.\nI am late."
    )

    (part,) = excerpted(parse(text), ["requirements"], TABLES).section("needs").parts
    assert part.markdown == "I come at night.\n[…]"
