"""What the offline model says of a draft: need by need, clause by clause, number by number."""

import pytest

ORGANISATION = """\
# Larkmoor Transit Authority

## Frameworks

- Harbour code, clause H-1 Berths (external: no)
- Harbour code, clause H-2 Lifeboats (external: yes)
"""
CARD = """\
# Berth clerk

## What my practice needs

- **Notice** — We must know of an arrival in time. (words: notice)
- **Lifeboats** — Every vessel must carry enough of them. (words: lifeboat)
"""
HEAD = "---\nkind: harbour-review\ntitle: Review\n---\n# Review\n\n"
COMMENTS = f"""{HEAD}## Review by practice

**Each:** yes

**Table:** comments (prefix: C; rows: needs)

| Column | Kind | Meaning |
|---|---|---|
| id | number | assigned |
| section | section | where |
| comment | text | what |
| weight | choice: must-fix, should-fix, note | how much |
"""
CLAUSES = f"""{HEAD}## Findings

**Table:** findings (prefix: F; rows: clauses)

| Column | Kind | Meaning |
|---|---|---|
| clause | text | which |
| section | section | where |
| class | choice: conforms, observation, major | how much |
| external | choice: yes, no | whose |
| finding | text | what |
"""
COVERAGE = f"""{HEAD}## Coverage

**Table:** coverage (covers: requirements; rows: covered)

| Column | Kind | Meaning |
|---|---|---|
| ref | id | which |
| section | section | where |
| result | choice: met, partly, missing | how far |
"""
DRAFT = """\
# Harbour policy

## Arrivals

**How much notice is given?**

- Notice of 6 hours is asked for. *(brief: Rules)*

## Boats

Nothing else, except what clause H-1 says.
"""
REQUIREMENTS = """\
# Requirements

## Requirements

| Id | Requirement |
|---|---|
| REQ-1 | Notice of every arrival must be given. |
| REQ-2 | Every lighthouse must be lit. |
"""
COLUMNS = {
    "comments": ["section", "comment", "weight"],
    "findings": ["clause", "section", "class", "external", "finding"],
    "coverage": ["ref", "section", "result"],
}


@pytest.fixture
def comments(reply):
    def comments(draft, **given):
        return reply(
            ["review-by-practice"],
            template=COMMENTS,
            kind="review",
            tables=[("comments", COLUMNS["comments"])],
            card=CARD,
            document={"harbour-policy-draft-v1.md": draft},
            **given,
        )

    return comments


def test_a_need_that_no_section_speaks_of_must_be_fixed(comments):
    row = comments(DRAFT)["tables"]["comments"][1]

    assert row["weight"] == "must-fix"
    assert "Every vessel must carry enough of them." in row["comment"]
    assert row["section"] in {"arrivals", "boats"}


def test_a_need_that_a_section_speaks_of_is_a_note(comments):
    row = comments(DRAFT)["tables"]["comments"][0]

    assert (row["section"], row["weight"]) == ("arrivals", "note")
    assert "no comment" in row["comment"]


def test_a_need_whose_question_is_open_is_a_note_that_says_so(comments):
    draft = "# P\n\n## A\n\n**How much notice?** Nothing that was read answers this; x is asked.\n"

    row = comments(draft)["tables"]["comments"][0]

    assert row["weight"] == "note"
    assert "leaves the question open" in row["comment"]


def test_a_heading_alone_does_not_speak_of_a_need(comments):
    draft = "# P\n\n## Lifeboats\n\nTo be written.\n"

    row = comments(draft)["tables"]["comments"][1]

    assert (row["section"], row["weight"]) == ("lifeboats", "must-fix")


def test_a_review_is_never_empty(comments):
    text = comments(DRAFT + "\nEvery vessel has a lifeboat.\n")["text"]["review-by-practice"]

    assert "No comment asks for a change" in text


def test_each_clause_has_a_finding_that_says_whether_the_draft_mentions_it(reply):
    rows = reply(
        ["findings"],
        template=CLAUSES,
        tables=[("findings", COLUMNS["findings"])],
        brief={"organisation": ORGANISATION},
        document={"harbour-policy-draft-v1.md": DRAFT},
    )["tables"]["findings"]

    assert [(row["class"], row["external"]) for row in rows] == [
        ("observation", "no"),
        ("major", "yes"),
    ]
    assert rows[0]["section"] == "boats"
    assert rows[1]["finding"] == "The draft does not mention it."


def test_a_range_of_clauses_mentions_each_of_them(reply):
    draft = DRAFT.replace("clause H-1 says", "H-1 to H-4 say")

    rows = reply(
        ["findings"],
        template=CLAUSES,
        tables=[("findings", COLUMNS["findings"])],
        brief={"organisation": ORGANISATION},
        document={"harbour-policy-draft-v1.md": draft},
    )["tables"]["findings"]

    assert [row["class"] for row in rows] == ["observation", "observation"]


def test_each_requirement_of_an_earlier_document_is_accounted_for(reply):
    rows = reply(
        ["coverage"],
        template=COVERAGE,
        tables=[("coverage", COLUMNS["coverage"])],
        document={"requirements.md": REQUIREMENTS, "harbour-policy-draft-v1.md": DRAFT},
    )["tables"]["coverage"]

    assert rows == [
        {"ref": "REQ-1", "section": "arrivals", "result": "partly"},
        {"ref": "REQ-2", "section": "", "result": "missing"},
    ]
