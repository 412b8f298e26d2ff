"""What stops a change is taken further by a person at the command line."""

import json
import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.runner.changing import REQUESTER, REVIEWER, SEATS, WORKFLOW
from tests.runner.test_change_targets import SWITCH, asked, panel, services, staged, switches

from assent import practice, tool
from assent.records import RunStatus
from assent.runner import Run, Runner, approve

LATER = timedelta(days=2)
WHY = ("--reason", "I looked at the panel.")


def set_switch(name: str, target: dict, key: str) -> None:
    held = switches(target)
    held["on"][name] = True
    held["keys"].append(key)
    Path(target["file"]).write_text(json.dumps(held))


@tool(effect="write", name="turn", undo=lambda name, on: {"name": name, "on": not on})
def silent(name: str, on: bool, *, key: str, target: dict) -> None:
    """Turn a switch, lose the line, and cannot be asked."""
    set_switch(name, target, key)
    raise ConnectionError("the line is down")


@tool(
    effect="write",
    name="turn",
    undo=lambda name, on: {"name": name, "on": not on},
    probe=lambda key, target: key in switches(target)["keys"],
    validate=lambda name, on: ["the lamp is out"],
)
def stuck(name: str, on: bool, *, key: str, target: dict) -> None:
    """Turn a switch on, and never off."""
    if not on:
        raise ValueError("it is stuck")
    set_switch(name, target, key)


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """The shipped practice over a database and a panel of switches."""
    folder = tmp_path / "change"
    practice.new(folder)
    file = folder / "practice.yaml"
    head, _, rest = file.read_text().partition("\ntargets:")
    change = rest.partition("\nchange:")[2].partition("  publish:")[0]
    targets = {"services": staged(services(tmp_path)), "panel": staged(panel(tmp_path))}
    offline = "\nmodels:\n  default: {provider: offline}\n"
    file.write_text(f"{head}\ntargets: {json.dumps(targets)}\nchange:{change}{offline}")
    monkeypatch.setenv("ASSENT_PRACTICE", str(folder))
    return folder


@pytest.fixture
def decided(place) -> Iterator[Callable[..., tuple[Runner, Run]]]:
    """Take the request for a switch through both gates with a tool, now or for later."""
    runners: list[Runner] = []

    def decide(own: Any, ahead: timedelta = timedelta()) -> tuple[Runner, Run]:
        runner = Runner.open(place, tools=[own])
        runners.append(runner)
        given = {"request": windowed(ahead), "mode": "staging"}
        run = runner.launch(WORKFLOW, given, roles=SEATS, by=REQUESTER)
        while run.gates:
            (gate,) = run.gates
            choice = approve("As asked for.", by=REVIEWER, confirm=gate.gate.confirms)
            runner.decide(gate.packet_digest, choice, resume=True)
        return runner, run

    yield decide
    for runner in runners:
        runner.close()


def windowed(ahead: timedelta) -> str:
    """Return the request with its window around the present moment, or later."""
    start = datetime.now(UTC) - timedelta(minutes=5) + ahead
    window = f"{start:%Y-%m-%dT%H:%MZ}/{start + timedelta(hours=1):%Y-%m-%dT%H:%MZ}"
    raised = f"{start - timedelta(days=7):%Y-%m-%dT%H:%MZ}"
    lines = asked("Turn the harbour switch on", *SWITCH).splitlines()
    fields = {"window": window, "raised": raised}
    named = [(line, line.partition(":")[0]) for line in lines]
    return "\n".join(f"{n}: {fields[n]}" if n in fields else line for line, n in named) + "\n"


def test_a_doubt_is_settled_with_the_command_that_show_names(call, place, decided) -> None:
    runner, run = decided(silent)
    assert run.status is RunStatus.in_doubt
    shown = call("show", run.id)
    assert f"assent settle {run.id} 1 applied" in shown.out
    assert f"assent settle {run.id} 1 absent" in call("inbox", "--all").out

    said = call("settle", run.id, 1, "applied", *WHY, "--as", REVIEWER)

    assert said.code == 0, said.err
    assert f"assent resume {run.id}" in said.out
    assert runner.resume(run.id).status is RunStatus.closed
    assert len(switches(panel_of(place))["keys"]) == 1
    runner.ledger.verify()


def test_who_may_not_settle_or_says_nothing_is_refused(call, decided) -> None:
    _, run = decided(silent)

    codes = [
        call("settle", run.id, 1, "absent", *WHY, "--as", REQUESTER).code,
        call("settle", run.id, 1, "absent", "--as", REVIEWER).code,
        call("settle", run.id, 2, "absent", *WHY, "--as", REVIEWER).code,
        call("close-incident", run.id, *WHY, "--as", REVIEWER).code,
    ]

    assert codes == [4, 4, 2, 2]


def test_an_incident_is_closed_with_the_command_that_inbox_names(call, decided) -> None:
    runner, run = decided(stuck)
    assert run.executions[0].outcome == "incident"
    assert f"assent close-incident {run.id}" in call("inbox", "--all").out
    assert f"assent close-incident {run.id}" in call("show", run.id).out

    said = call("close-incident", run.id, *WHY, "--as", REVIEWER, "--json")

    assert json.loads(said.out)["next"].endswith(f"resume {run.id}")
    assert runner.resume(run.id).status is RunStatus.closed
    assert "Closed by tomas-lindqvist" in run.documents["execution-telemetry.md"].text


@pytest.mark.parametrize("person", [REQUESTER, REVIEWER])
def test_a_plan_that_waits_for_its_window_is_withdrawn(call, place, decided, person) -> None:
    runner, run = decided(stuck, LATER)
    (command,) = [
        line for line in call("show", run.id).out.splitlines() if "assent withdraw" in line
    ]
    words = shlex.split(command.partition("assent ")[2])[:2]

    said = call(*words, *WHY, "--as", person)

    assert (said.code, run.status) == (0, RunStatus.withdrawn)
    assert run.note == f"Withdrawn by {person}: I looked at the panel."
    assert run.trace[-1]["kind"] == "run.withdrawn"
    assert switches(panel_of(place))["keys"] == []
    assert call("resume", run.id).code == 4
    runner.ledger.verify()


def test_a_run_that_was_withdrawn_is_not_withdrawn_again(call, decided) -> None:
    _, run = decided(stuck, LATER)
    words = ("withdraw", run.id, *WHY, "--as", REQUESTER)

    assert [call(*words).code, call(*words).code] == [0, 4]


def test_a_stranger_and_who_gives_no_reason_withdraw_nothing(call, decided) -> None:
    _, run = decided(stuck, LATER)

    stranger = call("withdraw", run.id, *WHY, "--as", "hana-sato")
    wordless = call("withdraw", run.id, "--as", REQUESTER)

    assert (stranger.code, wordless.code, run.status) == (4, 4, RunStatus.parked)
    assert "may not withdraw run" in stranger.err


def test_a_run_in_doubt_is_not_withdrawn(call, decided) -> None:
    _, run = decided(silent)

    said = call("withdraw", run.id, *WHY, "--as", REVIEWER)

    assert (said.code, run.status) == (4, RunStatus.in_doubt)
    assert "its plan has begun, and stands at in-doubt" in said.err


def test_a_run_at_an_open_gate_is_withdrawn_there(call, waiting) -> None:
    said = call("withdraw", waiting["run"], *WHY, "--as", "mira-castellane")

    assert said.code == 4
    assert f"assent review {waiting['gate']}" in said.err


def test_a_mode_is_an_option_of_run(call, place, tmp_path) -> None:
    (tmp_path / "request.yaml").write_text(windowed(LATER))
    words = ("run", WORKFLOW, "--with", f"request={tmp_path / 'request.yaml'}", "--as", REQUESTER)
    role = ("--role", "reviewer=cm-manager", "--json")

    said = call(*words, *role, "--mode", "staging")

    run = json.loads(said.out)["run"]["id"]
    with Runner.open(place) as runner:
        kept = runner.run(run).launched.inputs["mode"]
        assert runner.ledger.content.text(kept).strip() == "staging"
    assert call(*words, *role, "--mode", "live", "--with", "mode=staging").code == 2


def test_a_procedure_without_modes_takes_none(call) -> None:
    said = call(
        "run", "note", "--with", "brief=brief.md", "--as", "mira-castellane", "--mode", "live"
    )

    assert said.code == 2
    assert "it takes no input 'mode'" in said.err


def panel_of(place: Path) -> dict:
    return {"file": str(place.parent / "switches.json")}
