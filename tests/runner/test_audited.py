"""A gate over what an auditor found: code reads the findings, and each major one is answered."""

from typing import Any

import pytest

from assent.errors import ExternalFindingError, FindingNotAnsweredError
from assent.llm.offline import Offline
from assent.llm.scripted import Scripted
from assent.records import AuditWeight, Gate, Input, Outcome, RunStatus, Seat, Step, Workflow
from assent.runner import approve, override, rework

from .conftest import BRIEF

OWN = "ISO/IEC 20000-1:2018, clause 8.2.6 Configuration management"
FOREIGN = "NIST SP 800-53 Rev. 5, moderate baseline, clause CM-3 Configuration Change Control"
TEXT = "The draft names no owner for the records of retired items."


def procedure(*more: Step) -> Workflow:
    seats = (Seat(role="cm-practice-owner"), Seat(role="governance-board"))
    gate = Gate(id="note", seats=seats, decision_class="strategic", outcomes=tuple(Outcome))
    return Workflow(
        id="note",
        title="A note",
        inputs=(Input(name="brief"),),
        steps=(
            Step(
                number=1,
                title="Audit",
                agents=("cm-auditor",),
                reads=("brief", "organisation"),
                output="compliance-review.md",
            ),
            Step(
                number=2,
                title="Approve",
                agents=("cm-practice-owner",),
                reads=("compliance-review.md",),
                output="note.md",
                output_status="approved",
                gate=gate,
            ),
            *more,
        ),
    )


def row(clause: str, weight: str, external: str, finding: str = TEXT) -> dict[str, str]:
    return {
        "clause": clause,
        "section": "",
        "class": weight,
        "external": external,
        "finding": finding,
        "correction": "An owner is named.",
    }


def review(*rows: dict[str, str]) -> dict[str, Any]:
    names = ("basis", "findings-by-clause", "coverage-of-requirements", "gaps-and-risks")
    return {
        "sections": [{"id": name, "markdown": "What was read."} for name in (*names, "conclusion")],
        "tables": {"compliance-findings": list(rows), "requirement-coverage": []},
        "open_questions": [],
    }


@pytest.fixture
def audited(opened):
    """Launch the procedure with an auditor's agent that says just this."""

    def launch(*rows: dict[str, str], steps: tuple[Step, ...] = ()):
        script = Scripted({"cm-auditor": [review(*rows)]}, default=Offline())
        runner = opened(script)
        run = runner.launch(procedure(*steps), {"brief": BRIEF}, by="tomas-lindqvist")
        return runner, run

    return launch


def word(number: str) -> Any:
    why = "Retired items leave every system of ours within a day."
    return override(number, quote="no owner for the records of retired items", because=why)


def test_the_gate_knows_each_finding_by_number_clause_class_and_document(audited) -> None:
    _, run = audited(row(OWN, "major", "no"), row(FOREIGN, "observation", "yes"))
    (gate,) = run.gates

    first, second = gate.findings
    assert (first.id, first.clause, first.text) == ("F-1", OWN, TEXT)
    assert (first.weight, first.external) == (AuditWeight.major, False)
    assert (second.id, second.external) == ("F-2", True)
    assert {f.digest for f in gate.findings} == {run.documents["compliance-review.md"].digest}
    assert {f.roles for f in gate.findings} == {("cm-auditor",)}
    assert gate.overriders == ("cm-practice-owner",)


def test_the_packet_shows_them_quoted_and_so_its_digest_binds_them(audited) -> None:
    runner, run = audited(row(OWN, "major", "no"), row(FOREIGN, "minor", "yes"))

    packet = runner.packet(run.gates[0].id)[1]

    assert "F-1, major, the practice's own:" in packet
    assert f"    > {OWN}\n    >\n    > {TEXT}" in packet
    assert "F-2, minor, external: nobody may override it:" in packet


def test_a_hostile_audit_does_not_make_an_external_finding_ours(audited) -> None:
    runner, run = audited(row(FOREIGN, "major", "no"), row("Our own taste", "major", "no"))
    (gate,) = run.gates
    packet = runner.packet(gate.id)[1]

    assert [f.external for f in gate.findings] == [True, True]
    assert "compliance-review.md, F-1, F-2: the audit does not mark it external" in packet
    for number in ("F-1", "F-2"):
        choice = approve("Fit.", by="ines-okafor", overrides=[word(number)])
        with pytest.raises(ExternalFindingError):
            runner.decide(gate.packet_digest, choice)


def test_an_approval_that_passes_over_a_major_finding_is_refused(audited) -> None:
    runner, run = audited(row(OWN, "major", "no"))
    (gate,) = run.gates

    with pytest.raises(FindingNotAnsweredError, match="F-1"):
        runner.decide(gate.packet_digest, approve("Fit.", by="ines-okafor"))

    assert runner.ledger.gates.decisions(gate.id) == []


def test_an_override_stands_in_decision_log_document_and_later_packet(audited) -> None:
    later = Step(
        number=3,
        title="Plan",
        agents=("cm-manager",),
        reads=("note.md",),
        output="plan.md",
        output_status="approved",
        gate=Gate(id="plan", seats=(Seat(role="cm-practice-owner"),)),
    )
    runner, run = audited(row(OWN, "major", "no"), steps=(later,))
    packet = run.gates[0].packet_digest

    runner.decide(packet, approve("Fit.", by="ines-okafor", overrides=[word("F-1")]))
    runner.decide(packet, approve("Agreed.", by="priya-raman"), resume=True)

    (overridden,) = [e for e in runner.events(run.id) if e.kind == "finding.overridden"]
    assert overridden.body["finding"] == "F-1"
    shown = runner.packet(run.gates[0].id)[1]
    assert "F-1 was overridden by Ines Okafor (ines-okafor) as cm-practice-owner" in shown
    assert "> no owner for the records of retired items" in shown
    assert run.gates[0].findings == ()


def test_findings_said_to_be_corrected_need_no_override(audited) -> None:
    runner, run = audited(row(OWN, "major", "no"), row(FOREIGN, "major", "yes"))
    packet = run.gates[0].packet_digest

    for person in ("ines-okafor", "priya-raman"):
        runner.decide(packet, approve("Fit.", by=person, confirm=["F-1", "F-2"]), resume=True)

    assert run.status is RunStatus.closed


def test_observations_ask_nothing_and_a_finding_survives_rework(audited) -> None:
    runner, run = audited(row(OWN, "observation", "no"), row(FOREIGN, "major", "yes"))
    runner.decide(run.gates[0].packet_digest, rework("Say more.", by="ines-okafor"), resume=True)

    (gate,) = run.gates

    assert gate.round == 2
    assert [f.id for f in gate.findings] == ["F-1", "F-2"]
