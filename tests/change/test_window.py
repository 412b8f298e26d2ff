"""A window in people's words becomes two moments, or a reason why it cannot."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from assent.change import read_window

HOME = "Europe/London"


def read(text: str):
    window, remarks = read_window(text, ZoneInfo, HOME)
    return window, [remark.code for remark in remarks]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_moments_in_utc_are_read_as_they_stand() -> None:
    window, remarks = read("2026-12-01T18:00:00Z/2026-12-01T18:30:00Z")

    assert (window.start, window.end, window.zone) == (
        at("2026-12-01T18:00"),
        at("2026-12-01T18:30"),
        "UTC",
    )
    assert remarks == []


def test_a_time_without_a_zone_is_read_at_home_and_said_so() -> None:
    window, remarks = read("2025-07-29T20:00/20:30")

    assert window.start == at("2025-07-29T19:00")
    assert window.zone == HOME
    assert remarks == ["window-zone-missing"]


def test_a_window_over_midnight_in_two_zones_is_one_window_with_remarks() -> None:
    window, remarks = read("2025-10-10 21:30-02:00 CT = 03:30-08:00 BST (crosses midnight)")

    assert window.start == at("2025-10-11T02:30")
    assert window.end == at("2025-10-11T07:00")
    assert set(remarks) >= {"window-zones-mixed", "window-midnight", "window-zone-abbreviated"}
    assert "window-contradicts" not in remarks


def test_two_readings_that_differ_go_back() -> None:
    _, remarks = read("2025-10-10 21:30-02:00 CT = 2025-10-11 05:30-08:00 BST")

    assert "window-contradicts" in remarks


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "window-missing"),
        ("next Tuesday", "window-unreadable"),
        ("20:00-21:00", "window-date-missing"),
        ("2025-08-14T20:00/? (no end time)", "window-end-missing"),
        ("2020-08-15T10:00Z", "window-end-missing"),
        ("2026-02-30T10:00Z/2026-02-30T11:00Z", "window-unreadable"),
        ("2026-02-20T10:00Z/2026-02-19T11:00Z", "window-reversed"),
        ("2026-02-20T29:00Z/31:00Z", "window-unreadable"),
        ("0001-01-01T00:00+14:00/0001-01-01T01:00+14:00", "window-unreadable"),
        ("9999-12-31T23:00Z/9999-12-31T22:00Z", "window-unreadable"),
        ("2026-02-20T10:00:00+99:99/2026-02-20T11:00:00+99:99", "window-unreadable"),
        ("2026-01-01T00:00Z/2026-04-04T00:00Z", "window-too-long"),
    ],
)
def test_what_is_no_window_goes_back_with_its_reason(text, code) -> None:
    window, remarks = read(text)

    assert window is None
    assert code in remarks


def test_a_zone_that_this_machine_does_not_know_goes_back_and_is_not_guessed() -> None:
    window, remarks = read_window("2026-02-20T10:00/11:00", lambda _: None, "Europe/Atlantis")

    assert window is None
    assert remarks[-1].code == "window-zone-unknown"


def test_a_remark_in_brackets_is_kept() -> None:
    _, remarks = read_window("2026-05-12T20:00/21:00 (no year given)", ZoneInfo, HOME)

    assert "no year given" in remarks[0].message
