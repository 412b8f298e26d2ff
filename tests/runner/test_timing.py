"""Time at a gate, as the people around it see it, and what a tick takes further."""

from datetime import timedelta

import pytest

from assent.errors import ClockSetBackError, GateClosedError, NotAuthorisedError
from assent.records import Outcome, RunStatus, Seat
from assent.runner import approve, defer
from assent.testing.clocks import FixedClock

from .conftest import BRIEF, workflow

MANAGER = (Seat(role="cm-manager"),)


class Mailbox:
    """A notifier that keeps what it was told."""

    def __init__(self) -> None:
        self.letters = []

    def tell(self, notice) -> None:
        self.letters.append((notice.kind, notice.people))


class Broken:
    def tell(self, notice) -> None:
        raise ConnectionError("no route to the mail server")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def runner(opened, clock, mailbox):
    return opened(clock=clock, notifier=mailbox)


@pytest.fixture
def waiting(runner):
    def launch(**gate):
        gate.setdefault("seats", MANAGER)
        return runner.launch(workflow(**gate), {"brief": BRIEF}, by="lucia-ferrante")

    return launch


def decide(runner, run, choice, **options):
    return runner.decide(run.gates[0].packet_digest, choice, **options)


def test_a_tick_reminds_those_who_can_decide(runner, waiting, clock, mailbox) -> None:
    waiting(remind_after_hours=24)
    clock.advance(timedelta(hours=25))

    runner.tick()
    runner.tick()

    assert mailbox.letters == [("reminder", ("tomas-lindqvist",))]


def test_a_seat_that_went_up_is_filled_by_the_next_role(runner, waiting, clock, mailbox) -> None:
    run = waiting(escalate_after_hours=48)
    with pytest.raises(NotAuthorisedError):
        decide(runner, run, approve("Fit.", by="ines-okafor"))
    clock.advance(timedelta(hours=49))

    runner.tick()

    assert mailbox.letters == [("escalation", ("ines-okafor",))]
    decision, _ = decide(runner, run, approve("Fit.", by="ines-okafor"), resume=True)
    assert decision.capacity == "cm-practice-owner in the seat of cm-manager"
    assert run.status is RunStatus.closed


def test_a_gate_that_nobody_decides_expires_and_ends_its_run(runner, waiting, clock) -> None:
    run = waiting(expire_after_hours=72)
    clock.advance(timedelta(hours=72))

    tick = runner.tick()

    assert [notice.kind for notice in tick.notices] == ["expiry"]
    assert tick.resumed == (run.id,)
    assert run.status is RunStatus.expired
    assert run.documents["note.md"].status == "in-review"


def test_an_expired_gate_ends_its_run_also_when_somebody_only_resumes(
    runner, waiting, clock
) -> None:
    run = waiting(expire_after_hours=72)
    clock.advance(timedelta(hours=73))

    runner.resume(run.id)

    assert run.status is RunStatus.expired


def test_a_decision_after_the_time_is_refused(runner, waiting, clock) -> None:
    run = waiting(expire_after_hours=72)
    clock.advance(timedelta(hours=73))

    with pytest.raises(GateClosedError, match="expired"):
        decide(runner, run, approve("Fit.", by="tomas-lindqvist"))


def test_a_deferral_is_recalled_on_its_date(runner, waiting, clock, mailbox) -> None:
    run = waiting(remind_after_hours=24, outcomes=tuple(Outcome))
    until = clock.now() + timedelta(days=10)
    decide(runner, run, defer("After the audit.", until, by="tomas-lindqvist"))

    clock.advance(timedelta(days=9))
    runner.tick()
    assert mailbox.letters == []

    clock.advance(timedelta(days=2))
    runner.tick()
    assert mailbox.letters == [("reminder", ("tomas-lindqvist",))]


def test_what_was_decided_and_not_resumed_is_taken_further(runner, waiting) -> None:
    run = waiting()
    decide(runner, run, approve("Fit.", by="tomas-lindqvist"))

    tick = runner.tick()

    assert tick.resumed == (run.id,)
    assert run.status is RunStatus.closed


def test_a_tick_leaves_alone_what_waits_for_people(runner, waiting) -> None:
    run = waiting()
    entries = len(runner.ledger.log.entries())

    tick = runner.tick()

    assert tick.resumed == ()
    assert run.status is RunStatus.waiting
    assert len(runner.ledger.log.entries()) == entries


def test_a_notice_that_reaches_nobody_is_told_and_stays_in_the_log(opened, clock) -> None:
    runner = opened(clock=clock, notifier=Broken())
    run = runner.launch(
        workflow(seats=MANAGER, remind_after_hours=1), {"brief": BRIEF}, by="lucia-ferrante"
    )
    clock.advance(timedelta(hours=2))

    (failure,) = runner.tick().failures

    assert "no route to the mail server" in failure.message
    assert [n.kind for n in runner.ledger.timing.notices(run.gates[0].id)] == ["reminder"]


def test_with_the_clock_set_back_a_tick_does_nothing(runner, waiting, clock) -> None:
    run = waiting(expire_after_hours=1)
    clock.advance(-timedelta(days=1))

    with pytest.raises(ClockSetBackError):
        runner.tick()

    assert run.status is RunStatus.waiting


def without_roles(practice, person):
    people = [
        p.model_copy(update={"roles": ()}) if p.id == person else p
        for p in practice.organisation.people
    ]
    organisation = practice.organisation.model_copy(update={"people": tuple(people)})
    return practice.model_copy(update={"organisation": organisation})


def test_who_loses_the_role_before_the_run_goes_on_is_asked_no_more(runner, waiting) -> None:
    run = waiting(seats=(Seat(role="cm-practice-owner"),))
    first = run.gates[0].id
    decide(runner, run, approve("Fit.", by="ines-okafor"))
    runner._practice = without_roles(runner.practice, "ines-okafor")

    runner.resume(run.id)

    (again,) = run.gates
    assert again.id != first
    assert "an approval lapsed" in runner.packet(again.id)[1]
    assert run.status is RunStatus.waiting
    runner.ledger.verify()


def test_the_packet_asked_again_can_be_approved_by_somebody_in_office(
    runner, waiting, shipped
) -> None:
    run = waiting(seats=(Seat(role="cm-practice-owner"),))
    decide(runner, run, approve("Fit.", by="ines-okafor"))
    runner._practice = without_roles(shipped, "ines-okafor")
    runner.resume(run.id)
    runner._practice = shipped

    decide(runner, run, approve("Read again.", by="ines-okafor"), resume=True)

    assert run.status is RunStatus.closed
    assert run.documents["note.md"].status == "approved"
