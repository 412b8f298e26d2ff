"""Change control from request to write on a database, and with a user's own function."""

import json
from pathlib import Path

import pytest
from tests.runner.changing import World, keyed, request, states
from tests.tools.targets import TABLES, database, rows

from assent import tool
from assent.errors import InvalidNameError, ProposalError
from assent.records import RunStatus, Target
from assent.runner.rows import proposal_of
from assent.tools.sqlite_table import SQLiteRow


def switches(target: dict) -> dict:
    return json.loads(Path(target["file"]).read_text())


@tool(
    effect="write",
    probe=lambda key, target: key in switches(target)["keys"],
    undo=lambda name, on, target: {"name": name, "on": switches(target)["on"][name]},
    observe=lambda name, on, target: {"switch": str(switches(target)["on"][name])},
    validate=lambda name, on, target: [] if switches(target)["on"][name] is on else ["it is not"],
)
def turn(name: str, on: bool, *, key: str, target: dict) -> None:
    """Turn a switch on or off."""
    held = switches(target)
    held["on"][name] = on
    held["keys"].append(key)
    Path(target["file"]).write_text(json.dumps(held))


def services(folder: Path) -> dict:
    """Return a database whose rows are the records that requests name."""
    return {
        "kind": "sqlite",
        "database": str(database(folder)),
        "tables": {"services": {**TABLES["services"]}},
        "records": "services",
    }


def panel(folder: Path) -> dict:
    """Return a file of switches that one function writes to."""
    file = folder / "switches.json"
    file.write_text(json.dumps({"on": {"harbour": False}, "keys": []}))
    called = {"name": "record", "on": "value"}
    return {"kind": "function", "tool": "turn", "file": str(file), "arguments": called}


def staged(stated: dict) -> dict:
    """Return a target that staging writes to as it stands."""
    return {**stated, "staging": {"kind": stated["kind"]}}


def asked(asks: str, *action: str) -> str:
    """Return the example request about the harbour, with at most one write stated."""
    text = request("rostering-access", record="harbour", asks=asks).partition("\nactions:")[0]
    return text + "\n" + "\n".join(["actions:", *action] if action else []) + "\n"


SWITCH = (
    "- target: panel",
    "  record: harbour",
    "  operation: replace",
    "  pointer: /on",
    "  value: true",
)


def test_an_approved_change_becomes_one_row_in_its_window(tmp_path) -> None:
    world = World(tmp_path, targets={"services": staged(services(tmp_path))})

    run = world.executed(asked("Set the owner to quay-team"))

    assert (run.status, states(run)) == (RunStatus.closed, ["action 1 done"])
    assert rows(tmp_path / "services.db")[1] == ("harbour", "quay-team", 2)
    assert "sqlite-row on services" in run.documents["execution-plan.md"].text


def test_a_row_that_is_critical_makes_the_tier_high(tmp_path) -> None:
    rules = {"critical": [{"pointer": "/tier", "values": [2]}]}
    world = World(tmp_path, targets={"services": staged(services(tmp_path))}, rules=rules)

    run = world.launch(asked("Set the owner to quay-team"))

    assert "The record 'harbour' is critical." in run.documents["risk-summary.md"].text


def test_a_record_that_is_no_row_is_sent_back(tmp_path) -> None:
    world = World(tmp_path, targets={"services": staged(services(tmp_path))})

    run = world.launch(asked("Set the owner to quay-team").replace("harbour", "lighthouse"))

    assert (run.status, "no record 'lighthouse'" in run.note) == (RunStatus.sent_back, True)


def test_an_approved_change_becomes_one_call_of_a_users_function(tmp_path) -> None:
    targets = {"services": staged(services(tmp_path)), "panel": staged(panel(tmp_path))}
    world = World(tmp_path, targets=targets, tools=[turn])

    run = world.executed(asked("Turn the harbour switch on", *SWITCH))

    assert (run.status, states(run)) == (RunStatus.closed, ["action 1 done"])
    held = switches(targets["panel"])
    assert (held["on"], len(held["keys"])) == ({"harbour": True}, 1)
    assert "turn on panel" in run.documents["execution-plan.md"].text


def test_where_no_target_holds_records_the_tier_is_high(tmp_path) -> None:
    world = World(
        tmp_path, targets={"panel": staged(panel(tmp_path))}, tools=[turn], key=keyed(tmp_path)
    )

    run = world.executed(asked("Turn the harbour switch on", *SWITCH))

    assert (run.status, states(run)) == (RunStatus.closed, ["action 1 done"])
    assert "No target holds records" in run.documents["intake-bundle.md"].text


def test_without_the_function_there_is_no_plan_to_approve(tmp_path) -> None:
    targets = {"services": staged(services(tmp_path)), "panel": staged(panel(tmp_path))}
    world = World(tmp_path, targets=targets)

    run = world.planned(asked("Turn the harbour switch on", *SWITCH))

    assert "there is no writing tool 'turn'" in run.documents["execution-plan.md"].text
    assert "approve" not in {o.value for o in run.gates[0].gate.outcomes}


def test_a_tool_with_the_name_of_a_shipped_one_is_refused(tmp_path) -> None:
    taken = tool(effect="write", name="git-record")(lambda: None)
    world = World(tmp_path, tools=[taken])

    with pytest.raises(InvalidNameError, match="git-record"):
        world.launch(request("rostering-access"))


@pytest.mark.parametrize(
    ("changed", "settings", "why"),
    [
        ({"validation": "/on is true"}, {}, "no stated validation"),
        ({"operation": "remove"}, {}, "not told the operation"),
        ({}, {"arguments": {"name": "owner"}}, "maps each to one of"),
        ({}, {"tool": "no tool"}, "no usable 'tool'"),
    ],
)
def test_a_row_that_a_function_cannot_be_called_with_is_refused(changed, settings, why) -> None:
    stated = {"tool": "turn", "arguments": {"name": "record", "on": "value"}, **settings}
    row = {"record": "harbour", "operation": "replace", "pointer": "/on", "value": "true"}

    with pytest.raises(ProposalError, match=why):
        proposal_of(
            {**row, **changed}, Target(name="panel", kind="function", settings=stated), {}, 1
        )


def test_a_row_is_read_with_its_declared_columns_only(tmp_path) -> None:
    stated = services(tmp_path)
    target = Target(name="services", kind="sqlite", settings=stated)

    found = SQLiteRow().read(target, "services", "harbour")

    assert found == {"id": "harbour", "owner": "dock-team", "tier": 2}
    assert SQLiteRow().read(target, "services", "lighthouse") is None
