"""The demonstration of change control runs to its end, as often as one likes."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.forking import forked
from tests.runner.changing import ROOT
from tests.tools.targets import git

from assent.change import obstacles, standing
from assent.practice import organisation
from assent.records import ConfigurationItem, Slot

CHANGED = ("crew-rostering", "ferry-arrivals")
ROOMS = ("agents", "graphs", "prompts", "examples")


@pytest.mark.timeout(480)  # some forty commands, each a process of its own
def test_the_demo_makes_one_change_undoes_one_sends_one_back_and_begins_anew(tmp_path) -> None:
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room)
    shutil.copy(ROOT / "practice.yaml", tmp_path)

    said = demo(tmp_path)

    assert "signed     Ops change control" in said
    assert "+    level: operator" in said
    assert "Outcome: undone." in said
    assert "writes with git-record" in said
    assert "has no date" in said
    assert commits(tmp_path, "main") == ["Records", "replace"]
    assert commits(tmp_path, "staging") == ["Records", "replace", "replace", "restore", "restore"]

    again = demo(tmp_path, "made")

    assert "stands     signed: Tomas Lindqvist" in again
    assert "+    level: operator" in again
    assert commits(tmp_path, "main") == ["Records", "replace"]
    assert len(list((tmp_path / ".demo" / "published").iterdir())) == 3


def test_the_demo_finds_its_time_free_on_any_day_of_the_year() -> None:
    calendar, zone = organisation(ROOT).calendar, ZoneInfo("Europe/London")
    items = [ConfigurationItem(target="records", record=name) for name in CHANGED]
    hour, asked = timedelta(hours=1), {"run_id": "run", "change": "chg", "items": tuple(items)}
    start = datetime(2026, 11, 1, tzinfo=UTC)

    met = [
        obstacles(Slot(window=(now, now + hour), tiers=("low",), **asked), calendar, zone)
        for now in (start + hour * n for n in range(0, 366 * 24, 5))
    ]

    assert [remark.message for found in met for remark in standing(found)] == []
    assert any(found for found in met)


def commits(folder: Path, branch: str) -> list[str]:
    """Return the first word of each commit's subject, oldest first."""
    log = git(folder / ".demo" / "records", "log", "--reverse", "--format=%s", branch)
    return [line.partition(" ")[0] for line in log.splitlines()]


def demo(folder: Path, *requests: str) -> str:
    script = folder / "examples" / "demo_change.py"
    done = forked("tests.examples.showing", str(script), *requests, seconds=240)
    assert done.returncode == 0, done.stderr
    return done.stdout
