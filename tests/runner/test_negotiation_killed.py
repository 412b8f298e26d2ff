"""A negotiation killed anywhere goes on in its round, and no finished call is repeated."""

import signal

import pytest

from assent.runner import Runner

from .killing import run

EVENTS = 13


@pytest.mark.parametrize("kill", range(1, EVENTS + 1))
def test_a_negotiation_killed_at_any_event_repeats_no_call(tmp_path, kill) -> None:
    killed = run("haggling", tmp_path, kill)
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    again = run("haggling", tmp_path, 0)

    assert again.stdout.split()[:1] == ["closed"], again.stderr
    calls = (tmp_path / "calls").read_text().split()
    assert calls == ["cm-manager", "change-representative"] * 2
    with Runner.open(None, tmp_path / "store") as runner:
        (whole,) = runner.runs()
        assert whole.documents["terms.md"].version == 2
        assert whole.documents["terms.md"].text.count("| propose |") == 2
        runner.ledger.log.verify()


def test_the_events_counted_here_are_all_there_are(tmp_path) -> None:
    assert run("haggling", tmp_path, 0).stdout.split() == ["closed", str(EVENTS)]
