"""What the clock asks of an open gate, and that it never asks for an approval."""

from datetime import timedelta

import pytest

from assent.authority import due, expiry_of
from assent.authority.deciding import check
from assent.errors import NotAuthorisedError
from assent.records import Role, Seat

from .conftest import NINE

OWNER = (Seat(role="cm-practice-owner"),)
ROLES = {
    "change-representative": "cm-manager",
    "cm-manager": "cm-practice-owner",
    "cm-practice-owner": "senior-leadership",
    "senior-leadership": None,
}
CARDS = {name: Role(id=name, title=name, serves="x", escalates_to=up) for name, up in ROLES.items()}


def hours(count):
    return NINE + timedelta(hours=count)


@pytest.fixture
def asked(organisation):
    def ask(gate, at, given=(), decisions=(), deferrals=()):
        return due(gate, given, decisions, deferrals, organisation, CARDS, at)

    return ask


def kinds(notices):
    return [(notice.kind, notice.seat, notice.to) for notice in notices]


def test_nothing_is_due_at_a_gate_without_times(opened, asked) -> None:
    gate = opened()

    assert asked(gate, hours(10_000)) == ()


def test_each_open_seat_is_reminded_once_its_time_has_come(opened, asked) -> None:
    gate = opened(remind_after_hours=24)

    early, late = asked(gate, hours(23)), asked(gate, hours(24))

    assert early == ()
    assert kinds(late) == [
        ("reminder", "cm-practice-owner", ""),
        ("reminder", "governance-board", ""),
    ]


def test_a_reminder_names_those_who_can_act_and_is_given_once(opened, asked) -> None:
    gate = opened(seats=OWNER, remind_after_hours=24)

    (reminder,) = asked(gate, hours(30))

    assert reminder.people == ("ines-okafor", "owen-mcallister")
    assert reminder.due_at == hours(24)
    assert asked(gate, hours(40), given=[reminder]) == ()


def test_a_seat_goes_up_one_role_with_each_period(opened, asked) -> None:
    gate = opened(seats=(Seat(role="change-representative"),), escalate_after_hours=48)

    assert kinds(asked(gate, hours(48))) == [("escalation", "change-representative", "cm-manager")]
    assert [notice.to for notice in asked(gate, hours(97))] == ["cm-manager", "cm-practice-owner"]


def test_past_the_top_of_the_chain_nothing_more_happens(opened, asked) -> None:
    gate = opened(seats=(Seat(role="change-representative"),), escalate_after_hours=1)
    up = asked(gate, hours(50))

    assert [notice.to for notice in up] == ["cm-manager", "cm-practice-owner", "senior-leadership"]
    assert asked(gate, hours(5000), given=up) == ()


def test_a_decided_seat_is_left_alone(opened, says, asked) -> None:
    gate = opened(remind_after_hours=24, escalate_after_hours=48)
    decided = says(gate, "ines-okafor")

    assert {notice.seat for notice in asked(gate, hours(60), decisions=[decided])} == {
        "governance-board"
    }


def test_a_deferred_seat_is_left_in_peace_until_its_date(opened, says, asked) -> None:
    gate = opened(seats=OWNER, remind_after_hours=24, escalate_after_hours=48)
    later = says(gate, "ines-okafor", "defer", deferred_until=hours(100))

    assert asked(gate, hours(99), deferrals=[later]) == ()
    assert kinds(asked(gate, hours(101), deferrals=[later])) == [
        ("reminder", "cm-practice-owner", "")
    ]
    assert [n.to for n in asked(gate, hours(149), deferrals=[later])] == ["", "senior-leadership"]


def test_an_expired_gate_asks_for_its_end_and_for_nothing_else(opened, says, asked) -> None:
    gate = opened(remind_after_hours=1, escalate_after_hours=2, expire_after_hours=72)
    gate = gate.model_copy(update={"expires_at": expiry_of(gate)})
    later = says(gate, "ines-okafor", "defer", deferred_until=hours(500))

    (end,) = asked(gate, hours(72), deferrals=[later])

    assert end.kind == "expiry"
    assert end.people[0] == "tomas-lindqvist"


def test_no_notice_is_an_approval(opened, asked) -> None:
    gate = opened(remind_after_hours=1, escalate_after_hours=1, expire_after_hours=5)
    gate = gate.model_copy(update={"expires_at": expiry_of(gate)})

    every = [asked(gate, hours(at)) for at in range(200)]

    assert {n.kind for notices in every for n in notices} == {"reminder", "escalation", "expiry"}


def test_after_an_escalation_the_next_role_up_may_fill_the_seat(opened, says, organisation) -> None:
    gate = opened(seats=(Seat(role="change-representative"),))
    up = gate.model_copy(update={"escalated": {"change-representative": ("cm-practice-owner",)}})
    said = says(gate, "ines-okafor", seat="change-representative", acting_role="cm-practice-owner")

    check(said, up, [], organisation)

    with pytest.raises(NotAuthorisedError):
        check(said, gate, [], organisation)


def test_a_role_that_a_seat_did_not_go_up_to_fills_it_neither(opened, says, organisation) -> None:
    gate = opened(seats=(Seat(role="change-representative"),))
    up = gate.model_copy(update={"escalated": {"change-representative": ("cm-manager",)}})
    said = says(gate, "ines-okafor", seat="change-representative", acting_role="cm-practice-owner")

    with pytest.raises(NotAuthorisedError):
        check(said, up, [], organisation)


def test_an_acting_role_that_the_person_does_not_hold_fills_nothing(
    opened, says, organisation
) -> None:
    gate = opened(seats=OWNER)
    said = says(gate, "priya-raman", acting_role="cm-practice-owner")

    with pytest.raises(NotAuthorisedError):
        check(said, gate, [], organisation)
