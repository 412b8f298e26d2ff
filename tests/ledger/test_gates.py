"""Gates: one packet, one transaction per decision, and a first decision that stands."""

from datetime import timedelta

import pytest

from assent.canonical import digest
from assent.errors import (
    AlreadyDecidedError,
    AmbiguousReferenceError,
    GateClosedError,
    IntegrityError,
    LeaseLostError,
    NotAuthorisedError,
    RunFinishedError,
    UnknownDocumentError,
    UnknownGateError,
    VersionConflictError,
)
from assent.ledger.decisions import Decisions
from assent.records import GateState, RunStatus, Seat, Verdict

RUN = "run-cm-policy-0123456789"
PACKET = b"# What you decide\n"
BOARD = {"seat": "governance-board"}


def kinds(ledger) -> list[str]:
    return [entry.kind for entry in ledger.log.entries(RUN)]


def test_a_gate_is_opened_once_over_its_packet(ledger, lease, opened) -> None:
    assert ledger.gates.open(opened.model_copy(update={"nonce": "n-2"}), PACKET, lease) is False

    assert ledger.gates.get(opened.id) == opened
    assert ledger.gates.state(opened.id) is GateState.open
    assert ledger.gates.resolution(opened.id) is None
    assert ledger.content.get(opened.packet_digest) == PACKET
    assert kinds(ledger)[-1] == "gate.opened"
    assert ledger.log.entries()[-1].body["packet_digest"] == opened.packet_digest


def test_the_packet_and_the_subject_must_be_there(ledger, lease, gate) -> None:
    with pytest.raises(IntegrityError, match="packet"):
        ledger.gates.open(gate(), b"another packet", lease)
    with pytest.raises(IntegrityError, match="never stored"):
        ledger.gates.open(gate(), PACKET, lease)


def test_a_newer_packet_voids_the_older(ledger, lease, opened, gate, says, organisation) -> None:
    newer = gate(id="gate-9999999999", packet_digest=digest(b"newer"))
    ledger.gates.open(newer, b"newer", lease)

    assert [g.id for g in ledger.gates.open_now()] == [newer.id]
    assert [g.id for g in ledger.gates.for_run(RUN)] == [opened.id, newer.id]
    with pytest.raises(GateClosedError, match="voided"):
        ledger.gates.decide(says(opened, "ines-okafor"), organisation)


def test_a_gate_needs_the_run(ledger, lease, opened, gate, clock) -> None:
    other = gate(id="gate-9999999999", packet_digest=digest(b"newer"))
    clock.advance(timedelta(minutes=1))
    latest = ledger.leases.take(RUN, "host:2")
    with pytest.raises(LeaseLostError):
        ledger.gates.open(other, b"newer", lease)
    ledger.runs.change(latest, status=RunStatus.failed)

    with pytest.raises(RunFinishedError):
        ledger.gates.open(other, b"newer", latest)


def test_a_gate_is_found_by_itself_or_its_packet(ledger, opened) -> None:
    hexes = opened.packet_digest.removeprefix("sha256:")

    for name in (opened.id, hexes[:12], hexes, opened.packet_digest):
        assert ledger.gates.find(name) == opened.id
    for unknown in ("gate-9999999999", "0" * 12, "%", ""):
        with pytest.raises(UnknownGateError):
            ledger.gates.find(unknown)
    with pytest.raises(AmbiguousReferenceError, match="12"):
        ledger.gates.find(hexes[:11])


def test_a_packet_shown_at_two_gates_names_neither(ledger, lease, opened, gate) -> None:
    ledger.gates.open(gate(id="gate-9999999999", round=2), PACKET, lease)

    with pytest.raises(AmbiguousReferenceError, match="gate-9999999999"):
        ledger.gates.find(opened.packet_digest)


def test_open_gates_are_told_per_run(ledger, opened) -> None:
    assert ledger.gates.open_now(RUN) == [opened]
    assert ledger.gates.open_now("run-of-nobody") == []


def test_the_last_seat_resolves_the_gate(ledger, opened, says, organisation) -> None:
    owner, board = says(opened, "ines-okafor"), says(opened, "priya-raman", **BOARD)

    assert ledger.gates.decide(owner, organisation) is None
    assert ledger.gates.state(opened.id) is GateState.open
    resolution = ledger.gates.decide(board, organisation)

    assert resolution.verdict is Verdict.approved
    assert resolution.decisions == (owner.record_digest, board.record_digest)
    assert ledger.gates.resolution(opened.id) == resolution
    assert ledger.gates.decisions(opened.id) == [owner, board]
    assert ledger.gates.state(opened.id) is GateState.resolved
    assert kinds(ledger)[-3:] == ["decision.recorded", "decision.recorded", "gate.resolved"]
    ledger.verify()


def test_the_loser_is_told_who_what_and_when(ledger, opened, says, organisation) -> None:
    first = says(opened, "ines-okafor", "reject")
    ledger.gates.decide(first, organisation)

    with pytest.raises(AlreadyDecidedError) as refused:
        ledger.gates.decide(says(opened, "owen-mcallister"), organisation)
    with pytest.raises(AlreadyDecidedError):
        ledger.gates.decide(says(opened, "priya-raman", **BOARD), organisation)

    told = refused.value
    assert (told.person, told.outcome, told.at) == ("ines-okafor", "reject", first.decided_at)


def test_a_seat_is_taken_by_the_row_itself(store, ledger, opened, says, organisation) -> None:
    decisions = Decisions(ledger.log)
    ledger.gates.decide(says(opened, "ines-okafor"), organisation)
    before = kinds(ledger)

    with pytest.raises(AlreadyDecidedError), store.transaction(write=True) as tx:
        decisions.record(tx, opened, says(opened, "owen-mcallister"))

    assert kinds(ledger) == before


def test_a_refused_decision_leaves_no_trace(ledger, opened, says, organisation) -> None:
    before = kinds(ledger)

    with pytest.raises(NotAuthorisedError):
        ledger.gates.decide(says(opened, "priya-raman"), organisation)

    assert kinds(ledger) == before
    assert ledger.gates.decisions(opened.id) == []


def test_a_deferral_is_kept_and_fills_no_seat(ledger, opened, says, organisation) -> None:
    until = opened.requested_at + timedelta(days=7)
    later = says(opened, "ines-okafor", "defer", deferred_until=until)
    ledger.gates.decide(later, organisation)
    ledger.gates.decide(later.model_copy(update={"reason": "Not yet."}), organisation)
    ledger.gates.decide(says(opened, "ines-okafor"), organisation)

    assert len(ledger.gates.deferrals(opened.id)) == 2
    assert [d.decision.value for d in ledger.gates.decisions(opened.id)] == ["approve"]
    ledger.verify()


def test_the_requester_withdraws(ledger, opened, says, organisation) -> None:
    said = says(opened, "tomas-lindqvist", "withdraw", seat="requester")

    assert ledger.gates.decide(said, organisation).verdict is Verdict.withdrawn


def test_rework_carries_the_comment(ledger, opened, says, organisation) -> None:
    said = says(opened, "priya-raman", "rework", reason="Name the exceptions.", **BOARD)

    resolution = ledger.gates.decide(said, organisation)

    assert resolution.comments == (("priya-raman", "Name the exceptions."),)


def test_the_ledgers_clock_ends_a_gate_too(ledger, lease, opened, gate, says, organisation, clock):
    short = gate(
        id="gate-9999999999",
        packet_digest=digest(b"short"),
        expires_at=opened.requested_at + timedelta(hours=1),
    )
    ledger.gates.open(short, b"short", lease)
    clock.advance(timedelta(hours=2))

    with pytest.raises(GateClosedError, match="expired"):
        ledger.gates.decide(says(short, "ines-okafor"), organisation)


def test_an_edit_voids_the_packet(ledger, opened, draft, says, organisation) -> None:
    ledger.gates.decide(says(opened, "ines-okafor"), organisation)
    edited = draft(b"# Better\n", 2, editors=("priya-raman",))

    resolution = ledger.gates.edit(opened.id, edited, b"# Better\n")

    assert (resolution.verdict, resolution.edited_version) == (Verdict.edited, 2)
    assert len(resolution.decisions) == 1
    assert ledger.gates.resolution(opened.id) == resolution
    assert ledger.gates.state(opened.id) is GateState.void
    assert ledger.documents.get(RUN, "cm-policy-final.md").editors == ("priya-raman",)
    assert kinds(ledger)[-3:] == ["document.edited", "document.status", "gate.voided"]
    with pytest.raises(GateClosedError, match="edited"):
        ledger.gates.decide(says(opened, "priya-raman", **BOARD), organisation)
    with pytest.raises(GateClosedError):
        ledger.gates.edit(opened.id, edited, b"# Better\n")
    ledger.verify()


def test_an_edit_that_is_refused_voids_nothing(ledger, opened, draft) -> None:
    gap = draft(b"# Better\n", 3, editors=("priya-raman",))
    astray = draft(b"# Better\n", 2, editors=("priya-raman",), run_id="run-of-nobody")

    with pytest.raises(VersionConflictError):
        ledger.gates.edit(opened.id, gap, b"# Better\n")
    with pytest.raises(UnknownDocumentError):
        ledger.gates.edit(opened.id, astray, b"# Better\n")
    assert ledger.gates.state(opened.id) is GateState.open


def test_an_edit_comes_too_late_for_a_decision(ledger, opened, draft, says, organisation) -> None:
    ledger.gates.decide(says(opened, "ines-okafor", "reject"), organisation)

    with pytest.raises(AlreadyDecidedError):
        ledger.gates.edit(opened.id, draft(b"x", 2, editors=("priya-raman",)), b"x")


def test_combined_seats_take_one_person_twice(ledger, lease, opened, gate, says, organisation):
    seats = (Seat(role="cm-practice-owner"), Seat(role="cm-manager"))
    declared = opened.gate.model_copy(update={"combine_seats": True, "seats": seats, "id": "small"})
    small = gate(
        id="gate-9999999999",
        gate=declared,
        seats=seats,
        packet_digest=digest(b"small"),
        requester="priya-raman",
    )
    ledger.gates.open(small, b"small", lease)
    both = organisation.person("ines-okafor").model_copy(
        update={"roles": ("cm-practice-owner", "cm-manager")}
    )
    alone = organisation.model_copy(update={"people": (both,)})
    ledger.gates.decide(says(small, "ines-okafor"), alone)

    resolution = ledger.gates.decide(says(small, "ines-okafor", seat="cm-manager"), alone)

    assert resolution.verdict is Verdict.approved


@pytest.mark.parametrize("ask", ["get", "state", "decisions", "deferrals", "resolution"])
def test_an_unknown_gate_is_said_to_be_unknown(ledger, ask) -> None:
    with pytest.raises(UnknownGateError):
        getattr(ledger.gates, ask)("gate-9999999999")


def test_nobody_decides_an_unknown_gate(ledger, opened, says, organisation) -> None:
    with pytest.raises(UnknownGateError):
        ledger.gates.decide(says(opened, "ines-okafor", gate="gate-9999999999"), organisation)
