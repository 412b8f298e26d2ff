"""The shipped interface agreement, offline: negotiated, checked, and signed by three people."""

from pathlib import Path

import pytest

from assent.reading.document import parse
from assent.records import RunStatus
from assent.runner import approve

BRIEF = (Path(__file__).parents[2] / "examples" / "agreement-brief.md").read_text()
SIGNERS = ("ines-okafor", "hana-sato", "jonas-weber")


@pytest.fixture
def run(runner):
    roles = {"representative": "change-representative"}
    return runner.launch("interface-agreement", {"brief": BRIEF}, roles=roles, by="tomas-lindqvist")


def table(run, document: str, section: str) -> list[dict[str, str]]:
    drawn = parse(run.documents[document].text).section(section).table
    return [dict(zip(drawn.columns, row, strict=True)) for row in drawn.rows]


def test_three_people_sign_it(runner, run) -> None:
    for person in SIGNERS:
        (gate,) = run.gates
        choice = approve("It can be kept.", by=person, confirm=gate.gate.confirms)
        runner.decide(gate.packet_digest, choice, resume=True)

    assert run.status is RunStatus.closed
    assert run.documents["interface-agreement-final.md"].status == "signed"


def test_no_document_holds_a_figure_that_nothing_supports(runner, run) -> None:
    packet = runner.ledger.content.text(run.gates[0].packet_digest)

    assert not [n for n, d in run.documents.items() if "[unsupported figure]" in d.text]
    assert "Code found nothing" in packet


def test_the_terms_are_negotiated_in_more_than_one_round(run) -> None:
    stances = [(row["Round"], row["Stance"]) for row in table(run, "proposed-slas.md", "positions")]

    assert stances == [("1", "propose"), ("1", "counter"), ("2", "propose"), ("2", "accept")]


def test_the_targets_are_the_figures_that_the_practice_asked_for(run) -> None:
    asked = [(row["Target"], row["Unit"]) for row in table(run, "proposed-slas.md", "slas")]
    signed = table(run, "interface-agreement-final.md", "targets")

    assert asked == [
        ("30", "minutes, at most"),
        ("2", "working hours, at most"),
        ("4", "hours, at most"),
        ("98", "per cent"),
    ]
    assert [(row["Target"], row["Unit"]) for row in signed] == asked


def test_the_responsibilities_are_carried_over_letter_for_letter(run) -> None:
    settled = table(run, "interface-raci.md", "responsibilities")

    assert settled == table(run, "interface-agreement-final.md", "responsibilities")
    assert {tuple(sorted(filter(None, list(row.values())[2:]))) for row in settled} == {
        ("A/R", "C")
    }
