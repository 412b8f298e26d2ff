"""What recurs is written by a part of RFC 5545, and never expanded beyond what is asked."""

from datetime import datetime
from time import perf_counter

import pytest

from assent.records.recurrence import occurrences, recurrence

TUESDAY = datetime(2026, 1, 6, 22, 0)


def days(rule: str, after: str, before: str, starts: datetime = TUESDAY) -> list[str]:
    between = datetime.fromisoformat(after), datetime.fromisoformat(before)
    return [f"{found:%Y-%m-%d}" for found in occurrences(rule, starts, *between)]


def test_every_second_tuesday_keeps_its_count_over_the_years() -> None:
    found = days("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2030-03-01", "2030-04-01")

    assert found == ["2030-03-12", "2030-03-26"]
    weeks = (datetime(2030, 3, 12, 22, 0) - TUESDAY).days // 7
    assert weeks % 2 == 0


def test_the_last_working_day_of_a_month_can_be_said() -> None:
    rule = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"

    found = days(rule, "2026-05-01", "2026-07-01", datetime(2026, 1, 30, 18, 0))

    assert found == ["2026-05-29", "2026-06-30"]


def test_a_rule_that_ends_has_ended() -> None:
    assert days("FREQ=DAILY;UNTIL=20260108", "2026-01-06", "2026-02-01") == [
        "2026-01-06",
        "2026-01-07",
    ]
    assert days("FREQ=DAILY;COUNT=3", "2026-01-07", "2026-02-01") == ["2026-01-07", "2026-01-08"]


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("every other Tuesday", "is no part of a rule"),
        ("INTERVAL=2", "it begins with FREQ="),
        ("FREQ=HOURLY", "is no part of a rule"),
        ("FREQ=SECONDLY;COUNT=999", "is no part of a rule"),
        ("FREQ=DAILY;INTERVAL=0", "is no part of a rule"),
        ("FREQ=DAILY;INTERVAL=99999999999", "is no part of a rule"),
        ("FREQ=DAILY;FREQ=WEEKLY", "is no part of a rule"),
        ("FREQ=DAILY;BYHOUR=3", "is no part of a rule"),
        ("FREQ=DAILY\nEXDATE:20260106T220000", "is no part of a rule"),
        ("DTSTART:19000101T000000\nRRULE:FREQ=DAILY", "is no part of a rule"),
        ("FREQ=DAILY;BYDAY=TU;INTERVAL=7", "not both"),
        ("FREQ=WEEKLY;BYDAY=1TU", "without numbers"),
        ("FREQ=WEEKLY;BYMONTHDAY=6", "neither BYMONTHDAY nor BYSETPOS"),
        ("FREQ=MONTHLY;BYDAY=5TU;BYMONTHDAY=1", "take neither BYMONTHDAY"),
        ("FREQ=MONTHLY;BYDAY=1TU,MO", "numbers each of its days, or none"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20260301", "not by both"),
        ("FREQ=DAILY;UNTIL=20269931", "UNTIL"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "does not happen on Tuesday 2026-01-06"),
        ("FREQ=WEEKLY;BYDAY=MO", "does not happen on Tuesday 2026-01-06"),
        ("FREQ=DAILY;UNTIL=20251231", "does not happen on Tuesday 2026-01-06"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_reason(rule, why) -> None:
    with pytest.raises(ValueError, match=why):
        recurrence(rule, TUESDAY)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=52;BYDAY=TU",
        "FREQ=MONTHLY;BYMONTHDAY=-26",
        "FREQ=YEARLY;BYDAY=1TU;BYMONTH=1;INTERVAL=97",
    ],
)
def test_a_century_later_only_the_days_asked_for_are_looked_at(rule) -> None:
    recurrence(rule, TUESDAY)
    began = perf_counter()

    found = days(rule, "2098-01-01", "2098-02-01")

    assert len(found) <= 31
    assert perf_counter() - began < 0.5
