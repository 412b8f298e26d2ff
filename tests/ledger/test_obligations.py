"""Conditions in the ledger: read off what was decided, closed once, and closing the run last."""

from datetime import timedelta
from typing import Any

import pytest

from assent.canonical import digest
from assent.errors import (
    ConditionClosedError,
    ConditionsOpenError,
    IntegrityError,
    NotAuthorisedError,
    RunFinishedError,
    UnknownConditionError,
)
from assent.records import AuditFinding, Discharge, Framework, Override, Proviso, RunStatus

from .conftest import NINE, PACKET, RUN, TEXT

CONDITIONS = (Proviso(text="Publish the dates.", owner="cm-manager"), "Tell the practices.")
BOARD = {"seat": "governance-board"}


@pytest.fixture
def approved(ledger, opened, says, organisation) -> None:
    """The owner approves with two conditions, the board with one of them."""
    said = "approve-with-conditions"
    owner = says(opened, "ines-okafor", said, conditions=CONDITIONS)
    board = says(opened, "priya-raman", said, conditions=("Report in May.",), **BOARD)
    for decision in (owner, board):
        ledger.gates.decide(decision, organisation)


def word(person: str, condition: str = "condition-1", /, **changed: Any) -> Discharge:
    facts = {
        "run_id": RUN,
        "condition": condition,
        "gate": "gate-0123456789",
        "ending": "met",
        "evidence": "The dates are in the minutes of May.",
        "person": person,
        "name": person.title(),
        "role": "cm-practice-owner",
        "identity_assurance": "asserted",
        "at": NINE + timedelta(hours=1),
    }
    return Discharge(**{**facts, **changed})


def kinds(ledger) -> list[str]:
    return [entry.kind for entry in ledger.log.entries(RUN)]


def test_a_run_owes_what_its_approvals_ask_for_and_who_asked(ledger, approved) -> None:
    owed = ledger.obligations.of(RUN)

    assert [(one.id, one.text, one.owner, one.raised_by) for one in owed] == [
        ("condition-1", "Publish the dates.", "cm-manager", "ines-okafor"),
        ("condition-2", "Tell the practices.", "requester", "ines-okafor"),
        ("condition-3", "Report in May.", "requester", "priya-raman"),
    ]
    assert {one.decision for one in owed} == {
        decision.record_digest for decision in ledger.gates.decisions("gate-0123456789")
    }


def test_what_is_asked_while_a_seat_is_open_is_not_owed_yet(
    ledger, opened, says, organisation
) -> None:
    owner = says(opened, "ines-okafor", "approve-with-conditions", conditions=CONDITIONS)
    ledger.gates.decide(owner, organisation)

    assert ledger.obligations.of(RUN) == []


def test_a_run_is_not_closed_while_a_condition_is_open(
    ledger, lease, approved, organisation
) -> None:
    ledger.obligations.discharge(word("ines-okafor"), organisation)

    with pytest.raises(ConditionsOpenError) as refused:
        ledger.runs.change(lease, status=RunStatus.closed)

    assert refused.value.conditions == ("condition-2", "condition-3")
    assert ledger.runs.row(RUN).status is RunStatus.running


def test_when_the_last_is_closed_the_run_closes(ledger, lease, approved, organisation) -> None:
    for place in (1, 2):
        ledger.obligations.discharge(word("owen-mcallister", f"condition-{place}"), organisation)
    board = word("priya-raman", "condition-3", role="governance-board", ending="waived")
    ledger.obligations.discharge(board, organisation)

    ledger.runs.change(lease, status=RunStatus.closed)

    assert kinds(ledger)[-4:] == [
        "condition.met",
        "condition.met",
        "condition.waived",
        "run.closed",
    ]
    assert ledger.obligations.open(RUN) == []
    ledger.verify()


def test_the_first_word_stands(ledger, approved, organisation) -> None:
    ledger.obligations.discharge(word("owen-mcallister"), organisation)

    with pytest.raises(ConditionClosedError) as refused:
        ledger.obligations.discharge(word("ines-okafor", ending="waived"), organisation)

    assert (refused.value.person, refused.value.ending) == ("owen-mcallister", "met")
    assert kinds(ledger).count("condition.met") == 1


def test_a_refused_word_leaves_nothing_behind(ledger, approved, organisation) -> None:
    before = kinds(ledger)
    unknown = word("ines-okafor", "condition-9")
    stranger = word("priya-raman")

    with pytest.raises(UnknownConditionError, match="condition-1, condition-2"):
        ledger.obligations.discharge(unknown, organisation)
    with pytest.raises(NotAuthorisedError):
        ledger.obligations.discharge(stranger, organisation)

    assert kinds(ledger) == before


def test_a_run_that_ended_takes_no_word(ledger, lease, approved, organisation) -> None:
    ledger.runs.change(lease, status=RunStatus.failed)

    with pytest.raises(RunFinishedError):
        ledger.obligations.discharge(word("ines-okafor"), organisation)


def test_evidence_that_was_changed_is_found(ledger, approved, organisation, store) -> None:
    ledger.obligations.discharge(word("ines-okafor"), organisation)
    (entry,) = [e for e in ledger.log.entries(RUN) if e.kind == "condition.met"]

    assert ledger.content.get(entry.body["record"])
    with store.transaction(write=True) as tx:
        ledger.log.append(tx, RUN, "condition.met", {**entry.body, "condition": "condition-2"})
    with pytest.raises(IntegrityError, match="closing"):
        ledger.verify()


def test_a_closing_without_its_record_closes_nothing(ledger, approved, lease, store) -> None:
    body = {"record": digest(b"never stored"), "condition": "condition-1"}
    with store.transaction(write=True) as tx:
        ledger.log.append(tx, RUN, "condition.met", body)

    with pytest.raises(IntegrityError, match="not in the store"):
        ledger.runs.change(lease, status=RunStatus.closed)


# ---- findings ----------------------------------------------------------


@pytest.fixture
def overridden(ledger, lease, draft, gate, says, organisation):
    ledger.documents.add(draft(), TEXT, lease)
    finding = AuditFinding(
        id="F-1",
        clause="Our rules, 1 Owners",
        weight="major",
        external=False,
        text="The draft names no owner for retired items.",
        document="compliance-review.md",
        digest="sha256:" + "9" * 64,
        roles=("cm-auditor",),
    )
    opened = gate(findings=(finding,), overriders=("cm-practice-owner",))
    ledger.gates.open(opened, PACKET, lease)
    word = Override(
        finding="F-1",
        quote="names no owner for retired items",
        rationale="Retired items leave every system within a day.",
    )
    ours = Framework(id="ours", title="Our rules", clauses=("1 Owners",))
    practice = organisation.model_copy(update={"frameworks": (ours,)})
    ledger.gates.decide(says(opened, "ines-okafor", overrides=(word,)), practice)
    return opened


def test_an_override_is_logged_with_its_decision(ledger, overridden) -> None:
    decided, logged = ledger.log.entries(RUN)[-2:]
    (decision,) = ledger.gates.decisions(overridden.id)

    assert (decided.kind, logged.kind) == ("decision.recorded", "finding.overridden")
    assert logged.body["decision"] == decision.record_digest
    assert logged.body["override"] == decision.overrides[0].record_digest
    assert ledger.runs.trace(RUN)[-1]["finding"] == "F-1"
    ledger.verify()


def test_an_override_that_no_decision_holds_is_found(ledger, overridden, store) -> None:
    logged = ledger.log.entries(RUN)[-1]
    with store.transaction(write=True) as tx:
        ledger.log.append(tx, RUN, logged.kind, {**logged.body, "finding": "F-2"})

    with pytest.raises(IntegrityError, match="overridden findings"):
        ledger.verify()
