"""Each wrong entry of a calendar is found at its place, and then no time is known to be free."""

import pytest

from assent.reading import read_organisation, read_practice
from assent.records import Calendar, Finding

HEAD = """id: larkmoor
title: Larkmoor
time_zone: Europe/London
targets:
  records: {kind: git}
calendar:
"""
NIGHTS = "title: Nights, reason: Quiet., starts: 2026-01-06T22:00, ends: 2026-01-07T04:00"


def read(*lines: str) -> tuple[Calendar, tuple[Finding, ...]]:
    organisation, findings = read_organisation(HEAD + "".join(f"  {line}\n" for line in lines))
    assert organisation
    return organisation.calendar, findings


def test_a_calendar_is_read_as_it_is_stated() -> None:
    calendar, findings = read(
        f'windows: [{{{NIGHTS}, repeats: "FREQ=WEEKLY;BYDAY=TU", scope: {{targets: [records]}}}}]',
        "freezes:",
        "- title: Year end",
        "  reason: The accounts are closed.",
        "  starts: 2026-12-20",
        "  ends: 2027-01-03",
        "  allows: {kinds: [emergency], tiers: [low]}",
        f"blackouts: [{{{NIGHTS}}}]",
    )

    assert findings == ()
    assert calendar.readable
    assert calendar.windows[0].scope.targets == ("records",)
    assert f"{calendar.freezes[0].ends:%Y-%m-%d %H:%M}" == "2027-01-04 00:00"
    assert calendar.freezes[0].allows.kinds == ("emergency",)


def test_without_a_calendar_nothing_is_kept_out() -> None:
    organisation, findings = read_organisation("id: larkmoor\ntitle: Larkmoor\n")

    assert (organisation.calendar, findings) == (Calendar(), ())


DAY = "title: A, reason: B, starts: 2026-01-06"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("^- every other Tuesday", "is no mapping"),
        ("windows: ^every night", "is no such list"),
        ("^windws: []", "Write 'windows' instead."),
        ("^holidays: []", "Use one of: windows, freezes, blackouts."),
        ("windows: [^7]", "windows.0"),
        (f"windows: [^{{{DAY}}}]", "ends"),
        (f"windows: [{{{DAY}, ends: ^2026-01-05}}]", "ends after it starts"),
        (f"windows: [{{{DAY}, ends: ^2028-01-06}}]", "366 days"),
        ("windows: [{title: A, reason: B, starts: ^20260106, ends: 2026-01-06}]", "write it as"),
        (
            "windows: [{title: A, reason: B, starts: ^0001-01-06, ends: 2026-01-06}]",
            "2000 and 2099",
        ),
        (
            "windows: [{title: A, reason: B, starts: ^2026-01-06T10:00Z, ends: 2026-01-07}]",
            "a zone",
        ),
        ("windows: [{title: A, reason: ^'', starts: 2026-01-06, ends: 2026-01-06}]", "at least 1"),
        (f"windows: [{{{NIGHTS}, repeats: ^FREQ=MINUTELY}}]", "is no part of a rule"),
        (f"windows: [{{{NIGHTS}, repeats: ^'{'FREQ=DAILY;' * 99}'}}]", "at most 200"),
        (f"windows: [{{{NIGHTS}, repeats: ^'FREQ=WEEKLY;BYDAY=MO'}}]", "does not happen on"),
        (f"windows: [{{{NIGHTS}, allows: ^{{tiers: [low]}}}}]", "extra inputs"),
        (f"windows: [{{{NIGHTS}, scope: {{target: ^records}}}}]", "extra inputs"),
        (f"windows: [{{{NIGHTS}, scope: {{targets: [^recods]}}}}]", "Write 'records' instead."),
        (f"freezes: [{{{NIGHTS}, allows: {{tiers: [^none]}}}}]", "'low' or 'high'"),
        (f"blackouts: ^[{', '.join([f'{{{NIGHTS}}}'] * 33)}]", "at most 32"),
    ],
    ids=range(20),
)
def test_what_is_wrong_is_found_where_it_stands_and_leaves_no_time_free(line, said) -> None:
    calendar, findings = read(line.replace("^", ""))

    (found,) = findings
    assert said in f"{found.message} {found.remedy}"
    assert (found.severity, found.line, found.column) == ("error", 7, 3 + line.index("^"))
    assert not calendar.readable


def test_one_wrong_entry_does_not_hide_another() -> None:
    _, findings = read("windows: [7, 8]", f"freezes: [{{{NIGHTS}, repeats: never}}]")

    assert [f.line for f in findings] == [7, 7, 8]


def test_a_misspelled_calendar_is_an_error() -> None:
    findings = read_practice({"practice.yaml": HEAD.replace("calendar:", "calender: {}")})[1]

    assert "Write 'calendar' instead of 'calender'." in [f.remedy for f in findings]
