"""A ledger on each store, with one run, one document and one open gate in it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assent.canonical import digest
from assent.ledger import Lease, Ledger
from assent.ports import Store
from assent.records import (
    Bindings,
    Decision,
    Document,
    Gate,
    LaunchedRun,
    OpenGate,
    Organisation,
    Outcome,
    Person,
    Seat,
)
from assent.store import MemoryStore, SQLiteStore
from assent.testing.clocks import FixedClock

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RUN = "run-cm-policy-0123456789"
BRIEF, SNAPSHOT = b"The brief.\n", b"{}"
TEXT, PACKET = b"# Policy\n", b"# What you decide\n"
BOUND = Bindings(
    **{
        name: "sha256:" + letter * 64
        for name, letter in zip(
            ["workflow", "prompts", "cards", "tools", "policy"], "abcde", strict=True
        )
    }
)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "assent.db")
    yield made
    made.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NINE, timedelta(seconds=1))


@pytest.fixture
def ledger(store: Store, clock: FixedClock) -> Ledger:
    return Ledger(store, clock)


@pytest.fixture
def launched() -> Callable[..., LaunchedRun]:
    def build(**changed: Any) -> LaunchedRun:
        facts = {
            "id": RUN,
            "workflow": "cm-policy",
            "title": "Configuration management policy",
            "ordinal": 1,
            "requester": "tomas-lindqvist",
            "requester_name": "Tomas Lindqvist",
            "identity_assurance": "asserted",
            "inputs": {"brief": digest(BRIEF)},
            "snapshot": digest(SNAPSHOT),
            "blueprint": "sha256:" + "b" * 64,
            "stages": ("scope", "drafting", "approval"),
            "launched_at": NINE,
            "base": "sha256:" + "0" * 64,
        }
        return LaunchedRun(**{**facts, **changed})

    return build


@pytest.fixture
def lease(ledger: Ledger, launched: Callable[..., LaunchedRun]) -> Lease:
    """Open the run and hold it."""
    ledger.runs.open(launched(), [BRIEF, SNAPSHOT])
    return ledger.leases.take(RUN, "host:1")


@pytest.fixture
def draft() -> Callable[..., Document]:
    def build(content: bytes = TEXT, version: int = 1, /, **changed: Any) -> Document:
        facts = {
            "run_id": RUN,
            "name": "cm-policy-final.md",
            "version": version,
            "digest": digest(content),
            "kind": "cm-policy",
            "step": 8,
            "status": "draft",
            "roles": ("cm-practice-owner",),
            "made_at": NINE,
        }
        return Document(**{**facts, **changed})

    return build


@pytest.fixture
def gate() -> Callable[..., OpenGate]:
    def build(**changed: Any) -> OpenGate:
        seats = changed.pop(
            "seats", (Seat(role="cm-practice-owner"), Seat(role="governance-board"))
        )
        outcomes = tuple(Outcome)
        facts = {
            "id": "gate-0123456789",
            "run_id": RUN,
            "thread_id": RUN,
            "gate": Gate(id="cm-policy-final", seats=seats, outcomes=outcomes),
            "round": 1,
            "seats": seats,
            "subject": "cm-policy-final.md",
            "subject_digest": digest(TEXT),
            "packet_digest": digest(PACKET),
            "bound": BOUND,
            "requester": "tomas-lindqvist",
            "nonce": "n-1",
            "requested_at": NINE,
        }
        return OpenGate(**{**facts, **changed})

    return build


@pytest.fixture
def opened(ledger: Ledger, lease: Lease, draft: Any, gate: Any) -> OpenGate:
    """Draft the policy and open its gate."""
    ledger.documents.add(draft(), TEXT, lease)
    ledger.gates.open(gate(), PACKET, lease)
    return gate()


@pytest.fixture
def says() -> Callable[..., Decision]:
    def build(gate: OpenGate, person: str, outcome: str = "approve", /, **changed: Any) -> Decision:
        facts = {
            "run_id": gate.run_id,
            "thread_id": gate.thread_id,
            "gate": gate.id,
            "seat": "cm-practice-owner",
            "decision": outcome,
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
            "decided_at": NINE + timedelta(minutes=5),
            "expires_at": gate.expires_at,
        }
        return Decision(**{**facts, **changed})

    return build


@pytest.fixture
def organisation() -> Organisation:
    people = {
        "ines-okafor": ("cm-practice-owner",),
        "owen-mcallister": ("cm-practice-owner",),
        "priya-raman": ("governance-board",),
        "tomas-lindqvist": ("cm-manager",),
    }
    return Organisation(
        id="larkmoor",
        title="Larkmoor Transit Authority",
        allow_asserted=True,
        people=tuple(Person(id=p, name=p.title(), roles=roles) for p, roles in people.items()),
    )
