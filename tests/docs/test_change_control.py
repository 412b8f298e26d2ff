"""The page on change control: its calendar is read, its commands exist, and its claims hold."""

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import pytest

from assent import practice
from assent.change import obstacles, standing
from assent.cli.menu import assent
from assent.records import ConfigurationItem, Slot

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "change-control.md"
COMMAND = re.compile(r"^    (assent .+)$|`(assent [^`…]*(?:\"…\"[^`]*)?)`", re.MULTILINE)


def calendar(shown, folder: Path):
    """Return the calendar of the page, in the practice that is shipped."""
    practice.new(folder)
    file = folder / "practice.yaml"
    head, _, rest = file.read_text().partition("\ncalendar:")
    models = rest.partition("\n# Which model drafts.")[2]
    file.write_text(f"{head}\n{shown(PAGE, 'calendar.yaml')}\n#{models}")
    return practice.load(folder).organisation.calendar


@pytest.mark.parametrize(
    ("window", "more", "codes"),
    [
        ("2026-06-23T21:30/2026-06-23T22:00", {"record": "fare-tables"}, []),
        ("2026-06-16T21:30/2026-06-16T22:00", {"record": "fare-tables"}, ["calendar-outside"]),
        ("2026-06-16T21:30/2026-06-16T22:00", {}, []),
        ("2027-12-24T10:00/2027-12-24T11:00", {"tiers": ("high",)}, ["calendar-frozen"]),
        ("2027-12-24T10:00/2027-12-24T11:00", {"tiers": ("low",)}, []),
        ("2027-12-24T10:00/2027-12-24T11:00", {"tiers": ("high",), "kind": "emergency"}, []),
        ("2026-06-30T21:30/2026-06-30T22:30", {}, ["calendar-blackout"]),
        ("2026-06-29T21:30/2026-06-29T22:30", {}, []),
    ],
)
def test_the_calendar_of_the_page_says_what_the_page_says(shown, tmp_path, window, more, codes):
    item = ConfigurationItem(target="records", record=more.pop("record", "crew-rostering"))
    start, end = (datetime.fromisoformat(t).replace(tzinfo=UTC) for t in window.split("/"))
    slot = Slot(run_id="run", change="chg", window=(start, end), items=(item,), **more)

    found = obstacles(slot, calendar(shown, tmp_path), ZoneInfo("Europe/London"))

    assert [remark.code for remark in standing(found)] == codes


def test_every_command_of_the_page_can_be_typed() -> None:
    typed = [shlex.split(a or b)[1:] for a, b in COMMAND.findall(PAGE.read_text())]
    assert ["reschedule", "RUN"] in [words[:2] for words in typed]

    for name, *words in typed:
        command = assent.get_command(click.Context(assent), name)
        assert command, name
        options = {o for p in command.params for o in p.opts}
        assert {w for w in words if w.startswith("--")} <= options, name
