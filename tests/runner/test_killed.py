"""A run killed anywhere goes on, and no finished model call is repeated."""

import signal

import pytest

from assent.runner import Runner

from .killing import run

EVENTS = 14


@pytest.mark.parametrize("kill", range(1, EVENTS + 1))
def test_a_run_killed_at_any_event_goes_on_without_repeating_a_call(tmp_path, kill) -> None:
    killed = run("stopping", tmp_path, kill)
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    again = run("stopping", tmp_path, 0)

    assert again.stdout.split()[:1] == ["closed"], again.stderr
    calls = (tmp_path / "calls").read_text().split()
    assert sorted(calls) == ["cm-analyst", "cm-auditor", "cm-manager", "platform-liaison"]
    with Runner.open(None, tmp_path / "store") as runner:
        (whole,) = runner.runs()
        assert {d.version for d in whole.documents.values()} == {1}
        runner.ledger.log.verify()


@pytest.mark.parametrize(
    "point",
    [
        "before-checkpoint",
        "after-checkpoint",
        "before-checkpoint:2",
        "after-node:2",
        "after-node:8",
    ],
)
def test_a_run_killed_around_what_langgraph_keeps_takes_its_next_step(tmp_path, point) -> None:
    killed = run("stopping", tmp_path, crash=point)
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    again = run("stopping", tmp_path)

    assert again.stdout.split()[:1] == ["closed"], again.stderr


def test_the_events_counted_here_are_all_there_are(tmp_path) -> None:
    assert run("stopping", tmp_path, 0).stdout.split() == ["closed", str(EVENTS)]
