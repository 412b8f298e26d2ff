"""Who may sit where, and which seats nobody can fill."""

import pytest
from pydantic import ValidationError

from assent.authority import REQUESTER, eligible, reachable, seat_for, vacancies
from assent.errors import (
    AlreadyDecidedError,
    NotAuthorisedError,
    SeatTakenError,
    SelfApprovalError,
    UnknownPersonError,
)
from assent.records import Gate, Outcome, Seat, numbered

OWNER, BOARD = "cm-practice-owner", "governance-board"


def without(organisation, *gone):
    people = tuple(p for p in organisation.people if p.id not in gone)
    return organisation.model_copy(update={"people": people})


def test_a_person_gets_the_first_open_seat_of_theirs(opened, says, organisation) -> None:
    gate = opened()
    taken = says(gate, "ines-okafor")

    assert seat_for("owen-mcallister", gate, [], organisation).role == OWNER
    assert seat_for("owen-mcallister", gate, [taken], organisation).role == BOARD


def test_a_seat_is_refused_for_the_same_reasons_as_a_decision(opened, says, organisation) -> None:
    gate = opened()
    first = says(gate, "owen-mcallister")
    refusals = {
        "a-stranger": UnknownPersonError,
        "hana-sato": NotAuthorisedError,
        "tomas-lindqvist": SelfApprovalError,
        "lucia-ferrante": SelfApprovalError,
        "owen-mcallister": SeatTakenError,
        "ines-okafor": AlreadyDecidedError,
    }

    for person, error in refusals.items():
        with pytest.raises(error):
            seat_for(person, gate, [first], organisation)


def test_a_requester_who_withdraws_has_a_seat_of_their_own(opened, organisation) -> None:
    seat = seat_for("tomas-lindqvist", opened(), [], organisation, Outcome.withdraw)

    assert seat.role == REQUESTER


def test_who_may_still_decide_is_told(opened, says, organisation) -> None:
    gate = opened()
    owner, board = gate.seats
    first = says(gate, "owen-mcallister")

    assert [p.id for p in eligible(gate, owner, [], organisation)] == [
        "ines-okafor",
        "owen-mcallister",
    ]
    assert [p.id for p in eligible(gate, board, [first], organisation)] == ["priya-raman"]
    assert eligible(gate, owner, [first], organisation) == ()


def test_an_empty_role_is_a_vacancy(opened, organisation) -> None:
    gate = opened()
    nobody = without(organisation, "priya-raman", "owen-mcallister")

    assert [s.role for s in vacancies(gate, nobody)] == [BOARD]
    assert not reachable(gate, nobody)


def test_one_person_cannot_fill_two_seats(opened, organisation) -> None:
    alone = without(organisation, "ines-okafor", "priya-raman")

    assert [s.role for s in vacancies(opened(), alone)] == [BOARD]
    assert vacancies(opened(combine_seats=True), alone) == ()


def test_people_are_moved_so_that_every_seat_is_filled(opened, organisation) -> None:
    two = without(organisation, "priya-raman")
    gate = opened(seats=(Seat(role=OWNER), Seat(role=BOARD)))
    reversed_ = opened(seats=(Seat(role=BOARD), Seat(role=OWNER)))
    pair = without(organisation, "ines-okafor")

    assert vacancies(gate, two) == ()
    assert vacancies(reversed_, pair) == ()


def test_two_seats_of_one_role_take_two_of_its_holders(opened, says, organisation) -> None:
    gate = opened(seats=numbered([Seat(role=OWNER), Seat(role=OWNER)]))
    first = says(gate, "ines-okafor")
    alone = without(organisation, "owen-mcallister")

    assert vacancies(gate, organisation) == ()
    assert seat_for("owen-mcallister", gate, [first], organisation).id == f"{OWNER}-2"
    assert [s.id for s in vacancies(gate, alone)] == [f"{OWNER}-2"]


def test_seats_that_go_by_one_name_are_refused(opened) -> None:
    with pytest.raises(ValidationError, match="one name"):
        Gate(id="policy", seats=(Seat(role="a"), Seat(role="a"), Seat(role="a-2")))


def test_decided_seats_are_no_vacancies(opened, says, organisation) -> None:
    gate = opened()
    first = says(gate, "ines-okafor")
    left = without(organisation, "owen-mcallister", "ines-okafor")

    assert vacancies(gate, left, [first]) == ()
    assert reachable(gate, left, [first])


def test_a_quorum_can_be_reached_past_a_vacancy(opened, organisation) -> None:
    nobody = without(organisation, "priya-raman", "owen-mcallister")

    assert reachable(opened(quorum=1), nobody)
    assert not reachable(opened(quorum=3), organisation)
    assert not reachable(opened(seats=()), organisation)
