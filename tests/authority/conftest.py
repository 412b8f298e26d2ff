"""One gate with two seats, the people around it, and what they might say."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assent.records import (
    Bindings,
    Decision,
    Gate,
    OpenGate,
    Organisation,
    Outcome,
    Person,
    Seat,
)

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BOUND = Bindings(
    **{
        name: "sha256:" + letter * 64
        for name, letter in zip(
            ["workflow", "prompts", "cards", "tools", "policy"], "abcde", strict=True
        )
    }
)


@pytest.fixture
def organisation() -> Organisation:
    people = {
        "ines-okafor": ("cm-practice-owner",),
        "priya-raman": ("governance-board",),
        "tomas-lindqvist": ("cm-manager", "cm-practice-owner"),
        "lucia-ferrante": ("cm-analyst", "governance-board"),
        "owen-mcallister": ("cm-practice-owner", "governance-board"),
        "hana-sato": ("change-representative",),
    }
    return Organisation(
        id="larkmoor",
        title="Larkmoor Transit Authority",
        allow_asserted=True,
        people=tuple(Person(id=p, name=p.title(), roles=roles) for p, roles in people.items()),
    )


@pytest.fixture
def opened() -> Callable[..., OpenGate]:
    """Open the policy's gate; keywords replace what is declared or opened."""

    def build(**changed: Any) -> OpenGate:
        seats = (Seat(role="cm-practice-owner"), Seat(role="governance-board"))
        seats = changed.pop("seats", seats)
        declared = {
            k: changed.pop(k) for k in list(changed) if k in Gate.model_fields and k != "id"
        }
        facts = {
            "id": "gate-0123456789",
            "run_id": "run-cm-policy-0123456789",
            "thread_id": "run-cm-policy-0123456789",
            "gate": Gate(**{"id": "cm-policy-final", "seats": seats, **declared}),
            "round": 1,
            "seats": seats,
            "subject": "cm-policy-final.md",
            "subject_digest": "sha256:" + "1" * 64,
            "packet_digest": "sha256:" + "2" * 64,
            "bound": BOUND,
            "requester": "tomas-lindqvist",
            "editors": ("lucia-ferrante",),
            "nonce": "n-1",
            "requested_at": NINE,
        }
        return OpenGate(**{**facts, **changed})

    return build


@pytest.fixture
def says() -> Callable[..., Decision]:
    """Decide a gate as a person; keywords replace any field of the decision."""

    def build(gate: OpenGate, person: str, outcome: str = "approve", /, **changed: Any) -> Decision:
        facts = {
            "run_id": gate.run_id,
            "thread_id": gate.thread_id,
            "gate": gate.id,
            "seat": "cm-practice-owner",
            "decision": Outcome(outcome),
            "reason": "The scope is right and the duties are named.",
            "approver_identity": person,
            "approver_name": person.title(),
            "identity_assurance": "asserted",
            "subject_digest": gate.subject_digest,
            "packet_digest": gate.packet_digest,
            "bound": gate.bound,
            "policy_version": gate.bound.policy,
            "nonce": gate.nonce,
            "requested_at": gate.requested_at,
            "decided_at": NINE + timedelta(hours=1),
            "expires_at": gate.expires_at,
        }
        return Decision(**{**facts, **changed})

    return build
