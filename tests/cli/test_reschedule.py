"""Another window, and what stands in its way, by what a person types and reads."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.runner.changing import REQUESTER, REVIEWER, WORKFLOW, examples, repository, request
from tests.tools.targets import git

from assent import practice

ITEMS = {
    "risk-summary.md": ("risk-tier", "governance-level", "scope"),
    "execution-plan.md": ("plan", "window", "back-out"),
}


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """The shipped practice over a repository of records, without notice."""
    folder = tmp_path / "change"
    practice.new(folder)
    repository(folder / ".demo", examples())
    file = folder / "practice.yaml"
    file.write_text(file.read_text().replace("notice_hours: 72", "notice_hours: 0"))
    monkeypatch.setenv("ASSENT_PRACTICE", str(folder))
    return folder


def window(ahead: timedelta) -> str:
    """Return an hour that begins a moment before now, or later, as a request states it."""
    start = datetime.now(UTC) - timedelta(minutes=5) + ahead
    return f"{start:%Y-%m-%dT%H:%MZ}/{start + timedelta(hours=1):%Y-%m-%dT%H:%MZ}"


WEEK = timedelta(days=7)


def launched(call: Callable, place: Path, **changed: str) -> tuple[int, str]:
    """Launch a run over the example request, with its window a week ahead."""
    text = request("rostering-access", **{"window": window(WEEK), **changed})
    (place / "request.yaml").write_text(text)
    given = ("--with", f"request={place / 'request.yaml'}", "--mode", "staging")
    said = call("run", WORKFLOW, *given, "--role", "reviewer=cm-manager", "--as", REQUESTER)
    runs = json.loads(call("runs", "--json").out)
    return said.code, runs[-1]["id"]


def approve(call: Callable, run: str):
    """Approve the open gate of a run, item by item, and go on."""
    waiting = json.loads(call("review", run, "--json").out)
    confirm = [word for item in ITEMS[waiting["subject"]] for word in ("--confirm", item)]
    packet = waiting["packet_digest"][7:19]
    words = ("--as", REVIEWER, *confirm, "--reason", "As asked for.", "--resume")
    return call("decide", packet, "approve", *words)


def moved(call: Callable, run: str, to: str, *words: str, by: str = REQUESTER):
    return call("reschedule", run, "--window", to, "--reason", "A drill.", "--as", by, *words)


def test_a_change_is_moved_into_the_present_approved_again_and_made(call, place) -> None:
    _, run = launched(call, place)
    approve(call, run)
    parked = approve(call, run)
    assert (parked.code, "--window START/END" in parked.out) == (3, True)

    said = moved(call, run, window(timedelta()))

    assert (said.code, "waits for  Tomas Lindqvist" in said.out) == (3, True)
    assert "void, the window was moved" in call("show", run).out
    assert "is void" in call("trace", run).out
    assert approve(call, run).code == 0
    log = git(place / ".demo" / "records", "log", "--format=%s", "staging").splitlines()
    assert len(log) == 2
    assert call("verify").code == 0


def test_what_stands_in_the_way_is_read_with_the_packet_and_refuses_the_approval(
    call, place
) -> None:
    _, first = launched(call, place)
    approve(call, first)
    _, second = launched(call, place, id="chg-2044")
    approve(call, second)
    approve(call, first)

    read = call("review", second)
    said = approve(call, second)

    assert f"Run {first} changes the record 'crew-rostering' too" in read.out
    assert f"assent reschedule {second} --window START/END" in read.out
    assert " approve --as" not in read.out.partition("Where it stands now")[2]
    assert said.code == 4
    assert "takes no approval now" in said.err
    told = json.loads(call("review", second, "--json").out)["obstacles"]
    assert [row["run_id"] for row in told] == [first]


def test_a_request_for_a_frozen_time_goes_back_with_the_reason(call, place) -> None:
    year = datetime.now(UTC).year + 1
    frozen = f"{year}-12-24T10:00Z/{year}-12-24T11:00Z"
    file = place / "practice.yaml"
    file.write_text(file.read_text().replace("allows: {tiers: [low],", "allows: {"))

    code, run = launched(call, place, window=frozen)

    assert code == 4
    assert "meets the freeze 'Year end'" in call("show", run).out


def test_each_wrong_call_is_answered_with_its_own_code(call, place) -> None:
    _, run = launched(call, place)
    early = moved(call, run, window(2 * WEEK))
    approve(call, run)

    codes = {
        "no window": moved(call, run, "tomorrow").code,
        "the past": moved(call, run, window(-WEEK)).code,
        "a stranger": moved(call, run, window(2 * WEEK), by="hana-sato").code,
        "no such run": moved(call, "run-of-nobody", window(2 * WEEK)).code,
        "no --window": call("reschedule", run, "--as", REQUESTER, "--reason", "A drill.").code,
        "no reason": call("reschedule", run, "--window", window(2 * WEEK), "--as", REQUESTER).code,
        "well": moved(call, run, window(2 * WEEK), "--json").code,
    }

    assert (early.code, "no plan of it is under decision" in early.err) == (4, True)
    assert codes == {
        "no window": 2,
        "the past": 2,
        "a stranger": 4,
        "no such run": 2,
        "no --window": 2,
        "no reason": 4,
        "well": 3,
    }


def test_a_calendar_that_cannot_be_read_stops_what_needs_it_and_check_says_where(
    call, place
) -> None:
    _, run = launched(call, place)
    approve(call, run)
    file = place / "practice.yaml"
    file.write_text(file.read_text().replace("FREQ=YEARLY", "FREQ=EVERY-YEAR"))

    said = call("review", run)
    checked = call("check", file)

    assert (said.code, "calendar.freezes.0.repeats" in said.err) == (2, True)
    assert (checked.code, "'FREQ=EVERY-YEAR' is no part of a rule" in checked.out) == (2, True)
