"""``assent tick``, as whoever looks after the machine sees it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from assent.runner import clock as wall


@pytest.fixture
def later(here, monkeypatch):
    """Let the machine's clock run ahead."""

    def ahead(**by: int) -> None:
        at = datetime.now(UTC).replace(microsecond=0) + timedelta(**by)
        monkeypatch.setattr(wall.SystemClock, "now", lambda self: at)

    return ahead


@pytest.fixture
def timed(here, call):
    """A second run, whose gate has times."""
    path = here / "graphs" / "note.md"
    times = "- **Remind after:** 24 hours\n- **Escalate after:** 2 days\n- **Expire after:** 5 days"
    text = path.read_text()
    line = next(line for line in text.splitlines() if line.startswith("- **Approval:**"))
    path.write_text(text.replace(line, f"{line}\n{times}"))
    said = call("run", "note", "--with", "brief=brief.md", "--as", "mira-castellane", "--json")
    return json.loads(said.out)["run"]["id"]


def test_where_nothing_is_due_the_tick_says_so(call) -> None:
    said = call("tick")

    assert (said.code, said.out) == (0, "Nothing is due.\n")


def test_a_reminder_says_who_and_what_to_type(call, timed, later) -> None:
    later(hours=25)

    said = call("tick")

    assert said.code == 0
    assert "note-final.md waits for editor: nobody has decided for 24 hours" in said.out
    assert "Anders Holm (anders-holm)" in said.out
    assert "assent review gate-" in said.out


def test_an_expired_gate_ends_its_run(call, timed, later) -> None:
    later(days=6)

    said = call("tick")

    assert "note-final.md expired: nobody decided in the time given" in said.out
    assert f"{timed}, expired" in said.out
    assert "expired" in call("show", timed).out


def test_a_decision_after_the_end_is_refused_with_what_happened(call, timed, later, here) -> None:
    packet = json.loads(call("inbox", "--json", "--all").out)[-1]["packet_digest"]
    later(days=6)

    said = call("decide", packet, "approve", "--as", "anders-holm", "--reason", "Fit.")

    assert said.code == 4
    assert "expired" in said.err


def test_an_overdue_tick_tells_a_program_too(call, timed, later) -> None:
    later(hours=25)

    told = json.loads(call("tick", "--json").out)

    assert [notice["kind"] for notice in told["notices"]] == ["reminder"]
    assert told["failures"] == []


def test_the_trace_tells_what_time_did(call, timed, later) -> None:
    later(days=3)
    call("tick")

    said = call("trace", timed)

    assert "waits for editor: nobody has decided for 24 hours" in said.out
