"""Decision rights by class: which seats of a gate decide a matter, and which only advise."""

from collections.abc import Mapping, Sequence

from assent.errors import NobodyDecidesError
from assent.records import DecisionClass, Gate, Role, Seat

__all__ = ["deciders", "decides", "entitled", "may_override"]


def decides(role: Role | None, wanted: DecisionClass) -> bool:
    """Tell whether a role decides matters of the class.

    A role whose card says nothing of classes decides whatever it has a seat for.
    """
    if role is None or not (role.decides or role.advises):
        return True
    return wanted in role.decides


def deciders(gate: Gate, seats: Sequence[Seat], roles: Mapping[str, Role]) -> tuple[str, ...]:
    """Return the ids of the seats whose role decides the gate's class.

    The ruling of an unresolved negotiation has no class of its own: none is returned, and
    none is asked for.
    """
    if gate.kind == "escalation":
        return ()
    return tuple(s.id for s in seats if decides(roles.get(s.role), gate.decision_class))


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
