"""Any Python function as a tool; what it does not declare, nobody assumes."""

import asyncio
import json
from pathlib import Path

import pytest

from assent.errors import InvalidNameError, ProposalError, ToolError, WriteError
from assent.records import Action, Probed, Target
from assent.testing.tools import ToolConformance
from assent.tools.functions import tool
from assent.tools.registry import write_tools

KEY = "sha256:" + "a" * 64


def flags(target: dict) -> dict:
    return json.loads(Path(target["file"]).read_text())


def versions(flag: str, on: bool, target: dict) -> dict:
    return {"flag": str(flags(target)["flags"].get(flag))}


def earlier(flag: str, on: bool, target: dict) -> dict:
    return {"flag": flag, "on": flags(target)["flags"].get(flag, False)}


def wrong(flag: str, on: bool, target: dict) -> list:
    return [] if flags(target)["flags"].get(flag) is on else [f"{flag} is not {on}"]


@tool(
    effect="write",
    probe=lambda key, target: key in flags(target)["keys"],
    undo=earlier,
    observe=versions,
    show=lambda flag, on, target: str(flags(target)["flags"].get(flag)),
    validate=wrong,
)
def set_flag(flag: str, on: bool, *, key: str, target: dict) -> str:
    """Switch a flag on or off."""
    held = flags(target)
    if held["flags"].get(flag) is on:
        raise ValueError("it is so already")
    held["flags"][flag] = on
    held["keys"].append(key)
    Path(target["file"]).write_text(json.dumps(held))
    return "set"


def flag_target(folder: Path) -> Target:
    file = folder / "flags.json"
    file.write_text(json.dumps({"flags": {"dark-mode": False, "beta": False}, "keys": []}))
    return Target(name="flags", kind="file", settings={"file": str(file)})


class TestFunction(ToolConformance):
    arguments = ({"flag": "dark-mode", "on": True}, {"flag": "beta", "on": True})
    chains = False

    def make(self, folder):
        return set_flag, flag_target(folder)

    def state(self, target):
        return flags(target.settings)["flags"]


@tool(effect="write")
def page_somebody(number: str, *, target: dict) -> None:
    """Page a person."""
    with Path(target["file"]).open("a") as file:
        file.write(number + "\n")


class TestBareFunction(ToolConformance):
    arguments = ({"number": "1"}, {"number": "2"})
    probes = observes = undoes = chains = False

    def make(self, folder):
        file = folder / "pages"
        file.write_text("")
        return page_somebody, Target(name="pager", kind="file", settings={"file": str(file)})

    def state(self, target):
        return Path(target.settings["file"]).read_text()


def test_the_schema_comes_from_the_annotations() -> None:
    schema = set_flag.descriptor.parameters

    assert set(schema["properties"]) == {"flag", "on"}
    assert schema["required"] == ["flag", "on"]
    assert schema["additionalProperties"] is False
    assert set_flag.descriptor.name == "set-flag"
    assert set_flag.descriptor.description == "Switch a flag on or off."


def test_without_undo_it_is_irreversible_and_without_probe_it_is_silent(tmp_path) -> None:
    target = Target(name="pager", kind="file", settings={"file": str(tmp_path / "pages")})

    assert page_somebody.simulate(target, {"number": "1"}, ()).irreversible
    assert page_somebody.probe(target, KEY) is Probed.unknown
    assert not page_somebody.probes


def test_what_it_raises_becomes_an_error_with_its_name(tmp_path) -> None:
    target = flag_target(tmp_path)
    arguments = {"flag": "beta", "on": False}
    action = Action(index=1, tool="set-flag", target="flags", arguments=arguments)

    with pytest.raises(WriteError, match="ValueError: it is so already"):
        set_flag.apply(target, action, KEY)
    Path(target.settings["file"]).unlink()
    with pytest.raises(ToolError, match="FileNotFoundError"):
        set_flag.observe(target, action)
    assert set_flag.probe(target, KEY) is Probed.unknown


def test_versions_cannot_be_foretold_after_another_action(tmp_path) -> None:
    target = flag_target(tmp_path)
    arguments = {"flag": "beta", "on": True}
    found = set_flag.simulate(target, arguments, ())
    first = Action(index=1, tool="set-flag", target="flags", arguments=arguments, **found.plain())

    with pytest.raises(ProposalError, match="after another action"):
        set_flag.simulate(target, arguments, (first,))


def test_a_reading_function_is_called_by_an_agent() -> None:
    @tool(effect="read")
    def double(number: int) -> int:
        """Double it."""
        return 2 * number

    assert double.descriptor.effect == "read"
    assert asyncio.run(double.call({"number": 4})) == "8"
    with pytest.raises(ToolError, match="TypeError"):
        asyncio.run(double.call({}))


def test_tools_are_known_by_one_name_each() -> None:
    assert set(write_tools(None, [set_flag])) == {"git-record", "sqlite-row", "set-flag"}
    with pytest.raises(InvalidNameError):
        write_tools(None, [set_flag, set_flag])
