"""Decision rights by class: which seats of a gate decide a matter, and which only advise."""

from collections.abc import Mapping, Sequence

from assent.errors import NobodyDecidesError
from assent.records import DecisionClass, Gate, Role, Seat

__all__ = ["deciders", "entitled", "may_override"]


def deciders(gate: Gate, seats: Sequence[Seat], roles: Mapping[str, Role]) -> tuple[str, ...]:
    """Return the ids of the seats whose role decides the gate's class.

    A role without a card decides whatever it has a seat for. The ruling of an unresolved
    negotiation has no class of its own: no seat is returned, and none is asked for.
    """
    if gate.kind == "escalation":
        return ()
    cards = ((seat.id, roles.get(seat.role)) for seat in seats)
    return tuple(s for s, card in cards if card is None or card.decides_on(gate.decision_class))


def entitled(gate: Gate, seats: Sequence[Seat], roles: Mapping[str, Role]) -> None:
    """Refuse a gate at which nobody could approve a matter of its class.

    Raises:
        NobodyDecidesError: It has no seat, or seats whose roles all only advise.
    """
    if not seats:
        why = "none of its seats is there, by the choices of this launch"
        raise NobodyDecidesError(gate.id, why, "Choose otherwise, or add a seat: assent check")
    if gate.kind != "escalation" and not deciders(gate, seats, roles):
        wanted = gate.decision_class.value
        may = sorted(role.id for role in roles.values() if gate.decision_class in role.decides)
        named = ", ".join(dict.fromkeys(seat.role for seat in seats))
        why = f"it is a {wanted} matter, and no role with a seat decides those ({named})"
        remedy = f"Give a seat to one that does ({', '.join(may) or 'none'}), then: assent check"
        raise NobodyDecidesError(gate.id, why, remedy)


def may_override(roles: Mapping[str, Role]) -> tuple[str, ...]:
    """Return the roles whose cards let their holders override a finding of quality."""
    return tuple(r.id for r in roles.values() if DecisionClass.quality in r.overrides)
