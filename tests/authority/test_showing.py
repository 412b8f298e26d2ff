"""Whether who decides was shown what they decide on."""

from datetime import timedelta

import pytest

from assent.authority import REQUESTER, shown
from assent.errors import NotShownError, StalePacketError


@pytest.fixture
def high(opened):
    plain = opened()
    return opened(bound=plain.bound.model_copy(update={"tier": "high"}))


def test_at_tier_low_a_decision_may_be_made_by_who_was_never_shown_the_packet(opened, says) -> None:
    gate = opened()

    shown(says(gate, "ines-okafor"), gate, None)


def test_at_tier_high_it_may_not(high, says) -> None:
    with pytest.raises(NotShownError, match=r"assent review gate-\w+ --as ines-okafor") as refused:
        shown(says(high, "ines-okafor"), high, None)

    assert (refused.value.person, refused.value.gate) == ("ines-okafor", high.id)


def test_at_tier_high_who_was_shown_it_may(high, says) -> None:
    at = high.requested_at

    shown(says(high, "ines-okafor", shown_at=at), high, at)


def test_who_takes_their_own_request_back_need_not_have_read_anything(high, says) -> None:
    shown(says(high, "tomas-lindqvist", "withdraw", seat=REQUESTER), high, None)


@pytest.mark.parametrize("later", [None, 0, 60])
def test_a_decision_says_of_the_showing_what_the_log_says(opened, says, later) -> None:
    gate = opened()
    at = None if later == 0 else gate.requested_at
    told = None if later is None else gate.requested_at + timedelta(seconds=later)

    with pytest.raises(StalePacketError, match="time of showing"):
        shown(says(gate, "ines-okafor", shown_at=told), gate, at)
