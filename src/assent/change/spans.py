"""Spans of time in UTC: what a calendar makes of its local times, and where there is room."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from assent.records import Occasion

__all__ = ["Span", "happenings", "holds", "merged", "room", "told"]

_MARGIN = timedelta(days=1)
"""What local and UTC days may differ by."""


class Span(NamedTuple):
    """From one moment up to another, in UTC."""

    start: datetime
    end: datetime

    def meets(self, other: "Span") -> bool:
        """Tell whether the two share more than an edge."""
        return self.start < other.end and other.start < self.end


def happenings(
    occasion: Occasion, zone: tzinfo, around: Span, *, opens: bool = False
) -> Iterator[Span]:
    """Yield when something of the calendar happens, as far as it meets a span.

    A time that the clock shows twice or never is read so that less may be done: with
    ``opens``, changes may be made then, and it is as short as it can be; else as long.
    """
    after, before = (moment.astimezone(zone).replace(tzinfo=None) for moment in around)
    for first, last in occasion.between(after - _MARGIN, before + _MARGIN):
        starts, ends = _readings(first, zone), _readings(last, zone)
        span = Span(max(starts), min(ends)) if opens else Span(min(starts), max(ends))
        if span.start < span.end and span.meets(around):
            yield span


def _readings(local: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return both moments that a time of the clock may mean; nearly always they are one."""
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    return first.astimezone(UTC), second.astimezone(UTC)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, those that touch or overlap as one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def holds(spans: Iterable[Span], wanted: Span) -> bool:
    """Tell whether one of the spans holds the whole of another."""
    return any(span.start <= wanted.start and wanted.end <= span.end for span in spans)


def room(
    wanted: Span, taken: Sequence[Span], opened: Sequence[Sequence[Span]], until: datetime
) -> Span | None:
    """Return the first span as long as the wanted one that meets nothing taken, or None.

    It begins no earlier, and lies inside one span of each list of ``opened``; all are in order.
    """
    length, start = wanted.end - wanted.start, wanted.start
    while start + length <= until:
        tried = Span(start, start + length)
        hit = next((span for span in taken if span.meets(tried)), None)
        later = [_fitting(tried, spans) for spans in opened]
        if hit is None and all(found == start for found in later):
            return tried
        if None in later:
            return None
        start = max([start, *(found for found in later if found), *([hit.end] if hit else [])])
    return None


def _fitting(wanted: Span, spans: Sequence[Span]) -> datetime | None:
    """Return the earliest start from which one of the spans holds the length wanted."""
    length = wanted.end - wanted.start
    starts = (max(wanted.start, span.start) for span in spans if span.end >= wanted.end)
    ends = (span.end for span in spans if span.end >= wanted.end)
    return next((s for s, e in zip(starts, ends, strict=True) if s + length <= e), None)


def told(span: Span, zone: tzinfo) -> str:
    """Return a span as people read it: by the practice's clock, and in UTC."""
    utc, local = _from_to(span), _from_to(Span(*(moment.astimezone(zone) for moment in span)))
    if str(zone) == "UTC":
        return f"{utc} UTC"
    return f"{local} {zone} ({'the same in' if local == utc else utc} UTC)"


def _from_to(span: Span) -> str:
    day = "" if span.start.date() == span.end.date() else "%Y-%m-%d "
    return f"{span.start:%Y-%m-%d %H:%M} to {span.end:{day}%H:%M}"
