"""What stands in the way of a change window: the calendar, and other changes of its items.

Weights say what a remark does, wherever it is asked for: what sends back stands in the way,
at the examination, at the gate and at each write; what raises or is shown does not.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta, tzinfo
from typing import TypeVar

from assent.change.spans import Span, happenings, holds, merged, room, told
from assent.records import (
    Calendar,
    ConfigurationItem,
    Freeze,
    Occasion,
    OpenChange,
    Remark,
    Slot,
    Weight,
)

__all__ = ["obstacles", "standing"]

_HORIZON = timedelta(days=92)
"""How far ahead a free window is looked for."""

_Kind = TypeVar("_Kind", bound=Occasion)


def standing(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Return the remarks that stand in the way."""
    return tuple(remark for remark in remarks if remark.weight is Weight.sends_back)


def obstacles(
    slot: Slot,
    calendar: Calendar,
    zone: tzinfo,
    others: Sequence[OpenChange] = (),
    approved: int | None = None,
) -> tuple[Remark, ...]:
    """Return what the calendar and other open changes have to say of a change window.

    ``approved`` is the entry of the log by which this change's own plan was approved. Of two
    changes of one item the one approved first goes first; one that nobody has approved yet
    is only shown, so that two of them do not wait for each other.
    """
    if not calendar.readable:
        message = "The calendar of practice.yaml cannot be read, so no time is known to be free."
        return (_back("calendar-unreadable", message),)
    touching = [other for other in others if _touches(other, slot)]
    found = [
        *_outside(slot, calendar, zone),
        *_frozen(slot, calendar, zone),
        *_blacked_out(slot, calendar, zone),
        *(_collision(other, slot, zone, approved) for other in touching),
    ]
    if standing(found) and not any(other.begun for other in touching):
        ahead = [Span(*o.slot.window) for o in others if _shared(o, slot) and _first(o, approved)]
        found = _with_room(found, _room(slot, calendar, zone, ahead), zone)
    return tuple(found)


# ---- the calendar ----------------------------------------------------------------------


def _outside(slot: Slot, calendar: Calendar, zone: tzinfo) -> Iterator[Remark]:
    """Yield a remark for each item that windows are for, when none of them holds the change."""
    wanted = Span(*slot.window)
    for item in slot.items:
        windows = [window for window in calendar.windows if window.scope.covers(item)]
        if windows and not holds(_opened(windows, zone, wanted), wanted):
            titles = ", ".join(f"'{window.title}'" for window in windows)
            message = (
                f"The window {told(wanted, zone)} lies in none of the windows for "
                f"{_named(item)}, which are: {titles}."
            )
            yield _back("calendar-outside", message)


def _frozen(slot: Slot, calendar: Calendar, zone: tzinfo) -> Iterator[Remark]:
    for freeze, span in _met(calendar.freezes, slot, zone):
        message = _meets(slot, "freeze", freeze, span, zone)
        if _passes_by_tier(freeze, slot):
            tiers = " and ".join(freeze.allows.tiers)
            message += f" It lets changes of tier {tiers} through."
            yield Remark(code="calendar-freeze-passed", weight=Weight.shown, message=message)
        elif _passes_by_kind(freeze, slot):
            message += (
                f" It lets changes of the kind '{slot.kind}' through, as this one says it is."
            )
            yield Remark(code="calendar-freeze-passed", weight=Weight.raises, message=message)
        else:
            yield _back("calendar-frozen", message)


def _passes_by_tier(freeze: Freeze, slot: Slot) -> bool:
    return bool(set(slot.tiers) & set(freeze.allows.tiers))


def _passes_by_kind(freeze: Freeze, slot: Slot) -> bool:
    kinds = {kind.strip().casefold() for kind in freeze.allows.kinds}
    return slot.kind.strip().casefold() in kinds - {""}


def _blacked_out(slot: Slot, calendar: Calendar, zone: tzinfo) -> Iterator[Remark]:
    for blackout, span in _met(calendar.blackouts, slot, zone):
        yield _back("calendar-blackout", _meets(slot, "blackout", blackout, span, zone))


def _met(occasions: Iterable[_Kind], slot: Slot, zone: tzinfo) -> Iterator[tuple[_Kind, Span]]:
    """Yield what is for the change and meets its window, with the first time it does."""
    for occasion in occasions:
        if any(occasion.scope.covers(item) for item in slot.items):
            span = next(happenings(occasion, zone, Span(*slot.window)), None)
            if span:
                yield occasion, span


def _opened(windows: Iterable[Occasion], zone: tzinfo, around: Span) -> list[Span]:
    return merged(s for w in windows for s in happenings(w, zone, around, opens=True))


def _meets(slot: Slot, what: str, met: Occasion, span: Span, zone: tzinfo) -> str:
    return (
        f"The window {told(Span(*slot.window), zone)} meets the {what} '{met.title}', "
        f"{told(span, zone)}: {met.reason.rstrip('.')}."
    )


# ---- other changes ---------------------------------------------------------------------


def _shared(other: OpenChange, slot: Slot) -> bool:
    named = {item for item in other.slot.items if item.record}
    return bool(named & set(slot.items))


def _touches(other: OpenChange, slot: Slot) -> bool:
    """Tell whether another change is of the same item at the same time, or has it half written."""
    meets = Span(*other.slot.window).meets(Span(*slot.window))
    return _shared(other, slot) and (meets or other.begun)


def _first(other: OpenChange, approved: int | None) -> bool:
    """Tell whether another change goes before one that was approved by that entry of the log."""
    if other.begun:
        return True
    return other.approved is not None and (approved is None or other.approved < approved)


def _collision(other: OpenChange, slot: Slot, zone: tzinfo, approved: int | None) -> Remark:
    shared = next(item for item in slot.items if item in other.slot.items)
    window = told(Span(*other.slot.window), zone)
    how = "is being approved" if other.approved is None else "was approved"
    if other.begun:
        how = "has begun and is not over"
    message = f"Run {other.slot.run_id} changes {_named(shared)} too, {window}, and {how}."
    first = _first(other, approved)
    return Remark(
        code="change-collides" if first else "change-beside",
        weight=Weight.sends_back if first else Weight.shown,
        message=message,
        run_id=other.slot.run_id,
    )


# ---- room ------------------------------------------------------------------------------


def _room(slot: Slot, calendar: Calendar, zone: tzinfo, ahead: Sequence[Span]) -> Span | None:
    """Return the next window of the same length that nothing known stands in the way of."""
    wanted = Span(*slot.window)
    around = Span(wanted.start, wanted.end + _HORIZON)
    closed = [
        *(
            f
            for f in calendar.freezes
            if not (_passes_by_tier(f, slot) or _passes_by_kind(f, slot))
        ),
        *calendar.blackouts,
    ]
    mine = [c for c in closed if any(c.scope.covers(item) for item in slot.items)]
    taken = merged([*ahead, *(s for c in mine for s in happenings(c, zone, around))])
    windows = [[w for w in calendar.windows if w.scope.covers(item)] for item in slot.items]
    return room(wanted, taken, [_opened(w, zone, around) for w in windows if w], around.end)


def _with_room(found: Sequence[Remark], free: Span | None, zone: tzinfo) -> list[Remark]:
    """Let the last remark that stands in the way say when the change could be made."""
    told_ = f"The next free window is {told(free, zone)}." if free else ""
    told_ = told_ or f"There is no free window in the {_HORIZON.days} days that follow."
    last = standing(found)[-1]
    said = last.model_copy(update={"message": f"{last.message} {told_}"})
    return [said if remark is last else remark for remark in found]


def _named(item: ConfigurationItem) -> str:
    return f"the record '{item.record}'" if item.record else f"the target '{item.target}'"


def _back(code: str, message: str) -> Remark:
    return Remark(code=code, weight=Weight.sends_back, message=message)
