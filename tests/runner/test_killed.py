"""A run killed anywhere goes on, and no finished model call is repeated."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assent.runner import Runner

ROOT = Path(__file__).parents[2]
EVENTS = 14


def run(folder: Path, kill: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.runner.stopping",
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
def test_a_run_killed_at_any_event_goes_on_without_repeating_a_call(tmp_path, kill) -> None:
    killed = run(tmp_path, kill)
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    again = run(tmp_path, 0)

    assert again.stdout.split()[:1] == ["closed"], again.stderr
    calls = (tmp_path / "calls").read_text().split()
    assert sorted(calls) == ["cm-analyst", "cm-auditor", "cm-manager", "platform-liaison"]
    with Runner.open(None, tmp_path / "store") as runner:
        (whole,) = runner.runs()
        assert {d.version for d in whole.documents.values()} == {1}
        runner.ledger.log.verify()


def test_the_events_counted_here_are_all_there_are(tmp_path) -> None:
    assert run(tmp_path, 0).stdout.split() == ["closed", str(EVENTS)]
