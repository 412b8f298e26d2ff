"""What the judge knows by its own account: runs, gates and decisions, kept outside any store."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from assent.records import Instant, OpenGate, Organisation, Outcome, Plan

__all__ = [
    "APPROVING",
    "Breach",
    "GateFact",
    "RunFact",
    "Said",
    "Tally",
    "key_of",
    "plan_in",
    "same",
    "settings_of",
]

APPROVING = frozenset({Outcome.approve, Outcome.approve_with_conditions})


@dataclass(frozen=True)
class Breach:
    """Something that must not happen, and did. ``kind`` is write, decision, state or hidden."""

    kind: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


@dataclass
class Tally:
    """What a whole attack came to, over all of its worlds."""

    moves: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    attempts: int = 0
    made: int = 0
    breaches: list[Breach] = field(default_factory=list)
    untyped: list[str] = field(default_factory=list)

    def breach(self, kind: str, what: str) -> None:
        """Note what must not have happened."""
        self.breaches.append(Breach(kind, what))

    @property
    def found(self) -> int:
        """Return how much there is to be told."""
        return len(self.breaches) + len(self.untyped)


@dataclass(frozen=True)
class Said:
    """A decision that went through the front door, as the machine made it."""

    gate: str
    person: str
    seat: str
    role: str
    outcome: Outcome
    at: Instant
    signed: bool


@dataclass
class GateFact:
    """A gate as it was first seen, and whether it still takes decisions.

    ``honest`` tells that the packet is that of its digest, shows the writes of the plan it is
    bound to, and that the document under decision names that plan.
    """

    opened: OpenGate
    honest: bool
    open: bool = True


@dataclass
class RunFact:
    """A run as it was launched. ``text`` is that of its procedure, with every card and prompt."""

    id: str
    requester: str
    gates: tuple[str, ...]
    seats: tuple[str, ...]
    text: str
    most: str
    ended: bool = False
    edited: dict[str, int] = field(default_factory=dict)
    moves: int = 0


def key_of(run: str, plan: str, index: int, kind: str) -> str:
    """Return the idempotency key of a write, worked out without the code under attack."""
    return same(json.dumps([run, plan, index, kind], separators=(",", ":")).encode())


def same(content: bytes) -> str:
    """Return the digest of bytes, worked out without the code under attack."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def plan_in(content: bytes, digest: str) -> Plan | None:
    """Return the plan that the bytes are, if they are those of the digest."""
    return Plan.model_validate_json(content) if same(content) == digest else None


def settings_of(organisation: Organisation, name: str, mode: str) -> dict[str, Any] | None:
    """Return kind and settings of a target as practice.yaml has them for a mode."""
    stated = (organisation.extra.get("targets") or {}).get(name)
    if not isinstance(stated, dict):
        return None
    plain = {key: value for key, value in stated.items() if key != "staging"}
    return {**plain, **(stated.get("staging") or {})} if mode == "staging" else plain
