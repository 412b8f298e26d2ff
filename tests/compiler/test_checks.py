"""What code says of a draft before a person reads it."""

from assent.compiler.checks import check
from assent.records import Column, Draft, DraftSection, DraftTable, Section, Table, Template

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
