"""The target that only remembers is a tool like any other, and its watch hears every write."""

from datetime import timedelta
from pathlib import Path

import pytest

from assent.canonical import digest_of
from assent.errors import WriteError
from assent.ports import WriteTool
from assent.records import Action, Probed, Target
from assent.testing import FixedClock, Recording, ToolConformance
from assent.testing.attack.recording import Killed, Watch

PANEL = Target(name="panel", kind="function", settings={"place": "quay"})
LAMP = {"name": "lamp", "value": "green"}


class TestRecording(ToolConformance):
    arguments = (LAMP, {"name": "lamp", "value": "red"})

    def make(self, folder: Path) -> tuple[WriteTool, Target]:
        self.tool = Recording()
        return self.tool, PANEL

    def state(self, target: Target) -> object:
        return {name: value for name, value in self.tool.held.items() if value is not None}


def planned(tool: Recording) -> Action:
    found = tool.simulate(PANEL, LAMP, ())
    return Action(index=1, tool="record", target="panel", arguments=LAMP, **found.plain())


def test_a_watch_hears_of_a_write_before_it_is_made_and_after() -> None:
    tool, heard = Recording(), []
    watch = Watch(FixedClock(), lambda a: heard.append(("ahead", a)), heard.append)
    action = planned(tool)
    watch.over(tool)
    watch.over(tool)
    tool.apply(PANEL, action, digest_of("key"))

    (when, attempt), made = heard
    assert (when, attempt, attempt.action) == ("ahead", made, action)
    assert attempt.descriptor == tool.descriptor.record_digest
    assert attempt.found == action.expected


@pytest.mark.parametrize(("side", "held"), [("ahead", False), ("behind", True)])
def test_a_watch_lets_a_process_die_on_either_side_of_a_write(side, held) -> None:
    tool = Recording()
    watch = Watch(FixedClock(step=timedelta(seconds=1)))
    watch.over(tool)

    def die() -> None:
        raise Killed

    getattr(watch, side).append(die)
    with pytest.raises(Killed):
        tool.apply(PANEL, planned(tool), digest_of("key"))

    assert (digest_of("key") in tool.keys) is held


def test_a_silent_tool_cannot_say_and_a_trusting_one_does_not_look() -> None:
    tool = Recording()
    action = planned(tool)
    tool.held["quay", "lamp"] = "red"
    with pytest.raises(WriteError):
        tool.apply(PANEL, action, digest_of("key"))
    tool.checks, tool.silent = False, True
    tool.apply(PANEL, action, digest_of("key"))

    assert tool.held["quay", "lamp"] == "green"
    assert tool.probe(PANEL, digest_of("key")) is Probed.unknown


def test_a_write_with_a_known_key_is_found_and_not_made_again() -> None:
    tool, made = Recording(), []
    Watch(FixedClock(), made=made.append).over(tool)
    action = planned(tool)
    tool.apply(PANEL, action, digest_of("key"))
    again = tool.apply(PANEL, action, digest_of("key"))

    assert again == {"key": digest_of("key"), "found": True}
    assert len(made) == 1
