"""What stands in the way of a change window, by the calendar and by other changes."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assent.change import obstacles, standing
from assent.change.spans import Span, happenings, room
from assent.records import Calendar, ConfigurationItem, Freeze, Occasion, OpenChange, Slot, Weight

LONDON = ZoneInfo("Europe/London")
ROSTER = ConfigurationItem(target="records", record="crew-rostering")
FARES = ConfigurationItem(target="records", record="fare-table")
NIGHTS = {"starts": "2026-01-06T22:00", "ends": "2026-01-07T04:00"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def slot(start: str, end: str, item: ConfigurationItem = ROSTER, **more: Any) -> Slot:
    """Return a change that wants a window in UTC."""
    window = (at(start), at(end))
    return Slot(run_id="run-mine", change="chg-1", window=window, items=(item,), **more)


def other(start: str, end: str, item: ConfigurationItem = ROSTER, **more: Any) -> OpenChange:
    asked = slot(start, end, item).model_copy(update={"run_id": "run-other"})
    return OpenChange(slot=asked, **more)


def occasion(title: str = "Nights", kind: type[Occasion] = Occasion, **stated: Any) -> Occasion:
    return kind(title=title, reason="Because.", **{**NIGHTS, **stated})


def freeze(**stated: Any) -> Calendar:
    span = {"starts": "2026-12-20", "ends": "2027-01-03"}
    made = occasion("Year end", Freeze, **{**span, **stated})
    return Calendar(freezes=(made,))


def windows(**stated: Any) -> Calendar:
    return Calendar(windows=(occasion(**stated),))


def blackout(**stated: Any) -> Calendar:
    return Calendar(blackouts=(occasion("Batch", **stated),))


def codes(asked: Slot, calendar: Calendar, *others: OpenChange, **more: Any) -> list[str]:
    return [r.code for r in obstacles(asked, calendar, LONDON, others, **more)]


def test_an_empty_calendar_stands_in_nobodys_way() -> None:
    assert codes(slot("2026-12-24T10:00", "2026-12-24T10:30"), Calendar()) == []


def test_a_calendar_that_cannot_be_read_leaves_no_time_free() -> None:
    asked = slot("2026-12-24T10:00", "2026-12-24T10:30")

    (found,) = obstacles(asked, Calendar(readable=False), LONDON)

    assert (found.code, found.weight) == ("calendar-unreadable", Weight.sends_back)


# ---- windows ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2026-01-06T22:00", "2026-01-07T04:00", []),
        ("2026-01-06T23:30", "2026-01-07T00:30", []),
        ("2026-01-06T21:59", "2026-01-06T22:30", ["calendar-outside"]),
        ("2026-01-07T03:30", "2026-01-07T04:01", ["calendar-outside"]),
        ("2026-01-13T22:00", "2026-01-13T23:00", ["calendar-outside"]),
        ("2026-01-20T22:00", "2026-01-20T23:00", []),
    ],
)
def test_a_change_lies_inside_a_window_of_every_second_tuesday(start, end, found) -> None:
    calendar = windows(repeats="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")

    assert codes(slot(start, end), calendar) == found


def test_windows_that_touch_are_one() -> None:
    day = {"starts": "2026-01-01", "ends": "2026-01-01", "repeats": "FREQ=DAILY"}

    assert codes(slot("2026-07-01T20:00", "2026-07-03T03:00"), windows(**day)) == []


def test_a_window_binds_only_what_it_is_for() -> None:
    calendar = windows(scope={"records": ["fare-table"]}, repeats="FREQ=DAILY")

    assert codes(slot("2026-07-01T10:00", "2026-07-01T11:00", ROSTER), calendar) == []
    assert codes(slot("2026-07-01T10:00", "2026-07-01T11:00", FARES), calendar) == [
        "calendar-outside"
    ]


# ---- freezes and blackouts -------------------------------------------------------------


def test_a_freeze_lasts_to_the_end_of_its_last_day() -> None:
    assert codes(slot("2027-01-03T23:30", "2027-01-04T00:30"), freeze()) == ["calendar-frozen"]
    assert codes(slot("2027-01-04T00:00", "2027-01-04T00:30"), freeze()) == []


def test_a_freeze_of_every_year_comes_again() -> None:
    asked = slot("2031-12-24T10:00", "2031-12-24T10:30")

    assert codes(asked, freeze(repeats="FREQ=YEARLY")) == ["calendar-frozen"]
    assert codes(asked, freeze()) == []


def test_a_freeze_lets_a_tier_through() -> None:
    calendar = freeze(allows={"tiers": ["low"]})
    asked = slot("2026-12-24T10:00", "2026-12-24T10:30")

    (low,) = obstacles(asked.model_copy(update={"tiers": ("low",)}), calendar, LONDON)
    (high,) = obstacles(asked.model_copy(update={"tiers": ("high",)}), calendar, LONDON)

    assert (low.code, low.weight) == ("calendar-freeze-passed", Weight.shown)
    assert (high.code, high.weight) == ("calendar-frozen", Weight.sends_back)


def test_a_change_that_calls_itself_an_emergency_passes_at_tier_high() -> None:
    calendar = freeze(allows={"kinds": ["Emergency"]})
    asked = slot("2026-12-24T10:00", "2026-12-24T10:30", kind=" emergency")

    (found,) = obstacles(asked, calendar, LONDON)

    assert (found.code, found.weight) == ("calendar-freeze-passed", Weight.raises)
    assert codes(asked.model_copy(update={"kind": ""}), calendar) == ["calendar-frozen"]


def test_a_blackout_keeps_out_what_meets_it_and_says_so_in_both_times() -> None:
    calendar = blackout(starts="2026-01-01T01:00", ends="2026-01-01T03:00", repeats="FREQ=DAILY")

    (found,) = obstacles(slot("2026-07-01T01:30", "2026-07-01T02:30"), calendar, LONDON)

    assert found.message == (
        "The window 2026-07-01 02:30 to 03:30 Europe/London (2026-07-01 01:30 to 02:30 UTC) meets "
        "the blackout 'Batch', 2026-07-01 01:00 to 03:00 Europe/London (2026-07-01 00:00 to 02:00 "
        "UTC): Because. The next free window is 2026-07-01 03:00 to 04:00 Europe/London "
        "(2026-07-01 02:00 to 03:00 UTC)."
    )


def test_a_blackout_over_midnight_counts_from_the_evening_before() -> None:
    calendar = blackout(starts="2026-01-01T23:00", ends="2026-01-02T02:00", repeats="FREQ=DAILY")

    assert codes(slot("2026-03-02T01:00", "2026-03-02T01:30"), calendar) == ["calendar-blackout"]
    assert codes(slot("2026-03-02T02:00", "2026-03-02T03:00"), calendar) == []


# ---- the clock -------------------------------------------------------------------------


def spans(starts: str, ends: str, day: str, *, opens: bool = False) -> list[tuple[str, str]]:
    """Return what a daily occasion is in UTC on one day."""
    daily = occasion(starts=starts, ends=ends, repeats="FREQ=DAILY")
    around = Span(at(f"{day}T00:00"), at(f"{day}T12:00"))
    found = happenings(daily, LONDON, around, opens=opens)
    return [(f"{s:%H:%M}", f"{e:%H:%M}") for s, e in found if f"{e:%Y-%m-%d}" == day]


SPRING, AUTUMN = "2026-03-29", "2026-10-25"


def test_the_same_local_time_is_another_in_utc_after_each_clock_change() -> None:
    four = ("2026-01-01T04:00", "2026-01-01T05:00")

    assert spans(*four, "2026-03-28") == [("04:00", "05:00")]
    assert spans(*four, SPRING) == [("03:00", "04:00")]
    assert spans(*four, "2026-10-24") == [("03:00", "04:00")]
    assert spans(*four, AUTUMN) == [("04:00", "05:00")]


def test_an_hour_that_the_clock_shows_twice_is_read_so_that_less_may_be_done() -> None:
    half_past_one = ("2026-01-01T01:30", "2026-01-01T03:00")

    assert spans(*half_past_one, AUTUMN) == [("00:30", "03:00")]
    assert spans(*half_past_one, AUTUMN, opens=True) == [("01:30", "03:00")]


def test_an_hour_that_the_clock_never_shows_is_read_so_that_less_may_be_done() -> None:
    half_past_one = ("2026-01-01T01:30", "2026-01-01T03:00")

    assert spans(*half_past_one, SPRING) == [("00:30", "02:00")]
    assert spans(*half_past_one, SPRING, opens=True) == [("01:30", "02:00")]


def test_a_window_that_the_clock_swallows_does_not_open() -> None:
    assert spans("2026-01-01T01:10", "2026-01-01T01:50", SPRING, opens=True) == []


def test_the_zone_is_the_practices() -> None:
    day = {"starts": "2026-01-01T09:00", "ends": "2026-01-01T17:00", "repeats": "FREQ=DAILY"}
    asked = slot("2026-07-01T08:30", "2026-07-01T09:00")

    assert obstacles(asked, windows(**day), LONDON) == ()
    (found,) = obstacles(asked, windows(**day), ZoneInfo("America/New_York"))
    assert "2026-07-01 04:30 to 05:00 America/New_York" in found.message


# ---- other changes ---------------------------------------------------------------------


def test_two_changes_that_nobody_has_approved_do_not_wait_for_each_other() -> None:
    asked = slot("2026-12-01T10:00", "2026-12-01T10:30")

    (found,) = obstacles(asked, Calendar(), LONDON, [other("2026-12-01T10:15", "2026-12-01T11:00")])

    assert (found.code, found.weight) == ("change-beside", Weight.shown)
    assert "Run run-other changes the record 'crew-rostering' too" in found.message


def test_a_change_that_was_approved_goes_first() -> None:
    asked = slot("2026-12-01T10:00", "2026-12-01T10:30")
    approved = other("2026-12-01T10:15", "2026-12-01T11:00", approved=7)

    (found,) = obstacles(asked, Calendar(), LONDON, [approved])

    assert (found.code, found.run_id) == ("change-collides", "run-other")
    assert "The next free window is 2026-12-01 11:00 to 11:30" in found.message


@pytest.mark.parametrize(("mine", "stands"), [(5, False), (9, True)])
def test_of_two_that_were_approved_the_earlier_goes_first(mine, stands) -> None:
    asked = slot("2026-12-01T10:00", "2026-12-01T10:30")
    approved = other("2026-12-01T10:15", "2026-12-01T11:00", approved=7)

    found = obstacles(asked, Calendar(), LONDON, [approved], approved=mine)

    assert bool(standing(found)) is stands


@pytest.mark.parametrize(
    "beside",
    [
        other("2026-12-01T10:30", "2026-12-01T11:00", approved=7),
        other("2026-12-01T10:00", "2026-12-01T10:30", FARES, approved=7),
        other(
            "2026-12-01T10:00",
            "2026-12-01T10:30",
            ConfigurationItem(target="panel", record="crew-rostering"),
            approved=7,
        ),
        other("2026-12-01T10:00", "2026-12-01T10:30", ConfigurationItem(target="records")),
    ],
    ids=["later", "another record", "another target", "no record"],
)
def test_other_times_and_other_items_do_not_collide(beside) -> None:
    assert codes(slot("2026-12-01T10:00", "2026-12-01T10:30"), Calendar(), beside) == []


def test_half_a_change_stands_in_the_way_whenever_it_was_to_be() -> None:
    begun = other("2026-11-01T10:00", "2026-11-01T10:30", approved=7, begun=True)

    (found,) = obstacles(
        slot("2026-12-01T10:00", "2026-12-01T10:30"), Calendar(), LONDON, [begun], approved=3
    )

    assert found.code == "change-collides"
    assert "has begun and is not over" in found.message
    assert "next free" not in found.message


# ---- room ------------------------------------------------------------------------------


def test_the_next_free_window_is_inside_a_window_and_outside_everything_else() -> None:
    calendar = Calendar(
        windows=(occasion(repeats="FREQ=WEEKLY;BYDAY=TU"),),
        freezes=(occasion("Drill", Freeze, starts="2026-07-07", ends="2026-07-08"),),
        blackouts=(occasion("Batch", starts="2026-01-06T22:00", ends="2026-01-06T23:30",
                            repeats="FREQ=DAILY"),),
    )  # fmt: skip
    taken = other("2026-07-14T22:30", "2026-07-15T02:40", approved=7)

    found = obstacles(slot("2026-07-07T09:00", "2026-07-07T09:30"), calendar, LONDON, [taken])

    told = found[-1].message.rpartition("The next free window is ")[2]
    assert told.startswith("2026-07-21 23:30 to 2026-07-22 00:00 Europe/London")


def test_where_there_is_no_room_it_says_so() -> None:
    calendar = freeze(starts="2026-06-01", ends="2027-05-01")

    found = obstacles(slot("2026-07-01T10:00", "2026-07-01T10:30"), calendar, LONDON)

    assert found[-1].message.endswith("There is no free window in the 92 days that follow.")


def test_room_is_found_or_given_up() -> None:
    def span(start: int, end: int) -> Span:
        return Span(at(f"2026-01-01T{start:02}:00"), at(f"2026-01-01T{end:02}:00"))

    until = at("2026-01-01T20:00")

    assert room(span(1, 3), [span(0, 2), span(4, 5)], [], until) == span(2, 4)
    assert room(span(1, 3), [span(2, 4)], [[span(0, 5), span(6, 9)]], until) == span(6, 8)
    assert room(span(1, 3), [], [[span(0, 2)]], until) is None
    assert room(span(1, 3), [span(2, 19)], [], until) is None
