"""A run that has spent its budget waits for a person, who allows more by name."""

from datetime import UTC, datetime, timedelta

import pytest

from assent.compiler.budget import worked
from assent.errors import (
    CallError,
    NotAuthorisedError,
    NotCanonicalError,
    RationaleMissingError,
    RunFinishedError,
    SelfApprovalError,
)
from assent.records import Budget, Entry, RunStatus
from assent.runner import approve
from assent.testing.clocks import FixedClock

from .conftest import BRIEF, workflow

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WHY = "The policy needs its second round."


@pytest.fixture
def spending(opened, shipped):
    """Launch the small procedure with a budget; the reviews are two turns at once."""

    def launch(**budget):
        organisation = shipped.organisation.model_copy(update={"budget": Budget(**budget)})
        practice = shipped.model_copy(update={"organisation": organisation})
        runner = opened(practice=practice, clock=FixedClock(NINE, timedelta(seconds=1)))
        return runner, runner.launch(workflow(), {"brief": BRIEF}, by="lucia-ferrante")

    return launch


def test_a_spent_run_goes_on_once_somebody_entitled_allows_more(spending) -> None:
    runner, run = spending(calls=2)
    assert run.status is RunStatus.parked
    assert f"assent extend {run.id} --calls N" in run.note

    runner.extend(run.id, Budget(calls=5), WHY, by="tomas-lindqvist")
    runner.resume(run.id)

    assert run.status is RunStatus.waiting


def test_an_extension_is_used_up_like_the_budget(spending) -> None:
    runner, run = spending(calls=1)
    runner.extend(run.id, Budget(calls=1), WHY, by="tomas-lindqvist")

    runner.resume(run.id)

    assert run.status is RunStatus.parked
    assert "2 of 2 calls" in run.note


def test_an_extension_reaches_no_other_run(spending) -> None:
    runner, run = spending(calls=2)
    runner.extend(run.id, Budget(calls=50), WHY, by="tomas-lindqvist")

    other = runner.launch(workflow(), {"brief": BRIEF}, by="lucia-ferrante", again=True)

    assert other.status is RunStatus.parked


def test_who_requested_a_run_may_not_let_it_spend_more(spending) -> None:
    runner, run = spending(calls=2)

    with pytest.raises(SelfApprovalError):
        runner.extend(run.id, Budget(calls=5), WHY, by="lucia-ferrante")


def test_who_decides_nothing_operational_may_not(spending) -> None:
    runner, run = spending(calls=2)

    with pytest.raises(NotAuthorisedError, match="cm-manager"):
        runner.extend(run.id, Budget(calls=5), WHY, by="daniel-abara")

    runner.resume(run.id)
    assert run.status is RunStatus.parked


@pytest.mark.parametrize(
    ("more", "reason", "error"),
    [
        (Budget(), WHY, CallError),
        (Budget(calls=5), " … ", RationaleMissingError),
        (Budget(calls=5), "Fit\u202e.", NotCanonicalError),
    ],
)
def test_an_extension_states_an_amount_and_a_reason_that_can_be_read(
    spending, more, reason, error
) -> None:
    runner, run = spending(calls=2)

    with pytest.raises(error):
        runner.extend(run.id, more, reason, by="tomas-lindqvist")


def test_an_ended_run_is_given_nothing_more(spending) -> None:
    runner, run = spending(calls=50)
    choice = approve("Fit.", by="ines-okafor")
    runner.decide(run.gates[0].packet_digest, choice, resume=True)

    with pytest.raises(RunFinishedError):
        runner.extend(run.id, Budget(calls=5), WHY, by="tomas-lindqvist")


def test_a_run_that_has_worked_its_minutes_begins_no_further_call(spending) -> None:
    _runner, run = spending(minutes=0.05)

    assert run.status is RunStatus.parked
    assert "of 0.05 minutes" in run.note


def entry(kind, minute, **body):
    at = NINE + timedelta(minutes=minute)
    return Entry(
        sequence=1, previous_entry_digest=None, run_id="run-x", kind=kind, at=at, body=body
    )


def test_waiting_for_people_is_no_work_and_a_dead_night_counts_ten_minutes() -> None:
    entries = [
        entry("run.opened", 0),
        entry("model.replied", 3),
        entry("run.status", 5, status="waiting"),
        entry("decision.recorded", 4000),
        entry("run.status", 4001, status="running"),
        entry("model.replied", 4003),
    ]

    at_work = worked(entries, NINE + timedelta(minutes=9000))

    assert at_work == timedelta(minutes=5 + 2 + 10)
