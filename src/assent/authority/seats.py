"""The seats of a gate: who may sit where, and which seats nobody can fill."""

from collections.abc import Collection, Mapping, Sequence

from assent.authority.recognising import known
from assent.errors import (
    AlreadyDecidedError,
    NotAuthorisedError,
    SeatTakenError,
    SelfApprovalError,
)
from assent.records import Decision, OpenGate, Organisation, Outcome, Person, Seat

__all__ = [
    "REQUESTER",
    "acting_role",
    "already",
    "eligible",
    "needed",
    "present",
    "reachable",
    "seat_for",
    "seated",
    "separate",
    "vacancies",
]

REQUESTER = "requester"
"""The seat of a requester who withdraws; it is never among the seats that approve."""


def present(seats: Sequence[Seat], stated: Mapping[str, str | None]) -> tuple[Seat, ...]:
    """Return the seats whose condition holds; ``stated`` are the choices of the launch.

    A condition on something that nobody stated holds: rather too many seats than too few.
    """
    return tuple(
        seat
        for seat in seats
        if seat.when is None or stated.get(seat.when.input) in {None, seat.when.value}
    )


def seat_for(
    person: str,
    gate: OpenGate,
    earlier: Sequence[Decision],
    organisation: Organisation,
    outcome: Outcome | None = None,
) -> Seat:
    """Return the first open seat, in declared order, that the person may fill.

    A requester who withdraws gets the seat ``REQUESTER``.

    Raises:
        UnknownPersonError: practice.yaml does not name the person.
        NotAuthorisedError: The person holds none of the roles.
        SelfApprovalError: The person requested or edited the subject.
        SeatTakenError: The person fills another seat already.
        AlreadyDecidedError: Every seat the person could fill is taken.
    """
    roles = known(person, organisation).roles
    if outcome is Outcome.withdraw and person == gate.requester:
        return Seat(role=REQUESTER)
    mine = _fillable(gate, roles)
    if not mine:
        raise NotAuthorisedError(person, gate.id, [seat.role for seat in gate.seats])
    separate(person, gate, outcome)
    taken = {decision.seat for decision in earlier}
    free = [seat for seat in mine if seat.id not in taken]
    chosen = free[0] if free else mine[0]
    seated(person, chosen.id, gate, earlier)
    already(chosen.id, gate, earlier)
    return chosen


def acting_role(person: str, gate: OpenGate, seat: Seat, organisation: Organisation) -> str | None:
    """Return the role in which a person fills a seat that went up to it; None for its own."""
    roles = known(person, organisation).roles
    held = [role for role in gate.fillers(seat.id) if role in roles]
    return held[0] if held and held[0] != seat.role else None


def eligible(
    gate: OpenGate, seat: Seat, earlier: Sequence[Decision], organisation: Organisation
) -> tuple[Person, ...]:
    """Return who may still decide the seat: holders of its role without a conflicting duty."""
    if seat.id in {decision.seat for decision in earlier}:
        return ()
    away = {gate.requester, *gate.editors}
    if not gate.gate.combine_seats:
        away.update(decision.approver_identity for decision in earlier)
    held = [p for role in gate.fillers(seat.id) for p in organisation.holders(role)]
    return tuple(p for p in dict.fromkeys(held) if p.id not in away)


def _fillable(gate: OpenGate, roles: Collection[str]) -> list[Seat]:
    """Return the seats that a holder of the roles may fill: their own before escalated ones."""
    own = [seat for seat in gate.seats if seat.role in roles]
    others = [s for s in gate.seats if s not in own and {*gate.fillers(s.id)} & {*roles}]
    return own + others


def vacancies(
    gate: OpenGate, organisation: Organisation, earlier: Sequence[Decision] = ()
) -> tuple[Seat, ...]:
    """Return the open seats that nobody may fill, in declared order.

    One person fills one seat (unless seats may be combined), so people are assigned to
    seats as well as it can be done, and what stays empty is vacant. Two seats of one role
    take two of its holders.
    """
    filled = {decision.seat for decision in earlier}
    asked = {
        seat.id: tuple(person.id for person in eligible(gate, seat, earlier, organisation))
        for seat in gate.seats
        if seat.id not in filled
    }
    filled |= _filled(asked, combine=gate.gate.combine_seats)
    return tuple(seat for seat in gate.seats if seat.id not in filled)


def reachable(gate: OpenGate, organisation: Organisation, earlier: Sequence[Decision] = ()) -> bool:
    """Tell whether enough seats can still be filled for the gate to approve.

    Where some seats decide the gate's class and others only advise, one of the former counts.
    """
    vacant = {seat.id for seat in vacancies(gate, organisation, earlier)}
    decided = not gate.deciding or bool({*gate.deciding} - vacant)
    return bool(gate.seats) and len(gate.seats) - len(vacant) >= needed(gate) and decided


def needed(gate: OpenGate) -> int:
    """Return how many seats must approve: the quorum, or every seat."""
    quorum = gate.gate.quorum
    return quorum if quorum and quorum > 0 else len(gate.seats)


def _filled(asked: Mapping[str, Sequence[str]], *, combine: bool) -> set[str]:
    if combine:
        return {seat for seat, people in asked.items() if people}
    sitting: dict[str, str] = {}
    for seat in asked:
        _place(seat, asked, sitting, set())
    return set(sitting.values())


def _place(
    seat: str, asked: Mapping[str, Sequence[str]], sitting: dict[str, str], tried: set[str]
) -> bool:
    """Seat somebody, moving people who could sit elsewhere (an augmenting path)."""
    for person in asked[seat]:
        if person in tried:
            continue
        tried.add(person)
        if person not in sitting or _place(sitting[person], asked, sitting, tried):
            sitting[person] = seat
            return True
    return False


def separate(person: str, gate: OpenGate, outcome: Outcome | None) -> None:
    """Refuse who requested or edited the subject; a requester may always withdraw."""
    if person == gate.requester:
        if outcome is not Outcome.withdraw:
            raise SelfApprovalError(person, gate.id, "requested this")
    elif person in gate.editors:
        raise SelfApprovalError(person, gate.id, "edited the subject")


def seated(person: str, seat: str, gate: OpenGate, earlier: Sequence[Decision]) -> None:
    """Refuse a second seat for one person, unless the gate lets seats be combined."""
    if gate.gate.combine_seats:
        return
    for decision in earlier:
        if decision.approver_identity == person and decision.seat != seat:
            raise SeatTakenError(person, gate.id, decision.seat)


def already(seat: str, gate: OpenGate, earlier: Sequence[Decision]) -> None:
    """Refuse a second decision of one seat; the first stands."""
    for first in earlier:
        if first.seat == seat:
            raise AlreadyDecidedError(
                gate.id, seat, first.approver_identity, first.decision.value, first.decided_at
            )
