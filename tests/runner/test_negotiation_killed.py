"""A negotiation killed anywhere goes on in its round, and no finished call is repeated."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assent.runner import Runner

ROOT = Path(__file__).parents[2]
EVENTS = 13


def run(folder: Path, kill: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.runner.haggling",
            str(folder / "store"),
            str(folder / "calls"),
            str(kill),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("kill", range(1, EVENTS + 1))
def test_a_negotiation_killed_at_any_event_repeats_no_call(tmp_path, kill) -> None:
    killed = run(tmp_path, kill)
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    again = run(tmp_path, 0)

    assert again.stdout.split()[:1] == ["closed"], again.stderr
    calls = (tmp_path / "calls").read_text().split()
    assert calls == ["cm-manager", "change-representative"] * 2
    with Runner.open(None, tmp_path / "store") as runner:
        (whole,) = runner.runs()
        assert whole.documents["terms.md"].version == 2
        assert whole.documents["terms.md"].text.count("| propose |") == 2
        runner.ledger.log.verify()


def test_the_events_counted_here_are_all_there_are(tmp_path) -> None:
    assert run(tmp_path, 0).stdout.split() == ["closed", str(EVENTS)]
