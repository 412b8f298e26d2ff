"""Who was shown which packet, as the log tells it."""

import pytest

from assent.errors import StalePacketError, UnknownGateError

PERSON = "ines-okafor"


def test_a_showing_is_one_entry_of_the_log(ledger, opened) -> None:
    assert ledger.gates.showings.add(opened, PERSON, "os-account")

    entry = ledger.log.entries(opened.run_id)[-1]
    (showing,) = ledger.gates.showings.of(opened.run_id)
    assert entry.kind == "packet.shown"
    assert entry.body["packet_digest"] == opened.packet_digest == showing.packet_digest
    assert (showing.person, showing.gate, showing.shown_at) == (PERSON, opened.id, entry.at)
    ledger.verify()


def test_reading_again_adds_nothing_unless_the_person_is_recognised_otherwise(
    ledger, opened
) -> None:
    again = [
        ledger.gates.showings.add(opened, PERSON, assurance)
        for assurance in ("asserted", "asserted", "os-account")
    ]

    assert again == [True, False, True]


def test_what_is_closed_may_be_read_without_a_record(ledger, opened, says, organisation) -> None:
    ledger.gates.decide(says(opened, PERSON, "reject"), organisation)

    assert not ledger.gates.showings.add(opened, "priya-raman", "asserted")
    assert ledger.gates.showings.of(opened.run_id) == []


def test_a_gate_that_is_nowhere_is_shown_to_nobody(ledger, opened, gate) -> None:
    with pytest.raises(UnknownGateError):
        ledger.gates.showings.add(gate(id="gate-9999999999"), PERSON, "asserted")


def test_a_decision_may_not_claim_a_showing_that_is_not_in_the_log(
    ledger, opened, says, organisation
) -> None:
    claimed = says(opened, PERSON, shown_at=opened.requested_at)

    with pytest.raises(StalePacketError, match="time of showing"):
        ledger.gates.decide(claimed, organisation)


def test_a_decision_may_not_keep_quiet_about_a_showing(ledger, opened, says, organisation) -> None:
    ledger.gates.showings.add(opened, PERSON, "asserted")

    with pytest.raises(StalePacketError, match="time of showing"):
        ledger.gates.decide(says(opened, PERSON), organisation)


def test_the_entry_of_a_decision_tells_whether_the_packet_was_shown(
    ledger, opened, says, organisation
) -> None:
    ledger.gates.showings.add(opened, PERSON, "asserted")
    (showing,) = ledger.gates.showings.of(opened.run_id)
    seen = says(opened, PERSON, shown_at=showing.shown_at)
    unseen = says(opened, "priya-raman", seat="governance-board")

    for decision in (seen, unseen):
        ledger.gates.decide(decision, organisation)

    told = [e.body for e in ledger.log.entries(opened.run_id) if e.kind == "decision.recorded"]
    assert [body["shown_at"] is not None for body in told] == [True, False]
    ledger.verify()
