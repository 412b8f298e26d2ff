"""What the clock asks of an open gate: a reminder, a step up, or its end. Never an approval."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta

from assent.authority.escalating import chain
from assent.authority.seats import eligible
from assent.records import Decision, Instant, Notice, OpenGate, Organisation, Role

__all__ = ["due", "expiry_of", "open_seats"]


def due(
    gate: OpenGate,
    given: Sequence[Notice],
    decisions: Sequence[Decision],
    deferrals: Sequence[Decision],
    organisation: Organisation,
    roles: Mapping[str, Role],
    now: Instant,
) -> tuple[Notice, ...]:
    """Return what has fallen due at an open gate and was not given yet, the earliest first.

    A gate that has expired asks for nothing but its end. A seat whose holder deferred is
    left in peace until that date, which is then its reminder; an expiry waits for nobody.
    Each further period of ``escalate_after_hours`` opens the seat to the next role up, and
    past the last one nothing more happens: the gate stays open, and says who is missing.
    """
    if gate.expires_at and now >= gate.expires_at:
        return (_expired(gate, organisation, gate.expires_at),)
    told = {_key(notice) for notice in given}
    asked = [
        notice
        for seat in open_seats(gate, decisions)
        for notice in _of_seat(gate, seat, decisions, deferrals, organisation, roles)
    ]
    fallen = [notice for notice in asked if notice.due_at <= now and _key(notice) not in told]
    return tuple(sorted(fallen, key=lambda notice: notice.due_at))


def expiry_of(gate: OpenGate) -> Instant | None:
    """Return when a gate ends by itself, from what its declaration gives it."""
    hours = gate.gate.expire_after_hours
    return None if hours is None else gate.requested_at + timedelta(hours=hours)


def open_seats(gate: OpenGate, decisions: Collection[Decision]) -> tuple[str, ...]:
    """Return the ids of the seats that nobody has decided in yet, in declared order."""
    taken = {decision.seat for decision in decisions}
    return tuple(seat.id for seat in gate.seats if seat.id not in taken)


def _of_seat(
    gate: OpenGate,
    seat: str,
    decisions: Sequence[Decision],
    deferrals: Sequence[Decision],
    organisation: Organisation,
    roles: Mapping[str, Role],
) -> Iterator[Notice]:
    """Yield everything that time will ever ask of one open seat."""
    until = _deferred(seat, deferrals)
    if until:
        yield _reminder(gate, seat, until, decisions, organisation, "it was deferred until then")
    remind, escalate = gate.gate.remind_after_hours, gate.gate.escalate_after_hours
    if remind is not None:
        at = gate.requested_at + timedelta(hours=remind)
        if until is None or at > until:
            why = f"nobody has decided for {remind} hours"
            yield _reminder(gate, seat, at, decisions, organisation, why)
    if escalate is not None:
        start = max(gate.requested_at, until) if until else gate.requested_at
        own = gate.seat(seat)
        for level, role in enumerate(chain(own.role if own else seat, roles), 1):
            at = start + timedelta(hours=escalate * level)
            yield _escalation(gate, seat, role, at, organisation)


def _deferred(seat: str, deferrals: Sequence[Decision]) -> Instant | None:
    """Return until when a seat was deferred last; who decides may also shorten it."""
    dates = [d.deferred_until for d in deferrals if d.seat == seat]
    return dates[-1] if dates else None


def _reminder(
    gate: OpenGate,
    seat: str,
    at: Instant,
    decisions: Sequence[Decision],
    organisation: Organisation,
    why: str,
) -> Notice:
    place = gate.seat(seat)
    able = eligible(gate, place, decisions, organisation) if place else ()
    people = tuple(p.id for p in able)
    return _notice(gate, "reminder", at, seat=seat, people=people, why=why)


def _escalation(
    gate: OpenGate, seat: str, role: str, at: Instant, organisation: Organisation
) -> Notice:
    away = {gate.requester, *gate.editors}
    people = tuple(p.id for p in organisation.holders(role) if p.id not in away)
    why = f"nobody has decided as {seat}; a holder of {role} may decide in that seat now"
    return _notice(gate, "escalation", at, seat=seat, to=role, people=people, why=why)


def _expired(gate: OpenGate, organisation: Organisation, at: Instant) -> Notice:
    asked = {p.id: None for s in gate.seats for p in organisation.holders(s.role)}
    people = tuple(dict.fromkeys((gate.requester, *asked)))
    return _notice(gate, "expiry", at, people=people, why="nobody decided in the time given")


def _notice(gate: OpenGate, kind: str, at: Instant, **facts: object) -> Notice:
    return Notice.model_validate(
        {
            "kind": kind,
            "gate": gate.id,
            "run_id": gate.run_id,
            "subject": gate.subject,
            "due_at": at,
            **facts,
        }
    )


def _key(notice: Notice) -> tuple[object, ...]:
    """Return what makes a notice another one: a seat goes up to a role once, whenever."""
    at = None if notice.kind == "escalation" else notice.due_at
    return notice.kind, notice.seat, notice.to, at
