"""What the clock does to a gate in the ledger: once, logged, and never an approval."""

from datetime import timedelta

import pytest

from assent.authority import expiry_of
from assent.errors import ClockSetBackError, GateClosedError, LeaseLostError, NotAuthorisedError
from assent.ledger import Ledger
from assent.records import Gate, Outcome, Role, Seat, Verdict

from .conftest import NINE, PACKET, RUN, TEXT

SEAT = (Seat(role="cm-practice-owner"),)
CARDS = {
    "cm-practice-owner": Role(
        id="cm-practice-owner", title="Owner", serves="x", escalates_to="governance-board"
    )
}


def kinds(ledger):
    told = ("gate.reminded", "gate.escalated", "gate.resolved", "gate.lapsed")
    return [entry.kind for entry in ledger.log.entries(RUN) if entry.kind in told]


@pytest.fixture
def timed(ledger, lease, draft, gate):
    """Open the policy's gate with times; its one seat is the practice owner's."""

    def build(**times):
        declared = Gate(id="cm-policy-final", seats=SEAT, outcomes=tuple(Outcome), **times)
        one = gate(gate=declared, seats=SEAT)
        one = one.model_copy(update={"expires_at": expiry_of(one)})
        ledger.documents.add(draft(), TEXT, lease)
        ledger.gates.open(one, PACKET, lease)
        return one

    return build


@pytest.fixture
def at(clock, ledger, organisation):
    def keep(gate, hours):
        clock.set(NINE + timedelta(hours=hours))
        return ledger.timing.keep(gate.id, organisation, CARDS)

    return keep


def test_a_reminder_is_given_once_and_logged(timed, at, ledger) -> None:
    gate = timed(remind_after_hours=24)

    first, again = at(gate, 25), at(gate, 26)

    assert ([n.kind for n in first], again) == (["reminder"], ())
    assert kinds(ledger) == ["gate.reminded"]


def test_two_processes_on_one_clock_give_a_notice_once(timed, at, store, clock) -> None:
    gate = timed(remind_after_hours=24)
    rival = Ledger(store, clock)

    given = at(gate, 25)

    assert len(given) == 1
    assert [n.kind for n in rival.timing.notices(gate.id)] == ["reminder"]


def test_an_escalated_seat_can_be_filled_by_the_role_above(
    timed, at, ledger, says, organisation
) -> None:
    gate = timed(escalate_after_hours=24)
    above = says(gate, "priya-raman", acting_role="governance-board")
    with pytest.raises(NotAuthorisedError):
        ledger.gates.decide(above, organisation)

    at(gate, 25)

    ended = ledger.gates.decide(above, organisation)
    assert ended.verdict is Verdict.approved
    assert ledger.gates.decisions(gate.id)[0].capacity == (
        "governance-board in the seat of cm-practice-owner"
    )


def test_an_expired_gate_ends_and_nothing_is_approved(timed, at, ledger) -> None:
    gate = timed(expire_after_hours=72)

    (end,) = at(gate, 72)

    assert end.kind == "expiry"
    assert ledger.gates.resolution(gate.id).verdict is Verdict.expired
    assert ledger.gates.decisions(gate.id) == []
    ledger.verify()


def test_after_the_time_ran_out_a_decision_is_refused_also_without_a_tick(
    timed, clock, ledger, says, organisation
) -> None:
    gate = timed(expire_after_hours=72)
    clock.set(NINE + timedelta(hours=72))

    with pytest.raises(GateClosedError, match="expired"):
        ledger.gates.decide(says(gate, "ines-okafor"), organisation)


def test_after_the_end_the_refusal_says_that_the_gate_expired(
    timed, at, ledger, says, organisation
) -> None:
    gate = timed(expire_after_hours=72)
    at(gate, 80)

    with pytest.raises(GateClosedError, match="it expired before"):
        ledger.gates.decide(says(gate, "ines-okafor"), organisation)


def test_a_decided_gate_asks_for_nothing(timed, at, ledger, says, organisation) -> None:
    gate = timed(remind_after_hours=1, escalate_after_hours=1, expire_after_hours=2)
    ledger.gates.decide(says(gate, "ines-okafor"), organisation)

    assert at(gate, 500) == ()
    assert ledger.gates.resolution(gate.id).verdict is Verdict.approved


def test_with_the_clock_set_back_time_is_not_kept(timed, at) -> None:
    gate = timed(remind_after_hours=1)
    at(gate, 2)

    with pytest.raises(ClockSetBackError):
        at(gate, 1)


def test_an_approval_lapses_with_the_role_in_which_it_was_given(
    timed, ledger, lease, says, organisation
) -> None:
    gate = timed()
    ledger.gates.decide(says(gate, "ines-okafor"), organisation)
    people = [p.model_copy(update={"roles": ()}) for p in organisation.people]

    ended = ledger.gates.lapse(gate.id, organisation.model_copy(update={"people": people}), lease)

    assert ended.verdict is Verdict.lapsed
    assert "may not decide" in ended.comments[0][1]
    assert kinds(ledger) == ["gate.resolved", "gate.lapsed"]
    ledger.verify()


def test_an_approval_whose_people_still_hold_their_roles_stands(
    timed, ledger, lease, says, organisation
) -> None:
    gate = timed()
    approved = ledger.gates.decide(says(gate, "ines-okafor"), organisation)

    assert ledger.gates.lapse(gate.id, organisation, lease) == approved
    assert kinds(ledger) == ["gate.resolved"]


def test_only_who_holds_the_run_can_let_an_approval_lapse(
    timed, ledger, lease, says, organisation
) -> None:
    gate = timed()
    ledger.gates.decide(says(gate, "ines-okafor"), organisation)
    ledger.leases.take(RUN, "host:2", gone=lambda _: True)

    with pytest.raises(LeaseLostError):
        ledger.gates.lapse(gate.id, organisation, lease)
