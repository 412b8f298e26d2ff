"""Several seats of one role, and gates whose seats all only advise, as a procedure states them."""

import pytest

from assent.practice import load
from assent.reading import Reading, read
from assent.records import Severity
from assent.writing.step import Names
from assent.writing.workflow import write

PRACTICE = load()
COMPANY = PRACTICE.organisation
STATED = "CM practice owner; governance board when significance is major"
SOURCE = PRACTICE.sources["graphs/cm-policy.md"]


def reading(approval: str, **replaced: str) -> Reading:
    """Read the policy with another approval; keywords replace words of its front matter."""
    text = SOURCE.replace(STATED, approval)
    for before, after in replaced.items():
        text = text.replace(f"class: {before}", f"class: {after}")
    return as_policy(text)


def as_policy(text: str) -> Reading:
    known = {"roles": PRACTICE.roles, "groups": COMPANY.groups, "generic": COMPANY.generic}
    return read(text.encode(), "graphs/cm-policy.md", **known)


def errors(found) -> list[str]:
    return [f.code for f in found.findings if f.severity is Severity.error]


@pytest.mark.parametrize(
    ("approval", "seats"),
    [
        ("2 of governance board", ["governance-board", "governance-board-2"]),
        (
            "CM practice owner; 2 of the governance board when significance is major",
            ["cm-practice-owner", "governance-board major", "governance-board-2 major"],
        ),
        (
            "governance board; 3 of governance board when significance is major",
            ["governance-board", "governance-board-2 major", "governance-board-3 major"],
        ),
        ("governance board; the governance board", ["governance-board"]),
        (
            "governance board when significance is major; "
            "governance board when significance is minor",
            ["governance-board major", "governance-board-2 minor"],
        ),
    ],
)
def test_several_seats_of_one_role_are_read_and_written_back(approval, seats) -> None:
    found = reading(approval)

    (workflow,) = found.workflows
    (gate,) = workflow.gates
    assert errors(found) == []
    assert [f"{s.id} {s.when.value if s.when else ''}".strip() for s in gate.seats] == seats
    titles = {role.id: role.title for role in PRACTICE.roles.values()}
    written = write(workflow, Names(titles, COMPANY.groups))
    assert as_policy(written).workflows[0].gates == (gate,)


@pytest.mark.parametrize(
    ("approval", "code"),
    [
        ("2 of all representatives; CM practice owner", "seats-of-several"),
        ("0 of governance board", "seats-uncountable"),
        ("99 of governance board", "seats-uncountable"),
        ("2 of the night shift", "role-unknown"),
    ],
)
def test_a_number_of_seats_that_means_nothing_is_an_error(approval, code) -> None:
    assert errors(reading(approval)) == [code]


@pytest.mark.parametrize("approval", ["CM manager", "Change representative", "CM auditor"])
def test_a_gate_whose_seats_all_only_advise_is_an_error(approval) -> None:
    found = reading(approval)

    (finding,) = [f for f in found.findings if f.severity is Severity.error]
    assert finding.code == "gate-class"
    assert SOURCE.split("\n")[finding.line - 1].startswith("- **Approval:**")
    assert "CM practice owner" in finding.remedy


def test_one_seat_that_decides_is_enough_and_the_auditor_decides_quality() -> None:
    assert errors(reading("CM practice owner; CM auditor")) == []
    assert errors(reading("CM auditor", strategic="quality")) == []
    assert errors(reading("CM practice owner", strategic="quality")) == ["gate-class"]
