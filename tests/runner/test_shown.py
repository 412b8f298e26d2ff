"""A packet is read by people, and what they were shown is on record when they decide."""

import pytest

from assent.canonical import digest
from assent.errors import AssentError, NotShownError, UnknownGateError, UnknownPersonError
from assent.records import RunStatus, Seat
from assent.runner import approve, reject, rework, withdraw

from .changing import keyed
from .conftest import BRIEF, workflow

OWNER, BOARD, REQUESTER = "ines-okafor", "priya-raman", "tomas-lindqvist"


def waiting(runner, **gate):
    return runner.launch(workflow(**gate), {"brief": BRIEF}, by=REQUESTER)


@pytest.fixture
def sealed(opened, shipped, tmp_path):
    """A runner whose practice knows a key of the owner, and the key."""
    key = keyed(tmp_path)
    line = key.with_suffix(".pub").read_text().strip()
    organisation = shipped.organisation
    people = tuple(
        person.model_copy(update={"keys": (line,)}) if person.id == OWNER else person
        for person in organisation.people
    )
    known = organisation.model_copy(update={"people": people})
    return opened(practice=shipped.model_copy(update={"organisation": known})), key


def test_who_reads_a_packet_is_recorded_and_who_only_looks_is_not(runner) -> None:
    gate = waiting(runner).gates[0]

    runner.packet(gate.id)
    runner.packet(gate.id, by=OWNER)
    read = runner.review(gate.id)

    assert [(s.person, s.packet_digest) for s in read.shown] == [(OWNER, gate.packet_digest)]


def test_the_packet_is_the_bytes_of_its_digest(runner) -> None:
    gate = waiting(runner).gates[0]

    _, packet = runner.packet(gate.id, by=OWNER)

    assert digest(packet.encode()) == gate.packet_digest


def test_nobody_reads_under_an_unknown_name(runner) -> None:
    gate = waiting(runner).gates[0]

    with pytest.raises(UnknownPersonError):
        runner.packet(gate.id, by="nobody")

    assert runner.review(gate.id).shown == ()


@pytest.mark.parametrize("letter", "0123456789abcdef")
def test_a_decision_that_names_any_other_digest_is_refused(runner, letter) -> None:
    run = waiting(runner)
    named = run.gates[0].packet_digest
    other = named[:-1] + letter

    if other == named:
        runner.decide(other, approve("Fit.", by=OWNER))
        return
    with pytest.raises(UnknownGateError):
        runner.decide(other, approve("Fit.", by=OWNER))

    assert run.status is RunStatus.waiting


def test_at_tier_low_a_decision_says_whether_its_author_was_shown_the_packet(runner) -> None:
    unread = waiting(runner)
    read = runner.launch(workflow(), {"brief": BRIEF + "\n- More.\n"}, by=REQUESTER)
    runner.packet(read.gates[0].id, by=OWNER)

    said = [runner.decide(r.gates[0].packet_digest, approve("Fit.", by=OWNER))[0]
            for r in (unread, read)]  # fmt: skip

    assert [decision.shown_at is not None for decision in said] == [False, True]


def test_at_tier_high_nobody_decides_on_what_they_were_never_shown(sealed) -> None:
    runner, key = sealed
    run = waiting(runner, tier="high")
    gate = run.gates[0]
    signed = approve("Fit.", by=OWNER).signed_with(key)

    with pytest.raises(NotShownError, match=f"assent review {gate.id} --as {OWNER}"):
        runner.decide(gate.packet_digest, signed)
    runner.packet(gate.id, by=OWNER)
    runner.decide(gate.packet_digest, signed, resume=True)

    assert run.status is RunStatus.closed
    runner.ledger.verify()


def test_having_been_shown_an_earlier_packet_is_not_enough(sealed) -> None:
    runner, key = sealed
    run = waiting(runner, tier="high")
    runner.packet(run.gates[0].id, by=OWNER)
    again = rework("Shorter.", by=OWNER).signed_with(key)
    runner.decide(run.gates[0].packet_digest, again, resume=True)

    with pytest.raises(NotShownError):
        runner.decide(run.gates[0].packet_digest, reject("No.", by=OWNER).signed_with(key))


def test_what_somebody_else_was_shown_counts_for_nobody(sealed) -> None:
    runner, key = sealed
    gate = waiting(runner, tier="high").gates[0]
    runner.packet(gate.id, by=BOARD)

    with pytest.raises(NotShownError):
        runner.decide(gate.packet_digest, approve("Fit.", by=OWNER).signed_with(key))


def test_a_requester_may_withdraw_unread_at_tier_high_as_far_as_reading_goes(sealed) -> None:
    runner, _ = sealed
    gate = waiting(runner, tier="high").gates[0]

    with pytest.raises(AssentError, match="needs a signature"):
        runner.decide(gate.packet_digest, withdraw("Not needed.", by=REQUESTER))


def test_the_next_packet_is_shown_with_what_changed_since_the_last_one(runner) -> None:
    run = waiting(runner)
    first = run.gates[0]
    runner.packet(first.id, by=OWNER)
    runner.decide(first.packet_digest, rework("Name the notice period.", by=OWNER), resume=True)

    read = runner.review(run.gates[0].id, by=OWNER)

    assert read.last.packet_digest == first.packet_digest
    assert "- Round         1 of 2" in read.since.facts
    assert "+ Round         2 of 2" in read.since.facts
    assert "Name the notice period." in read.since.facts
    assert read.since.document != ""


def test_an_edit_by_hand_shows_as_a_difference_to_who_saw_the_packet_before_it(runner) -> None:
    run = waiting(runner)
    runner.packet(run.gates[0].id, by=OWNER)
    text = run.documents["note.md"].text + "\n## By hand\n\nAdded.\n"
    runner.edit(run.id, "note.md", text, by="hana-sato")

    read = runner.review(run.gates[0].id, by=OWNER)

    assert "+ Added." in read.since.document
    assert "+ Edited by     hana-sato" in read.since.facts


def test_who_saw_no_packet_before_is_shown_no_difference(runner) -> None:
    run = waiting(runner)
    runner.packet(run.gates[0].id, by=OWNER)
    runner.decide(run.gates[0].packet_digest, rework("Again.", by=OWNER), resume=True)

    board, owner = (runner.review(run.gates[0].id, by=person) for person in (BOARD, OWNER))
    once_more = runner.review(run.gates[0].id, by=OWNER)

    assert (board.last, board.since) == (None, None)
    assert once_more.since == owner.since is not None


def test_a_packet_names_who_decided_before_it_without_having_been_shown_theirs(runner) -> None:
    run = waiting(runner)
    runner.decide(run.gates[0].packet_digest, rework("Again.", by=OWNER), resume=True)

    _, packet = runner.packet(run.gates[0].id)

    assert "Ines Okafor: rework, note.md, round 1 (not shown the packet)" in packet


def test_a_run_that_is_built_again_comes_to_the_packets_that_were_decided(opened, tmp_path) -> None:
    runner = opened(store=tmp_path)
    run = waiting(runner, seats=(Seat(role="cm-practice-owner"), Seat(role="governance-board")))
    runner.packet(run.gates[0].id, by=OWNER)
    runner.decide(run.gates[0].packet_digest, rework("Again.", by=OWNER), resume=True)
    runner.decide(run.gates[0].packet_digest, approve("Fit.", by=OWNER))
    (before,) = run.gates

    (tmp_path / "checkpoints.db").unlink()
    runner.decide(before.packet_digest, approve("Agreed.", by=BOARD), resume=True)

    assert run.status is RunStatus.closed
    assert len(runner.ledger.gates.for_run(run.id)) == 2
