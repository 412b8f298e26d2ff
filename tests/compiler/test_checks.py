"""What code says of a draft before a person reads it."""

import pytest

from assent.compiler.checks import Grounds, check
from assent.records import (
    Column,
    Draft,
    DraftQuestion,
    DraftSection,
    DraftTable,
    Section,
    Table,
    Template,
)

NUMBERED = (Column(name="id", title="Id", kind="number"), Column(name="text", title="Text"))
REQUIREMENTS = Section(
    id="needs",
    title="Needs",
    table=Table(name="requirements", title="R", prefix="REQ", columns=NUMBERED),
)
TRACE = Section(
    id="trace",
    title="Traceability",
    table=Table(name="trace", title="T", covers="requirements", columns=NUMBERED[1:]),
)


def read(*numbers: str) -> dict[str, tuple[Template, Draft]]:
    table = DraftTable(columns=("Id", "Text"), rows=tuple((n, "…") for n in numbers))
    needs = DraftSection(id="needs", title="Needs", table=table)
    template = Template(kind="needs", title="N", sections=(REQUIREMENTS,))
    return {"needs.md": (template, Draft(title="N", sections=(needs,)))}


def draft(*cells: str) -> Draft:
    table = DraftTable(columns=("Text",), rows=tuple((cell,) for cell in cells))
    section = DraftSection(id="trace", title="Traceability", markdown="See:", table=table)
    return Draft(title="D", sections=(section,))


def test_a_draft_that_accounts_for_everything_has_no_problem() -> None:
    assert check(draft("REQ-1, REQ-2"), [TRACE], read("REQ-1", "REQ-2")) == []


def test_a_requirement_that_no_row_names_is_a_problem() -> None:
    assert check(draft("REQ-1"), [TRACE], read("REQ-1", "REQ-2", "REQ-10")) == [
        "'Traceability' does not account for REQ-2, REQ-10 of requirements."
    ]


def test_an_empty_required_section_is_a_problem() -> None:
    scope = Section(id="scope", title="Scope")

    assert check(Draft(title="D"), [scope], {}) == ["The required section 'Scope' is empty."]


def table_of(*columns: Column, rule: str | None = None) -> Section:
    table = Table(name="t", title="T", rule=rule, columns=columns)
    return Section(id="t", title="Terms", table=table)


def drawn(section: Section, *rows: tuple[str, ...]) -> Draft:
    titles = tuple(column.title for column in section.table.columns)
    table = DraftTable(columns=titles, rows=rows)
    return Draft(title="D", sections=(DraftSection(id="t", title="Terms", table=table),))


DISPOSITIONS = table_of(
    Column(name="ref", title="Ref", kind="id"),
    Column(name="fate", title="Fate", kind="choice", choices=("accepted", "rejected", "deferred")),
    Column(name="reason", title="Reason"),
)


@pytest.mark.parametrize("reason", ["", "-", "n/a", "None."])
@pytest.mark.parametrize("fate", ["rejected", "deferred"])
def test_a_comment_that_is_not_taken_up_needs_a_reason(fate, reason) -> None:
    assert check(drawn(DISPOSITIONS, ("C-1", fate, reason)), [DISPOSITIONS], {}) == [
        f"'Terms', 'C-1': {fate} without a reason."
    ]


def test_an_accepted_comment_needs_no_reason_and_a_reasoned_rejection_has_one() -> None:
    rows = (("C-1", "accepted", ""), ("C-2", "rejected", "It would double the work."))

    assert check(drawn(DISPOSITIONS, *rows), [DISPOSITIONS], {}) == []


SLA = table_of(
    Column(name="id", title="Id", kind="number"),
    Column(name="measure", title="Measure"),
    Column(name="target", title="Target", kind="quantity"),
    Column(name="unit", title="Unit"),
    Column(name="how-measured", title="How measured"),
    rule="sla",
)


def test_a_target_with_number_unit_and_method_is_in_order() -> None:
    rows = (("SLA-1", "Answers", "≥ 99.9", "%", "by ticket"), ("SLA-2", "x", "30", "h", "clock"))

    assert check(drawn(SLA, *rows), [SLA], {}) == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("SLA-1", "x", "soon", "hours", "clock"), "'soon' under 'Target' is not a number."),
        (("SLA-1", "x", "", "hours", "clock"), "'' under 'Target' is not a number."),
        (("SLA-1", "x", "4", "", "clock"), "the target has no unit."),
        (("SLA-1", "x", "4", "hours", "tbd"), "it is not said how the target is measured."),
    ],
)
def test_a_target_that_nobody_could_measure_is_named(row, problem) -> None:
    assert check(drawn(SLA, row), [SLA], {}) == [f"'Terms', SLA-1: {problem}"]


def test_a_marked_figure_is_still_a_number() -> None:
    row = ("SLA-1", "x", "4 [unsupported figure]", "hours", "clock")

    assert check(drawn(SLA, row), [SLA], {}) == []


RACI = table_of(
    Column(name="ref", title="Ref", kind="id"),
    Column(name="owner", title="Owner", kind="raci"),
    Column(name="analyst", title="Analyst", kind="raci"),
    Column(name="auditor", title="Auditor", kind="raci"),
    rule="raci",
)


@pytest.mark.parametrize("row", [("A", "R", "C"), ("A/R", "", "I"), ("r, a", "R", "-")])
def test_one_accountable_and_somebody_responsible_is_in_order(row) -> None:
    assert check(drawn(RACI, ("TP-1", *row)), [RACI], {}) == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("R", "C", "I"), "nobody is accountable (A); exactly one must be."),
        (("A/R", "A", ""), "2 are accountable (A); exactly one must be."),
        (("A", "C", "I"), "nobody is responsible (R)."),
        (("A/R", "S", ""), "'S' is none of R, A, C and I."),
        (("A/R", "Responsible", ""), "'Responsible' is none of R, A, C and I."),
    ],
)
def test_a_muddled_row_of_responsibilities_is_named(row, problem) -> None:
    assert check(drawn(RACI, ("TP-1", *row)), [RACI], {}) == [f"'Terms', 'TP-1': {problem}"]


def test_a_column_that_a_person_took_out_of_the_table_is_missed() -> None:
    table = DraftTable(columns=("Ref", "Analyst"), rows=(("TP-1", "R"),))
    edited = Draft(title="D", sections=(DraftSection(id="t", title="Terms", table=table),))

    assert check(edited, [RACI], {}) == [
        "'Terms', 'TP-1': nobody is accountable (A); exactly one must be."
    ]


@pytest.mark.parametrize(
    ("owner", "problems"),
    [
        ("CM auditor", []),
        ("daniel-abara", []),
        ("", ["The open question Q-1 has no owner."]),
        (
            "the team",
            ["The open question Q-1 is owned by 'the team', which is no role or person of this "
             "practice."],
        ),
    ],
)  # fmt: skip
def test_an_open_question_has_an_owner_who_exists(owner, problems) -> None:
    asked = DraftQuestion(id="Q-1", question="When?", owner=owner, raised_by="CM auditor")
    grounds = Grounds(owners=("CM auditor", "Daniel Abara", "daniel-abara"))

    assert check(Draft(title="D", open_questions=(asked,)), [], {}, grounds) == problems


def test_needs_that_nobody_put_into_rows_are_told() -> None:
    spoken = REQUIREMENTS.table.model_copy(update={"rows": "needs"})
    needs = REQUIREMENTS.model_copy(update={"table": spoken})
    said = DraftSection(id="needs", title="Needs", markdown="I need light.")
    template = Template(kind="needs", title="N", sections=(needs,))
    without = {"needs.md": (template, Draft(title="N", sections=(said,)))}

    (problem,) = check(draft("text"), [TRACE], without)
    assert problem == "'Traceability' accounts for nothing: nobody wrote a row of requirements."
    assert check(draft("REQ-1"), [TRACE], read("REQ-1")) == []
