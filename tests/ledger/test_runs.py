"""Runs: opened once, changed under a lease, ended for good."""

from datetime import timedelta

import pytest

from assent.canonical import digest
from assent.errors import (
    AmbiguousReferenceError,
    IntegrityError,
    LeaseLostError,
    RunFinishedError,
    UnknownRunError,
)
from assent.records import GateState, RunStatus

RUN = "run-cm-policy-0123456789"
BRIEF, SNAPSHOT = b"The brief.\n", b"{}"


def kinds(ledger) -> list[str]:
    return [entry.kind for entry in ledger.log.entries(RUN)]


def test_a_run_is_opened_once_with_what_it_names(ledger, launched) -> None:
    assert ledger.runs.open(launched(), [BRIEF, SNAPSHOT]) is True
    assert ledger.runs.open(launched(), [BRIEF, SNAPSHOT]) is False

    (entry,) = ledger.log.entries(RUN)
    assert entry.kind == "run.opened"
    assert entry.body["contents"] == sorted([digest(BRIEF), digest(SNAPSHOT)])
    assert ledger.runs.get(RUN) == launched()


def test_a_run_without_its_inputs_is_not_opened(ledger, launched) -> None:
    with pytest.raises(IntegrityError, match="never stored"):
        ledger.runs.open(launched(), [SNAPSHOT])

    assert ledger.runs.all() == []
    assert ledger.log.entries() == []


def test_a_new_run_is_running_before_its_first_stage(ledger, lease) -> None:
    row = ledger.runs.row(RUN)

    assert (row.status, row.stage, row.artifacts, row.note) == (RunStatus.running, None, {}, "")


def test_each_difference_is_logged_once(ledger, lease) -> None:
    change = {"stage": "scope", "artifacts": {"policy-scope.md": "sha256:1"}}
    ledger.runs.change(lease, **change)
    ledger.runs.change(lease, **change)
    ledger.runs.change(lease, stage="drafting", status=RunStatus.waiting)

    assert kinds(ledger) == [
        "run.opened",
        "run.stage",
        "artifact.recorded",
        "run.stage",
        "run.status",
    ]
    row = ledger.runs.row(RUN)
    assert (row.stage, row.status, row.artifacts) == ("drafting", "waiting", change["artifacts"])


def test_a_note_says_why_until_the_status_changes(ledger, lease) -> None:
    ledger.runs.change(lease, status=RunStatus.parked, note="no answer \ud800")

    assert ledger.runs.row(RUN).note == "no answer \\ud800"
    noted = ledger.log.entries(RUN)[-1].body["note"]
    assert ledger.content.text(noted) == "no answer \\ud800"
    ledger.runs.change(lease, status=RunStatus.running)
    assert ledger.runs.row(RUN).note == ""


def test_stages_are_told_in_the_order_reached(ledger, lease) -> None:
    for stage in ("scope", "drafting", "drafting", "approval", "drafting"):
        ledger.runs.change(lease, stage=stage)

    assert ledger.runs.stages(RUN) == ("scope", "drafting", "approval", "drafting")


@pytest.mark.parametrize("status", [s for s in RunStatus if s.ended])
def test_the_end_is_logged_once_and_final(ledger, lease, status) -> None:
    ledger.runs.change(lease, status=status)
    ledger.runs.change(lease, status=status)

    assert kinds(ledger).count("run.closed") == 1
    with pytest.raises(RunFinishedError):
        ledger.runs.change(lease, status=RunStatus.running)
    with pytest.raises(RunFinishedError):
        ledger.runs.change(lease, stage="scope")


def test_the_end_voids_what_still_waits(ledger, lease, opened) -> None:
    ledger.runs.change(lease, status=RunStatus.failed)

    assert ledger.gates.state(opened.id) is GateState.void
    assert kinds(ledger)[-2:] == ["gate.voided", "run.closed"]


def test_a_lost_lease_changes_nothing(ledger, lease, clock) -> None:
    clock.advance(timedelta(minutes=1))
    ledger.leases.take(RUN, "host:2")

    with pytest.raises(LeaseLostError):
        ledger.runs.change(lease, stage="scope")
    assert ledger.runs.row(RUN).stage is None


def test_a_run_is_found_by_how_its_id_begins(ledger, lease, launched) -> None:
    ledger.runs.open(launched(id="run-cm-policy-0199999999", ordinal=2), [])

    assert ledger.runs.find("run-cm-policy-012") == RUN
    assert ledger.runs.find(RUN) == RUN
    for unknown in ("run-x", "", "%"):
        with pytest.raises(UnknownRunError):
            ledger.runs.find(unknown)
    with pytest.raises(AmbiguousReferenceError, match="0199999999"):
        ledger.runs.find("run-cm-policy-01")


def test_repetitions_of_a_launch_are_counted(ledger, lease, launched) -> None:
    again = launched(id="run-cm-policy-0199999999", ordinal=2)
    ledger.runs.open(again, [])
    other = launched(id="run-cm-policy-0299999999", base="sha256:" + "9" * 64)
    ledger.runs.open(other, [])

    assert ledger.runs.ordinals("cm-policy", again.base) == (1, 2)
    assert ledger.runs.ordinals("cm-policy", other.base) == (1,)
    assert ledger.runs.ordinals("another", again.base) == ()
    assert [row.run.ordinal for row in ledger.runs.all()] == [1, 2, 1]


def test_the_trace_tells_what_people_decided(ledger, opened, says, organisation) -> None:
    ledger.gates.decide(says(opened, "ines-okafor"), organisation)
    board = says(opened, "priya-raman", "reject", seat="governance-board")
    ledger.gates.decide(board, organisation)

    told = [(t["kind"], t["approver_identity"], t["decision"]) for t in ledger.runs.trace(RUN)]
    assert told == [
        ("decision.recorded", "ines-okafor", "approve"),
        ("decision.recorded", "priya-raman", "reject"),
    ]


@pytest.mark.parametrize("ask", ["get", "row", "stages", "trace"])
def test_an_unknown_run_is_said_to_be_unknown(ledger, ask) -> None:
    with pytest.raises(UnknownRunError):
        getattr(ledger.runs, ask)("run-of-nobody")


def test_a_lease_of_an_unknown_run_changes_nothing(ledger) -> None:
    lease = ledger.leases.take("run-of-nobody", "host:1")

    with pytest.raises(UnknownRunError):
        ledger.runs.change(lease, stage="scope")
