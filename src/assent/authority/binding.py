"""What a decision is bound to: change any one field, and it is no decision here."""

from collections.abc import Iterator

from assent.canonical import digest_of
from assent.errors import StalePacketError
from assent.records import Bindings, Decision, OpenGate

__all__ = ["bound"]


def bound(decision: Decision, gate: OpenGate) -> None:
    """Refuse a decision over anything else than what is open at the gate.

    Raises:
        StalePacketError: The packet, the subject, a binding, the policy, the nonce, the run
            or a time of the decision differs from the gate's.
    """
    for what, named, current in _pairs(decision, gate):
        if named != current:
            raise StalePacketError(gate.id, str(named), str(current), what)


def _pairs(decision: Decision, gate: OpenGate) -> Iterator[tuple[str, object, object]]:
    yield "packet", decision.packet_digest, gate.packet_digest
    yield "subject", decision.subject_digest, gate.subject_digest
    yield "gate", decision.gate, gate.id
    yield "run", decision.run_id, gate.run_id
    yield "thread", decision.thread_id, gate.thread_id
    for field in Bindings.model_fields:
        yield field, _plain(decision.bound, field), _plain(gate.bound, field)
    yield "policy version", decision.policy_version, gate.bound.policy
    yield "nonce", decision.nonce, gate.nonce
    yield "time of asking", decision.requested_at, gate.requested_at
    yield "expiry", decision.expires_at, gate.expires_at


def _plain(bindings: Bindings, field: str) -> object:
    value = getattr(bindings, field)
    return value if isinstance(value, str | None) else digest_of(bindings.plain()[field])
