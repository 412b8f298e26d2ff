"""The page on a tool of one's own: the tool conforms, and a change is made with it."""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import yaml
from tests.runner.changing import World, states
from tests.runner.test_change_targets import asked, services, staged

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "your-own-tool.md"
SOURCE = PAGE.parents[2] / "src"


def test_the_tool_of_the_page_conforms(reader) -> None:
    reader.follow(PAGE)

    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_lamps.py"]
    done = subprocess.run(
        command,
        env={"PATH": "", "PYTHONPATH": f"{SOURCE}:."},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert "6 passed, 1 skipped" in done.stdout, done.stdout


def test_a_change_is_made_with_the_tool_of_the_page(reader, monkeypatch) -> None:
    reader.follow(PAGE)
    monkeypatch.syspath_prepend(str(Path.cwd()))
    file = Path("lamps-staging.json")
    file.write_text(json.dumps({"lamps": {"harbour": False}, "keys": []}))
    lamps = yaml.safe_load(Path("targets.yaml").read_text())
    targets = {"services": staged(services(Path.cwd())), **lamps}
    world = World(Path.cwd(), targets=targets, tools=[import_module("lamps").switch_lamp])
    action = Path("request.yaml").read_text().replace("quay", "harbour").splitlines()[1:]

    run = world.executed(asked("Switch the lamp of the harbour on", *action))

    assert states(run) == ["action 1 done"]
    assert json.loads(file.read_text())["lamps"] == {"harbour": True}
