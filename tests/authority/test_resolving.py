"""What the decisions of a gate come to."""

import pytest

from assent.authority import resolve
from assent.records import Verdict

BOARD = {"seat": "governance-board"}


def test_every_seat_must_approve(opened, says) -> None:
    gate = opened()
    owner, board = says(gate, "ines-okafor"), says(gate, "priya-raman", **BOARD)

    assert resolve(gate, []) is None
    assert resolve(gate, [owner]) is None
    assert resolve(gate, [owner, board]).verdict is Verdict.approved


def test_decisions_are_named_in_the_order_of_seats(opened, says) -> None:
    gate = opened()
    owner, board = says(gate, "ines-okafor"), says(gate, "priya-raman", **BOARD)

    assert resolve(gate, [board, owner]).decisions == (owner.record_digest, board.record_digest)


def test_a_quorum_is_enough(opened, says) -> None:
    gate = opened(quorum=1)

    assert resolve(gate, [says(gate, "priya-raman", **BOARD)]).verdict is Verdict.approved


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [("reject", "rejected"), ("withdraw", "withdrawn"), ("rework", "rework")],
)
def test_one_person_ends_it(opened, says, outcome, verdict) -> None:
    gate = opened(quorum=1)
    approval = says(gate, "ines-okafor")

    resolution = resolve(gate, [approval, says(gate, "priya-raman", outcome, **BOARD)])

    assert resolution.verdict == verdict


def test_rework_carries_who_said_what(opened, says) -> None:
    gate = opened()
    comment = says(gate, "ines-okafor", "rework", reason="Name the owner of each record.")

    resolution = resolve(gate, [comment])

    assert resolution.comments == (("ines-okafor", "Name the owner of each record."),)


def test_conditions_are_collected_once_each(opened, says) -> None:
    gate = opened()
    said = "approve-with-conditions"
    owner = says(gate, "ines-okafor", said, conditions=("Train first.",))
    board = says(gate, "priya-raman", said, conditions=("Train first.", "Report in May."), **BOARD)

    resolution = resolve(gate, [owner, board])

    assert resolution.verdict is Verdict.approved
    assert resolution.conditions == ("Train first.", "Report in May.")


def test_a_deferral_decides_nothing(opened, says) -> None:
    gate = opened(quorum=1)

    assert resolve(gate, [says(gate, "ines-okafor", "defer")]) is None


def test_a_gate_without_seats_never_approves(opened, says) -> None:
    gate = opened(seats=())

    assert resolve(gate, []) is None
    assert resolve(gate, [says(gate, "ines-okafor")]) is None


def test_two_decisions_of_one_seat_count_once(opened, says) -> None:
    gate = opened()

    assert resolve(gate, [says(gate, "ines-okafor"), says(gate, "owen-mcallister")]) is None


def test_decisions_of_another_gate_count_for_nothing(opened, says) -> None:
    gate, other = opened(quorum=1), opened(id="gate-9999999999")

    assert resolve(gate, [says(other, "ines-okafor"), says(other, "ines-okafor", "reject")]) is None
