"""What the decisions of a gate come to."""

from collections.abc import Sequence

from assent.authority.seats import needed
from assent.records import Decision, OpenGate, Outcome, Resolution, Verdict

__all__ = ["resolve"]

_APPROVING = frozenset({Outcome.approve, Outcome.approve_with_conditions})
_ENDING = {
    Outcome.reject: Verdict.rejected,
    Outcome.withdraw: Verdict.withdrawn,
    Outcome.rework: Verdict.rework,
}


def resolve(gate: OpenGate, decisions: Sequence[Decision]) -> Resolution | None:
    """Return how the gate ends, or None while seats are still to be heard.

    One rejection, withdrawal or rework ends it; approval needs the quorum, or every seat,
    and among them one whose role decides the gate's class. A deferral decides nothing.
    Decisions of another gate count for nothing.
    """
    ours = _in_seat_order(gate, decisions)
    verdict = _verdict(gate, ours)
    if verdict is None:
        return None
    return Resolution(
        gate=gate.id,
        verdict=verdict,
        decisions=tuple(d.record_digest for d in ours),
        comments=_comments(ours) if verdict is Verdict.rework else (),
        conditions=_conditions(ours) if verdict is Verdict.approved else (),
    )


def _verdict(gate: OpenGate, decisions: Sequence[Decision]) -> Verdict | None:
    said = {decision.decision for decision in decisions}
    for outcome, verdict in _ENDING.items():
        if outcome in said:
            return verdict
    declared = {seat.id for seat in gate.seats}
    agreed = {d.seat for d in decisions if d.decision in _APPROVING and d.seat in declared}
    decided = not gate.deciding or bool(agreed & {*gate.deciding})
    return Verdict.approved if agreed and len(agreed) >= needed(gate) and decided else None


def _in_seat_order(gate: OpenGate, decisions: Sequence[Decision]) -> list[Decision]:
    order = {seat.id: place for place, seat in enumerate(gate.seats)}
    ours = [d for d in decisions if d.gate == gate.id and d.decision is not Outcome.defer]
    return sorted(ours, key=lambda d: order.get(d.seat, len(order)))


def _comments(decisions: Sequence[Decision]) -> tuple[tuple[str, str], ...]:
    return tuple((d.approver_identity, d.reason) for d in decisions if d.decision is Outcome.rework)


def _conditions(decisions: Sequence[Decision]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.text for d in decisions for c in d.conditions))
