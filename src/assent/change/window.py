"""A change window in people's words becomes two moments in UTC, with the zone that was read.

Nothing is guessed in silence: each thing that had to be assumed is a remark, and a window
that cannot be two moments sends the request back.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from assent.records import Remark, Weight, WindowRead

__all__ = ["ABBREVIATIONS", "Zones", "read_window"]

Zones = Callable[[str], tzinfo | None]
"""Finds a time zone by its IANA name."""

ABBREVIATIONS = {
    "UTC": "UTC",
    "GMT": "UTC",
    "BST": "Europe/London",
    "CET": "Europe/Paris",
    "CEST": "Europe/Paris",
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
_NOTE = re.compile(r"\(([^)]*)\)")
_MOMENT = re.compile(
    r"(?:(?P<date>\d{4}-\d{2}-\d{2})[T ])?(?P<time>\d{1,2}:\d{2})(?::\d{2})?"
    r"(?P<zone>Z|(?<=\d:\d{2}:\d{2})[+-]\d{2}:\d{2})?"
)
_BOTH = 2
_YEARS = range(2000, 2100)
_LONGEST = timedelta(days=92)
_ZONE = re.compile(r"\b(" + "|".join(ABBREVIATIONS) + r")\b")


def read_window(text: str, zones: Zones, home: str) -> tuple[WindowRead | None, tuple[Remark, ...]]:
    """Return the window, or None, and every remark on how it was read.

    ``home`` is the IANA name of the zone that times without one are read in.
    """
    remarks: list[Remark] = []
    if not text.strip():
        return None, (_back("window-missing", "The request states no window."),)
    for note in _NOTE.findall(text):
        remarks.append(_shown("window-note", f"The window carries a remark: '{note}'."))
    plain = _NOTE.sub("", text)
    first, _, second = plain.partition("=")
    window = _one(first, zones, home, remarks)
    if second.strip():
        message = f"The window is given twice: '{plain.strip()}'."
        remarks.append(_shown("window-zones-mixed", message))
        again = _one(second, zones, home, [], window.start.date() if window else None)
        if window and again and (window.start, window.end) != _shifted(again, window):
            message = f"The two readings differ: {_span(window)} and {_span(again)}."
            remarks.append(_back("window-contradicts", message))
    return window, tuple(remarks)


def _one(
    text: str, zones: Zones, home: str, remarks: list[Remark], day: date | None = None
) -> WindowRead | None:
    moments = list(_MOMENT.finditer(text))
    if not moments:
        remarks.append(_back("window-unreadable", f"'{text.strip()}' names no time."))
        return None
    if not moments[0]["date"] and day is None:
        message = f"The window '{text.strip()}' has no date."
        remarks.append(_back("window-date-missing", message))
        return None
    if len(moments) < _BOTH:
        message = f"The window '{text.strip()}' has no end."
        remarks.append(_back("window-end-missing", message))
        return None
    zone = _zone(text, moments[0], home, remarks)
    return _between(moments[0], moments[1], zone, zones, remarks, day)


def _zone(text: str, moment: re.Match[str], home: str, remarks: list[Remark]) -> str:
    if moment["zone"]:
        return "UTC" if moment["zone"] == "Z" else moment["zone"]
    named = _ZONE.search(text)
    if named:
        zone = ABBREVIATIONS[named[1]]
        if zone != "UTC":
            message = f"'{named[1]}' was read as {zone}."
            remarks.append(_shown("window-zone-abbreviated", message))
        return zone
    message = f"The window names no time zone; it was read in {home}."
    remarks.append(_shown("window-zone-missing", message))
    return home


def _between(
    first: re.Match[str],
    last: re.Match[str],
    zone: str,
    zones: Zones,
    remarks: list[Remark],
    day: date | None,
) -> WindowRead | None:
    try:
        place = _offset(zone) or zones(zone)
        if place is None:
            message = f"This machine does not know the time zone {zone}."
            remarks.append(_back("window-zone-unknown", message))
            return None
        day = date.fromisoformat(first["date"]) if first["date"] else day or date.min
        start = datetime.combine(day, _clock(first["time"]), place)
        ending = date.fromisoformat(last["date"]) if last["date"] else day
        end = datetime.combine(ending, _clock(last["time"]), _offset(last["zone"]) or place)
    except ValueError as error:
        remarks.append(_back("window-unreadable", f"The window is no moment in time: {error}."))
        return None
    return _bounded(start, end, zone, remarks, dated=bool(last["date"]))


def _bounded(
    start: datetime, end: datetime, zone: str, remarks: list[Remark], *, dated: bool
) -> WindowRead | None:
    """Return the window, if it can be one; an end without a date may lie on the day after."""
    if start.year not in _YEARS or end.year not in _YEARS:
        message = "The window lies outside of the years 2000 to 2099."
        remarks.append(_back("window-unreadable", message))
        return None
    if not dated and end <= start:
        end += timedelta(days=1)
        remarks.append(_shown("window-midnight", "The window crosses midnight."))
    if end <= start:
        remarks.append(_back("window-reversed", "The window ends before it begins."))
        return None
    if end - start > _LONGEST:
        message = f"The window lasts longer than {_LONGEST.days} days."
        remarks.append(_back("window-too-long", message))
        return None
    return WindowRead(start=start.astimezone(UTC), end=end.astimezone(UTC), zone=zone)


def _clock(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def _offset(zone: str | None) -> tzinfo | None:
    if zone in {"Z", "UTC"}:
        return UTC
    if zone and zone[0] in "+-":
        return datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").tzinfo
    return None


def _shifted(again: WindowRead, window: WindowRead) -> tuple[datetime, datetime]:
    """Return the second reading on the first's day: it often leaves the date to the reader."""
    days = round((window.start - again.start) / timedelta(days=1))
    return again.start + timedelta(days=days), again.end + timedelta(days=days)


def _span(window: WindowRead) -> str:
    return f"{window.start:%Y-%m-%d %H:%M} to {window.end:%Y-%m-%d %H:%M} UTC"


def _back(code: str, message: str) -> Remark:
    return Remark(code=code, weight=Weight.sends_back, message=message)


def _shown(code: str, message: str) -> Remark:
    return Remark(code=code, weight=Weight.shown, message=message)
