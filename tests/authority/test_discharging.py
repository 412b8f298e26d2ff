"""Closing a condition: by a holder of the seat's role, on evidence, and never by the requester."""

from datetime import timedelta
from typing import Any

import pytest

from assent.authority import dischargeable, may_discharge
from assent.errors import (
    EvidenceMissingError,
    GateClosedError,
    IdentityError,
    NotAuthorisedError,
    NotCanonicalError,
    SelfApprovalError,
    UnknownPersonError,
)
from assent.records import Discharge, Obligation

from .conftest import BOUND, NINE

OWNER, BOARD = "cm-practice-owner", "governance-board"


@pytest.fixture
def owed(opened) -> Obligation:
    gate = opened()
    return Obligation(
        id="condition-1",
        run_id=gate.run_id,
        gate=gate.id,
        document=gate.subject,
        text="Publish the dates.",
        owner="cm-manager",
        role=OWNER,
        raised_by="ines-okafor",
        raised_name="Ines-Okafor",
        raised_at=NINE,
        decision="sha256:" + "5" * 64,
    )


def word(owed: Obligation, person: str, **changed: Any) -> Discharge:
    facts = {
        "run_id": owed.run_id,
        "condition": owed.id,
        "gate": owed.gate,
        "ending": "met",
        "evidence": "The dates are in the minutes of May.",
        "person": person,
        "name": person.title(),
        "role": owed.role,
        "identity_assurance": "asserted",
        "at": NINE + timedelta(hours=2),
    }
    return Discharge(**{**facts, **changed})


def test_who_set_it_and_another_holder_of_the_role_may_say_that_it_is_met(
    opened, owed, organisation
) -> None:
    for person in ("ines-okafor", "owen-mcallister"):
        may_discharge(word(owed, person), owed, opened(), organisation)

    may = dischargeable(owed, opened(), organisation)
    assert [p.id for p in may] == ["ines-okafor", "owen-mcallister"]


def test_only_who_set_it_may_waive_it(opened, owed, organisation) -> None:
    may_discharge(word(owed, "ines-okafor", ending="waived"), owed, opened(), organisation)

    with pytest.raises(NotAuthorisedError, match="waive"):
        may_discharge(word(owed, "owen-mcallister", ending="waived"), owed, opened(), organisation)


@pytest.mark.parametrize(
    ("person", "changed", "error"),
    [
        ("priya-raman", {}, NotAuthorisedError),
        ("hana-sato", {}, NotAuthorisedError),
        ("priya-raman", {"role": BOARD}, NotAuthorisedError),
        ("ines-okafor", {"gate": "gate-9999999999"}, NotAuthorisedError),
        ("tomas-lindqvist", {}, SelfApprovalError),
        ("a-stranger", {}, UnknownPersonError),
        ("ines-okafor", {"name": "Somebody Else"}, IdentityError),
        ("ines-okafor", {"identity_assurance": "signed-key"}, IdentityError),
        ("ines-okafor", {"evidence": " ... "}, EvidenceMissingError),
        ("ines-okafor", {"evidence": "Seen\u200b."}, NotCanonicalError),
        ("ines-okafor", {"at": NINE - timedelta(hours=1)}, GateClosedError),
    ],
)
def test_a_condition_is_not_closed_by_others_or_without_evidence(
    opened, owed, organisation, person, changed, error
) -> None:
    with pytest.raises(error):
        may_discharge(word(owed, person, **changed), owed, opened(), organisation)


def test_who_edited_the_document_closes_no_condition_of_it(opened, owed, organisation) -> None:
    gate = opened(editors=("ines-okafor",))

    with pytest.raises(SelfApprovalError, match="edited"):
        may_discharge(word(owed, "ines-okafor"), owed, gate, organisation)


def test_no_less_is_asked_than_for_the_decision_that_set_it(opened, owed, organisation) -> None:
    high = opened(bound=BOUND.model_copy(update={"tier": "high"}))
    strict = organisation.model_copy(update={"allow_asserted": False})

    with pytest.raises(IdentityError, match="tier high"):
        may_discharge(word(owed, "ines-okafor"), owed, high, organisation)
    with pytest.raises(IdentityError, match="asserted"):
        may_discharge(word(owed, "ines-okafor"), owed, opened(), strict)
