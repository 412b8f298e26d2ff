"""A person stops a command, or stops reading it: nothing is lost and nothing is spilled."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest

from assent.llm.offline import Offline
from assent.testing.serving import ModelServer, Response


@pytest.fixture
def launched(here, environment) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start the command in a process of its own; none outlives its test."""
    with ExitStack() as started:

        def launch(*words: str) -> subprocess.Popen[str]:
            command = [sys.executable, "-m", "assent", *words]
            pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
            process = subprocess.Popen(command, env=environment, text=True, **pipes)
            started.callback(process.kill)
            return started.enter_context(process)

        yield launch


@pytest.fixture
def silent_after_one(here) -> Iterator[ModelServer]:
    """A service that answers one request and leaves every other one waiting."""
    manifest = here / "practice.yaml"

    def silence(_: object) -> Response | None:
        return Response(end="hang") if len(server.asked) > 1 else None

    with ModelServer(Offline(), silence) as server:
        model = f"{{provider: openai, model: m, base_url: '{server.url}'}}"
        manifest.write_text(manifest.read_text().replace("{provider: offline}", model))
        yield server


def test_an_interrupted_run_says_how_to_go_on_and_goes_on(launched, call, silent_after_one) -> None:
    """The signal comes while an agent drafts; finished replies are not asked for again."""
    run = launched("run", "note", "--with", "brief=brief.md", "--as", "mira-castellane", "--again")
    assert run.stdout
    assert run.stderr
    told = []
    for line in run.stderr:
        told.append(line.rstrip())
        if line.startswith("Step 2"):
            run.send_signal(signal.SIGINT)
    out = run.stdout.read()
    silent_after_one.fault = None

    assert (run.wait(timeout=30), out) == (130, "")
    assert told[0].startswith("run-note-")
    assert told[-1].startswith("assent: stopped. What was finished is kept")
    assert not [line for line in told if "Task" in line or "Error" in line]
    assert "or it was stopped" in call("inbox").out
    went_on = call("resume", told[0])
    assert went_on.code == 3
    assert "Step 1" not in went_on.err


def test_a_reader_who_leaves_makes_no_noise(launched, waiting) -> None:
    trace = launched("trace", waiting["run"], "--all")
    assert trace.stdout
    assert trace.stderr
    trace.stdout.close()

    assert trace.stderr.read() == ""
    assert trace.wait(timeout=30) == 1


def test_a_terminal_pages_the_packet_and_then_prints_what_can_be_done(
    here, environment, waiting
) -> None:
    """The pager of this test numbers its lines, so that what it printed can be told."""
    screen, terminal = os.openpty()
    review = subprocess.Popen(
        [sys.executable, "-m", "assent", "review", waiting["packet"]],
        env={**environment, "PAGER": "cat -n", "TERM": "xterm"},
        stdin=terminal,
        stdout=terminal,
    )
    os.close(terminal)
    shown = read(screen)

    assert review.wait(timeout=30) == 0
    assert "2\t# Approval wanted: note-final.md" in shown
    assert "\x1b[1m# Where it stands now" in shown


def read(screen: int) -> str:
    shown = b""
    with suppress(OSError):  # how a terminal says that nobody writes to it any more
        while part := os.read(screen, 65536):
            shown += part
    os.close(screen)
    return shown.decode()


def test_progress_that_nobody_reads_stops_nothing(launched) -> None:
    run = launched("run", "note", "--with", "brief=brief.md", "--as", "mira-castellane", "--again")
    assert run.stdout
    assert run.stderr
    run.stderr.close()

    assert "status     waiting" in run.stdout.read()
    assert run.wait(timeout=30) == 3
