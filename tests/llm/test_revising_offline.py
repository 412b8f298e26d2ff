"""What the offline model changes in a new version: what somebody asked for, and nothing else."""

import pytest

FIRST = """\
# Harbour policy

## Scope

All vessels.

## Berths

Notice is given.
"""
FEEDBACK = """\
# Feedback

## Review

| Id | Section | Comment | Weight |
|---|---|---|---|
| C-1 | berths | Notice must be in writing. | must-fix |
| C-2 | scope | No comment. | note |
"""
DISPOSITIONS = """
## Disposition of comments

**Required:** no

**Table:** dispositions (covers: comments; rows: covered)

| Column | Kind | Meaning |
|---|---|---|
| ref | id | which |
| disposition | choice: accepted, rejected, deferred | what became of it |
| section | section | where |
| reason | text | why |
"""
COLUMNS = [("dispositions", ["ref", "disposition", "section", "reason"])]


@pytest.fixture
def dispositions(template):
    return template + DISPOSITIONS


@pytest.fixture
def revise(reply):
    def revise(writes=("scope", "berths"), **given):
        documents = {"harbour-policy-draft.md": FIRST, **given.pop("document", {})}
        return reply(writes, revises="harbour-policy-draft.md", document=documents, **given)

    return revise


def test_a_revision_that_nobody_asked_for_returns_nothing(revise):
    assert revise()["sections"] == []


def test_the_section_that_a_comment_names_quotes_it(revise):
    text = revise(comment={"c-9": "Berths: say who is told."}, round="2")["text"]

    assert list(text) == ["berths"]
    assert text["berths"].startswith("Notice is given.\n\nChanged after comment c-9 in round 2:")
    assert "“Berths: say who is told.”" in text["berths"]


def test_a_comment_that_names_no_section_goes_to_the_nearest(revise):
    assert list(revise(comment={"c-9": "Which vessels?"})["text"]) == ["scope"]


def test_a_second_round_says_something_else_than_the_first(revise):
    comment = {"c-9": "Berths: say who is told."}

    first, second = (revise(comment=comment, round=number)["text"] for number in "23")

    assert first["berths"] != second["berths"]


def test_a_comment_of_a_review_changes_its_section(revise):
    text = revise(document={"feedback.md": FEEDBACK})["text"]

    assert list(text) == ["berths"]
    assert "Changed after C-1 of feedback.md: “Notice must be in writing.”" in text["berths"]


def test_a_comment_answered_by_another_role_is_not_answered_again(revise):
    said = {"harbour-master": "## Berths\n\nChanged after C-1 of feedback.md: “…”\n"}

    assert revise(document={"feedback.md": FEEDBACK}, contribution=said)["sections"] == []


def test_each_comment_has_a_disposition_that_follows_from_what_changed(revise, dispositions):
    rows = revise(
        ("scope", "berths", "disposition-of-comments"),
        template=dispositions,
        tables=COLUMNS,
        document={"feedback.md": FEEDBACK},
    )["tables"]["dispositions"]

    assert [(row["ref"], row["disposition"], row["section"]) for row in rows] == [
        ("C-1", "accepted", "berths"),
        ("C-2", "accepted", "scope"),
    ]
    assert rows[1]["reason"] == "No change is asked for."


def test_a_comment_on_a_section_of_another_role_is_deferred(revise, dispositions):
    row = revise(
        ("scope", "disposition-of-comments"),
        template=dispositions,
        tables=COLUMNS,
        document={"feedback.md": FEEDBACK},
    )["tables"]["dispositions"][0]

    assert row["disposition"] == "deferred"
    assert row["reason"].startswith("Nothing was changed on it")


def test_a_table_that_accounts_for_everything_already_is_carried_over(revise, dispositions):
    table = "| Ref | Disposition | Section | Reason |\n|---|---|---|---|\n"
    rows = "| C-1 | deferred | berths | Later. |\n| C-2 | accepted | scope | Seen. |\n"
    earlier = f"{FIRST}\n## Disposition of comments\n\nAs said.\n\n{table}{rows}"

    answer = revise(
        ("scope", "disposition-of-comments"),
        template=dispositions,
        tables=COLUMNS,
        document={"harbour-policy-draft.md": earlier, "feedback.md": FEEDBACK},
    )

    assert answer["tables"]["dispositions"] == []
