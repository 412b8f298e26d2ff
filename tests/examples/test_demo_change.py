"""The demonstration of change control runs to its end, as often as one likes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.runner.changing import ROOT
from tests.tools.targets import git

ROOMS = ("agents", "graphs", "prompts", "examples")


@pytest.mark.timeout(480)  # some thirty commands, twice, each a process of its own
def test_the_demo_makes_one_change_undoes_one_and_sends_one_back_twice_over(tmp_path) -> None:
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room)
    shutil.copy(ROOT / "practice.yaml", tmp_path)

    said = [demo(tmp_path) for _ in range(2)]

    for text in said:
        assert "+    level: operator" in text
        assert "Outcome: undone." in text
        assert "writes with git-record" in text
        assert "has no date" in text
    assert "signed     Ops change control" in said[0]
    assert "stands     signed: Tomas Lindqvist" in said[1]
    assert commits(tmp_path, "main") == ["Records", "replace"]
    assert commits(tmp_path, "staging") == ["Records", "replace", "replace", "restore", "restore"]
    assert len(list((tmp_path / ".demo" / "published").iterdir())) == 4


def commits(folder: Path, branch: str) -> list[str]:
    """Return the first word of each commit's subject, oldest first."""
    log = git(folder / ".demo" / "records", "log", "--reverse", "--format=%s", branch)
    return [line.partition(" ")[0] for line in log.splitlines()]


def demo(folder: Path) -> str:
    return subprocess.run(
        [sys.executable, str(folder / "examples" / "demo_change.py")],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=240,
        check=True,
    ).stdout
