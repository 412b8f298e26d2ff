"""A figure that nothing supports is named, and marked where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assent.compiler.checks import Grounds, check, marked, unmarked
from assent.compiler.positions import POSITIONS, with_positions
from assent.reading.document import parse
from assent.records import Column, Draft, DraftQuestion, DraftSection, DraftTable, Section, Table
from assent.writing.document import compose

MARK = "[unsupported figure]"
SCOPE = Section(id="scope", title="Scope", required=False)
TARGETS = Section(
    id="targets",
    title="Targets",
    required=False,
    table=Table(
        name="targets",
        title="T",
        prefix="SLA",
        columns=(
            Column(name="id", title="Id", kind="number"),
            Column(name="ref", title="Ref", kind="id"),
            Column(name="target", title="Target", kind="quantity"),
        ),
    ),
)
BRIEF = """\
1,140 validators; 48 hours' notice; 98.5 per cent; on call from 07:00 to 22:00, three depots.
In force from 2031-05-01. ISO/IEC 20000-1, clause 8.2.6; NIST controls CM-1 to CM-8; P1 first.
"""


def scope(text: str) -> Draft:
    return Draft(title="D", sections=(DraftSection(id="scope", title="Scope", markdown=text),))


def found(draft: Draft, *texts: str) -> list[str]:
    grounds = Grounds(texts=texts or (BRIEF,), assigned=("REQ", "Q"), owners=("Owner",))
    problems = check(draft, [SCOPE, TARGETS, POSITIONS], {}, grounds)
    return [problem.split("'")[1] for problem in problems if problem.startswith("The figure")]


def mark(draft: Draft, *texts: str) -> Draft:
    return marked(draft, [SCOPE, TARGETS, POSITIONS], Grounds(texts=texts or (BRIEF,)))


@pytest.mark.parametrize(
    "text",
    [
        "1,140 validators, 1 140 of them, all 1140",
        "48h, 48 hours and 48-hour notice",
        "from 07:00 to 22:00, that is 7:00 or from 7 on",
        "98.5 %, 98.5% and 98.50 per cent",
        "in force on 2031-05-01, 1 May 2031, May 1st, 2031, 01/05/2031, in May 2031",
        "clause 8.2.6 of ISO/IEC 20000-1 and control CM-3",
        "3 depots",
        "P1",
        "REQ-17 and Q-4",
        "see section 4.2 and step 7 of round 9",
        "see cm-policy-draft-v2.md",
        "1. First\n2. Second\n\n#### 3.1 Third",
    ],
)
def test_a_figure_of_the_brief_is_supported_however_it_is_written(text) -> None:
    assert found(scope(text)) == []


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Notice of 72 hours.", "72"),
        ("Notice of 72h.", "72h"),
        ("99.9 % of records.", "99.9 %"),
        ("All 1,141 validators.", "1,141"),
        ("From 06:30 on.", "06:30"),
        ("On 2 May 2031.", "2 May 2031"),
        ("By 2032.", "2032"),
        ("Clause 8.2.7.", "8.2.7"),
        ("Control CM-9.", "CM-9"),
        ("P2 next.", "P2"),
        ("So **9**9 of them.", "9**9"),
        ("At ٩٩ %.", "٩٩ %"),
    ],
)
def test_a_figure_of_nobodys_is_named_with_its_section(text, figure) -> None:
    grounds = Grounds(texts=(BRIEF,))

    assert check(scope(text), [SCOPE], {}, grounds) == [
        f"The figure '{figure}' in 'Scope' is in nothing that was read."
    ]


def test_a_mark_follows_the_figure_in_the_bytes_that_people_approve() -> None:
    text = compose(mark(scope("Within 48 hours, at 99.9 % of cases, at most 72h.")))

    assert f"Within 48 hours, at 99.9 % {MARK} of cases, at most 72h {MARK}." in text


def test_the_cells_of_a_table_are_checked_but_not_its_assigned_numbers() -> None:
    table = DraftTable(columns=("Id", "Ref", "Target"), rows=(("SLA-1", "TP-7", "99"),))
    draft = Draft(title="D", sections=(DraftSection(id="targets", title="Targets", table=table),))

    assert found(draft) == ["99"]
    assert mark(draft).sections[0].table.rows == (("SLA-1", "TP-7", f"99 {MARK}"),)


def test_a_position_is_checked_as_well_and_its_round_is_not() -> None:
    draft = with_positions(Draft(title="D"), [("1", "Owner", "counter", "Within 15 minutes.")])

    assert found(draft) == ["15"]


def test_an_open_question_is_checked_as_well() -> None:
    asked = DraftQuestion(id="Q-1", question="Is 95 enough?", owner="Owner", raised_by="Owner")

    assert found(Draft(title="D", open_questions=(asked,))) == ["95"]


def test_a_figure_marked_in_one_document_supports_no_other() -> None:
    earlier = compose(mark(scope("At 99.9 % of cases, within 48 hours.")))

    assert found(scope("99.9 % in 48 hours"), earlier) == ["99.9 %"]


def test_marking_again_changes_nothing_and_a_supported_figure_loses_its_mark() -> None:
    once = mark(scope("At 99.9 % of cases: 72 hours."))

    assert mark(once) == once
    assert mark(once, BRIEF, "99.9 and 72") == unmarked(once)


def test_a_mark_does_not_hide_the_figure_from_the_check() -> None:
    assert found(mark(scope("Within 72 hours."))) == ["72"]


TEXTS = st.lists(
    st.sampled_from(["72h", "99.9 %", "1 140", "48", "\n\n", "- ", "**", "CM-9", "1/2", ": ", "x"])
    | st.text(alphabet="09.,:% -ab\n*", max_size=4),
    max_size=12,
).map("".join)


@given(TEXTS)
def test_every_figure_that_is_named_is_marked_in_any_text_and_only_once(text) -> None:
    written = compose(mark(scope(text)))
    again = compose(mark(unmarked(parse(written))))

    assert again == written
    assert bool(found(parse(written))) == (MARK in written)
