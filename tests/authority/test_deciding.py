"""Each refusal of a decision, alone, and in the order they are looked for."""

from datetime import timedelta

import pytest

from assent.authority import REQUESTER, check
from assent.errors import (
    AlreadyDecidedError,
    AssentError,
    GateClosedError,
    IdentityError,
    IncompleteDecisionError,
    NotAuthorisedError,
    NotCanonicalError,
    NotConfirmedError,
    OutcomeNotOfferedError,
    RationaleMissingError,
    SeatTakenError,
    SelfApprovalError,
    StalePacketError,
    UnknownPersonError,
)

ALL = ("approve", "approve-with-conditions", "rework", "reject", "defer", "withdraw")
OTHER = "sha256:" + "f" * 64


def test_the_holder_of_the_role_may_approve(opened, says, organisation) -> None:
    gate = opened()

    check(says(gate, "ines-okafor"), gate, [], organisation)


def test_nobody_outside_the_practice_decides(opened, says, organisation) -> None:
    gate = opened()

    with pytest.raises(UnknownPersonError) as refused:
        check(says(gate, "a-stranger"), gate, [], organisation)

    assert "ines-okafor" in refused.value.known


def test_a_printed_name_that_is_not_theirs_is_refused(opened, says, organisation) -> None:
    gate = opened()
    forged = says(gate, "ines-okafor", approver_name="Priya Raman")

    with pytest.raises(IdentityError):
        check(forged, gate, [], organisation)


def test_an_asserted_name_needs_the_organisations_leave(opened, says, organisation) -> None:
    gate = opened()
    strict = organisation.model_copy(update={"allow_asserted": False})

    with pytest.raises(IdentityError, match="allow_asserted"):
        check(says(gate, "ines-okafor"), gate, [], strict)
    check(says(gate, "ines-okafor", identity_assurance="os-account"), gate, [], strict)


def test_a_high_tier_never_falls_back_to_a_local_name(opened, says, organisation) -> None:
    plain = opened()
    gate = opened(bound=plain.bound.model_copy(update={"tier": "high"}))

    with pytest.raises(IdentityError, match="signature"):
        check(says(gate, "ines-okafor"), gate, [], organisation)


def test_a_decision_that_only_claims_to_be_signed_is_refused(opened, says, organisation) -> None:
    gate = opened()

    with pytest.raises(IdentityError, match="no key listed"):
        check(says(gate, "ines-okafor", identity_assurance="signed-key"), gate, [], organisation)


def test_only_what_the_gate_offers_can_be_said(opened, says, organisation) -> None:
    gate = opened()

    with pytest.raises(OutcomeNotOfferedError) as refused:
        check(says(gate, "ines-okafor", "defer"), gate, [], organisation)

    assert refused.value.offered == ("approve", "rework", "reject", "withdraw")


def test_the_last_round_offers_no_rework(opened, says, organisation) -> None:
    gate = opened(final_round=True)

    with pytest.raises(OutcomeNotOfferedError, match="rounds are spent") as refused:
        check(says(gate, "ines-okafor", "rework"), gate, [], organisation)

    assert "rework" not in refused.value.offered


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("packet_digest", OTHER),
        ("subject_digest", OTHER),
        ("policy_version", OTHER),
        ("nonce", "n-2"),
        ("gate", "gate-9999999999"),
        ("run_id", "run-cm-policy-9999999999"),
        ("thread_id", "another-thread"),
    ],
)
def test_a_decision_over_something_else_is_stale(opened, says, organisation, field, value) -> None:
    gate = opened()

    with pytest.raises(StalePacketError) as refused:
        check(says(gate, "ines-okafor", **{field: value}), gate, [], organisation)

    assert refused.value.named == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("workflow", OTHER),
        ("prompts", OTHER),
        ("cards", OTHER),
        ("tools", OTHER),
        ("policy", OTHER),
        ("environment", "rehearsal"),
        ("tier", "high"),
        ("targets", {"records/ci.json": "blob-2"}),
    ],
)
def test_every_binding_counts(opened, says, organisation, field, value) -> None:
    gate = opened()
    bound = gate.bound.model_copy(update={field: value})

    with pytest.raises(StalePacketError) as refused:
        check(says(gate, "ines-okafor", bound=bound), gate, [], organisation)

    assert refused.value.what == field


@pytest.mark.parametrize("field", ["requested_at", "expires_at"])
def test_the_times_of_a_gate_are_bound_too(opened, says, organisation, field) -> None:
    gate = opened()
    later = gate.requested_at + timedelta(minutes=1)

    with pytest.raises(StalePacketError):
        check(says(gate, "ines-okafor", **{field: later}), gate, [], organisation)


def test_a_role_must_be_held_now(opened, says, organisation) -> None:
    gate = opened()
    left = organisation.model_copy(
        update={"people": tuple(p for p in organisation.people if p.id != "ines-okafor")}
    )
    demoted = organisation.person("ines-okafor").model_copy(update={"roles": ()})
    now = left.model_copy(update={"people": (*left.people, demoted)})

    with pytest.raises(NotAuthorisedError):
        check(says(gate, "ines-okafor"), gate, [], now)


def test_a_seat_the_gate_has_not_cannot_be_filled(opened, says, organisation) -> None:
    gate = opened()

    with pytest.raises(NotAuthorisedError) as refused:
        check(says(gate, "hana-sato", seat="change-representative"), gate, [], organisation)

    assert refused.value.needed == ("cm-practice-owner", "governance-board")


@pytest.mark.parametrize("outcome", ["approve", "rework", "reject"])
def test_the_requester_decides_nothing(opened, says, organisation, outcome) -> None:
    gate = opened()

    with pytest.raises(SelfApprovalError) as refused:
        check(says(gate, "tomas-lindqvist", outcome), gate, [], organisation)

    assert refused.value.duty == "requested this"


@pytest.mark.parametrize("outcome", ["approve", "withdraw"])
def test_who_edited_the_subject_decides_nothing(opened, says, organisation, outcome) -> None:
    gate = opened()
    own = says(gate, "lucia-ferrante", outcome, seat="governance-board")

    with pytest.raises(SelfApprovalError, match="edited"):
        check(own, gate, [], organisation)


def test_the_requester_may_withdraw_without_any_role(opened, says, organisation) -> None:
    gate = opened(requester="hana-sato")

    check(says(gate, "hana-sato", "withdraw", seat=REQUESTER), gate, [], organisation)


def test_nobody_else_sits_in_the_requesters_seat(opened, says, organisation) -> None:
    gate = opened()

    with pytest.raises(NotAuthorisedError):
        check(says(gate, "ines-okafor", "withdraw", seat=REQUESTER), gate, [], organisation)
    with pytest.raises(NotAuthorisedError):
        check(says(gate, "tomas-lindqvist", "approve", seat=REQUESTER), gate, [], organisation)


def test_one_person_fills_one_seat(opened, says, organisation) -> None:
    gate = opened()
    first = says(gate, "owen-mcallister")
    second = says(gate, "owen-mcallister", seat="governance-board")

    with pytest.raises(SeatTakenError) as refused:
        check(second, gate, [first], organisation)

    assert refused.value.seat == "cm-practice-owner"


def test_combined_seats_take_the_same_person_twice(opened, says, organisation) -> None:
    gate = opened(combine_seats=True)
    first = says(gate, "owen-mcallister")

    check(says(gate, "owen-mcallister", seat="governance-board"), gate, [first], organisation)


@pytest.mark.parametrize("second", ["owen-mcallister", "ines-okafor"])
def test_the_first_decision_of_a_seat_stands(opened, says, organisation, second) -> None:
    gate = opened()
    first = says(gate, "ines-okafor", "approve")

    with pytest.raises(AlreadyDecidedError) as refused:
        check(says(gate, second, "reject"), gate, [first], organisation)

    assert refused.value.person == "ines-okafor"
    assert refused.value.outcome == "approve"
    assert refused.value.at == first.decided_at


@pytest.mark.parametrize("outcome", ["approve", "reject", "rework", "withdraw"])
def test_every_decision_says_why(opened, says, organisation, outcome) -> None:
    gate = opened()

    with pytest.raises(RationaleMissingError):
        check(says(gate, "ines-okafor", outcome, reason=" \n"), gate, [], organisation)


def test_a_reason_hides_nothing(opened, says, organisation) -> None:
    gate = opened()

    with pytest.raises(NotCanonicalError, match=r"U\+202E"):
        check(says(gate, "ines-okafor", reason="fine \u202etcejer"), gate, [], organisation)


def test_conditions_and_deferrals_are_said_whole(opened, says, organisation) -> None:
    gate = opened(outcomes=ALL)
    vague = says(gate, "ines-okafor", "approve-with-conditions", conditions=(" ",))
    endless = says(gate, "ines-okafor", "defer")
    past = says(gate, "ines-okafor", "defer", deferred_until=gate.requested_at)

    for decision in (vague, endless, past):
        with pytest.raises(IncompleteDecisionError):
            check(decision, gate, [], organisation)


def test_approval_confirms_item_by_item(opened, says, organisation) -> None:
    gate = opened(confirms=("scope", "significance"))

    with pytest.raises(NotConfirmedError) as refused:
        check(says(gate, "ines-okafor", confirmed=("scope",)), gate, [], organisation)

    assert refused.value.missing == ("significance",)
    check(says(gate, "ines-okafor", "reject"), gate, [], organisation)


def test_an_expired_gate_approves_nothing(opened, says, organisation) -> None:
    gate = opened()
    gate = gate.model_copy(update={"expires_at": gate.requested_at + timedelta(hours=1)})

    with pytest.raises(GateClosedError, match="expired"):
        check(says(gate, "ines-okafor"), gate, [], organisation)


def test_a_clock_set_back_approves_nothing(opened, says, organisation) -> None:
    gate = opened()
    before = gate.requested_at - timedelta(seconds=1)

    with pytest.raises(GateClosedError, match="clock"):
        check(says(gate, "ines-okafor", decided_at=before), gate, [], organisation)


def test_refusals_come_in_their_order(opened, says, organisation) -> None:
    gate = opened(confirms=("scope",), final_round=True)
    wrong = {
        "nonce": "n-2",
        "seat": "change-representative",
        "reason": "",
        "decided_at": gate.requested_at - timedelta(hours=1),
    }
    first = says(gate, "ines-okafor")

    def refusal(person, outcome, earlier):
        with pytest.raises(AssentError) as refused:
            check(says(gate, person, outcome, **wrong), gate, earlier, organisation)
        return type(refused.value)

    assert refusal("tomas-lindqvist", "rework", [first]) is OutcomeNotOfferedError
    assert refusal("tomas-lindqvist", "approve", [first]) is StalePacketError
    wrong.pop("nonce")
    assert refusal("tomas-lindqvist", "approve", [first]) is NotAuthorisedError
    wrong.pop("seat")
    assert refusal("tomas-lindqvist", "approve", [first]) is SelfApprovalError
    assert refusal("owen-mcallister", "approve", [first]) is AlreadyDecidedError
    assert refusal("owen-mcallister", "approve", []) is RationaleMissingError
    wrong.pop("reason")
    assert refusal("owen-mcallister", "approve", []) is NotConfirmedError
    assert refusal("owen-mcallister", "reject", []) is GateClosedError
