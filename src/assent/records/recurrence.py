"""How something recurs: a part of RFC 5545's recurrence rules, on the clock of one place.

Days, weeks, months and years are counted, and nothing shorter; what is left out is what a
calendar of changes has no use for, and what could make a rule that never comes to an end.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

__all__ = ["occurrences", "recurrence"]

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = f"(?:{'|'.join(_DAYS)})"
_FORMS = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": "[1-9][0-9]?",
    "COUNT": "[1-9][0-9]{0,2}",
    "UNTIL": "[0-9]{8}(?:T[0-9]{6})?",
    "BYDAY": f"(?:[+-]?[1-5])?{_DAY}(?:,(?:[+-]?[1-5])?{_DAY})*",
    "BYMONTH": "(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2]))*",
    "BYMONTHDAY": "-?(?:[12]?[1-9]|[123]0|31)(?:,-?(?:[12]?[1-9]|[123]0|31))*",
    "BYSETPOS": "-?1",
    "WKST": _DAY,
}
_STRIDES = {"DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}


def recurrence(rule: str, starts: datetime) -> dict[str, str]:
    """Return the parts of a rule by which something recurs that first happens at ``starts``.

    Raises:
        ValueError: It is no such rule, or ``starts`` is not one of its own occurrences.
    """
    parts = dict(_parts(rule))
    if "FREQ" not in parts:
        raise ValueError("it begins with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")
    for why in _contradictions(parts):
        raise ValueError(why)
    if not _fits(parts, starts) or next(iter(_rule(rule, starts)), None) != starts:
        raise ValueError(f"it does not happen on {starts:%A %Y-%m-%d}, the day it starts")
    return parts


def occurrences(
    rule: str, starts: datetime, after: datetime, before: datetime
) -> Iterator[datetime]:
    """Yield when it happens between two moments of the same clock; nothing else is expanded."""
    parts = dict(_parts(rule))
    stride = _STRIDES.get(parts["FREQ"])
    if stride and "COUNT" not in parts:
        stride *= int(parts.get("INTERVAL", "1"))
        starts += max(0, (after - starts) // stride) * stride
    yield from _rule(rule, starts).between(after, before, inc=True)


def _parts(rule: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for part in rule.split(";"):
        name, _, value = part.partition("=")
        if name not in _FORMS or name in seen or not re.fullmatch(_FORMS[name], value):
            known = ", ".join(_FORMS)
            raise ValueError(f"{part[:40]!a} is no part of a rule; each is one of {known}, once")
        seen.add(name)
        yield name, value


def _contradictions(parts: dict[str, str]) -> Iterator[str]:
    """Yield why parts do not go together: by day and week only what each week has."""
    days, frequent = parts.get("BYDAY", ""), parts["FREQ"] in _STRIDES
    numbered = any(character.isdigit() for character in days)
    if frequent and (numbered or {"BYMONTHDAY", "BYSETPOS"} & set(parts)):
        yield f"{parts['FREQ']} takes BYDAY without numbers, and neither BYMONTHDAY nor BYSETPOS"
    if parts["FREQ"] == "DAILY" and days and "INTERVAL" in parts:
        yield "DAILY takes BYDAY or INTERVAL, not both"
    if numbered and {"BYMONTHDAY", "BYSETPOS"} & set(parts):
        yield "numbered days of BYDAY take neither BYMONTHDAY nor BYSETPOS"
    if numbered and any(len(day) == len("MO") for day in days.split(",")):
        yield "BYDAY numbers each of its days, or none"
    if {"COUNT", "UNTIL"} <= set(parts):
        yield "it ends by COUNT or by UNTIL, not by both"


def _fits(parts: dict[str, str], starts: datetime) -> bool:
    """Tell whether the first day is of the months, days and weekdays that are named.

    Such a rule happens again and again, so that looking for its first day comes to an end.
    """
    weekdays = {day[-2:] for day in parts.get("BYDAY", ",".join(_DAYS)).split(",")}
    months = parts.get("BYMONTH", str(starts.month)).split(",")
    left = (starts.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    days = parts.get("BYMONTHDAY", str(starts.day)).split(",")
    return (
        _DAYS[starts.weekday()] in weekdays
        and str(starts.month) in months
        and bool({str(starts.day), str(starts.day - left.day - 1)} & set(days))
    )


def _rule(rule: str, starts: datetime) -> Any:
    from dateutil.rrule import rrulestr  # only a calendar in which something recurs pays for it

    return rrulestr(rule, dtstart=starts)
