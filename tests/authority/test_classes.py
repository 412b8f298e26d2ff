"""Who decides what, by class: a seat whose card only advises carries no approval alone."""

import pytest

from assent.authority import check, deciders, entitled, may_override, reachable, resolve
from assent.errors import NobodyDecidesError, QuorumUnreachableError
from assent.practice import load
from assent.records import DecisionClass, Gate, Role, Seat, Verdict

ROLES = {
    role.id: role
    for role in (
        Role(id="cm-practice-owner", title="Owner", serves="all", decides=("strategic",)),
        Role(id="governance-board", title="Board", serves="all", advises=("strategic",)),
        Role(id="cm-auditor", title="Auditor", serves="all", decides=("quality",)),
        Role(id="editor", title="Editor", serves="all"),
    )
}
OWNER, BOARD = "cm-practice-owner", "governance-board"


def gate(*roles: str, wanted: str = "strategic", **more: object) -> Gate:
    seats = tuple(Seat(role=role) for role in roles)
    return Gate(id="policy", seats=seats, decision_class=wanted, **more)


def test_the_seats_whose_cards_decide_the_class_are_told_from_those_that_advise() -> None:
    declared = gate(OWNER, BOARD, "cm-auditor", "editor", "nobody-knows")

    assert deciders(declared, declared.seats, ROLES) == (OWNER, "editor", "nobody-knows")


@pytest.mark.parametrize("roles", [(BOARD,), ("cm-auditor",), (BOARD, "cm-auditor"), ()])
def test_a_gate_whose_seats_all_only_advise_is_refused(roles) -> None:
    declared = gate(*roles)

    with pytest.raises(NobodyDecidesError) as refused:
        entitled(declared, declared.seats, ROLES)

    assert refused.value.gate == "policy"
    assert "assent check" in str(refused.value)


def test_the_auditor_decides_quality_and_nothing_else() -> None:
    for wanted in DecisionClass:
        declared = gate("cm-auditor", wanted=wanted)
        may = deciders(declared, declared.seats, ROLES)

        assert bool(may) is (wanted is DecisionClass.quality)


def test_a_ruling_has_no_class_of_its_own() -> None:
    ruling = gate(BOARD, OWNER, kind="escalation")

    entitled(ruling, ruling.seats[:1], ROLES)

    assert deciders(ruling, ruling.seats, ROLES) == ()


def test_a_quorum_of_those_who_advise_approves_nothing(opened, says) -> None:
    one_of_two = opened(quorum=1, deciding=(OWNER,))
    board = says(one_of_two, "priya-raman", seat=BOARD)

    assert resolve(one_of_two, [board]) is None
    assert resolve(one_of_two, [board, says(one_of_two, "ines-okafor")]).verdict is Verdict.approved


def test_a_quorum_is_out_of_reach_when_nobody_who_decides_is_left(opened, organisation) -> None:
    people = tuple(p for p in organisation.people if OWNER not in p.roles)
    alone = organisation.model_copy(update={"people": people})

    assert reachable(opened(quorum=1), alone)
    assert not reachable(opened(quorum=1, deciding=(OWNER,)), alone)


def test_an_approval_that_cannot_be_completed_is_refused_and_names_the_empty_seats(
    opened, says, organisation
) -> None:
    gate = opened()
    people = tuple(p for p in organisation.people if BOARD not in p.roles)
    alone = organisation.model_copy(update={"people": people})

    with pytest.raises(QuorumUnreachableError) as refused:
        check(says(gate, "ines-okafor"), gate, [], alone)

    assert (refused.value.vacant, refused.value.needed) == ((BOARD,), 2)
    check(says(gate, "ines-okafor", "rework"), gate, [], alone)


def test_in_the_shipped_practice_the_owner_alone_overrides_and_the_auditor_sets_quality() -> None:
    roles = load().roles

    assert may_override(roles) == (OWNER,)
    assert [r.id for r in roles.values() if "quality" in r.decides] == ["cm-auditor"]
    assert roles["cm-auditor"].decides == (DecisionClass.quality,)
