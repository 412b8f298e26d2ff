"""A practice in a folder of its own, with a run that waits at its gate, and a way to call."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import assent
from assent import practice
from assent.runner import Runner

BRIEF = """# A brief

## What is to be decided

The reading room needs one way to label loans, no later than 7 March 2027.
Labels are written by hand today, and 12 of 300 were unreadable last year.
"""


class Called(NamedTuple):
    """What a person sees of one command."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.err.strip().splitlines()


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment of a process that shall find this assent from any folder."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("ASSENT_")}
    source = str(Path(assent.__file__).parents[1])
    return {**kept, "PYTHONPATH": os.pathsep.join([source, kept.get("PYTHONPATH", "")])}


@pytest.fixture(scope="session")
def drafted(tmp_path_factory) -> Iterator[Path]:
    """The small practice, with a run that Mira requested and that waits for Anders."""
    folder = tmp_path_factory.mktemp("drafted") / "practice"
    practice.new(folder, minimal=True)
    (folder / "brief.md").write_text(BRIEF)
    with Runner.open(folder) as runner:
        runner.launch("note", {"brief": folder / "brief.md"}, by="mira-castellane")
    return folder


@pytest.fixture
def here(drafted, tmp_path, monkeypatch) -> Path:
    """A copy of that practice, and the working directory."""
    folder = tmp_path / "practice"
    shutil.copytree(drafted, folder)
    monkeypatch.chdir(folder)
    for name in ("ASSENT_PRACTICE", "ASSENT_STORE", "ASSENT_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def call(here, capsys) -> Callable[..., Called]:
    """Call the command as a shell would, in this process."""
    from assent.cli import main

    def called(*words: object) -> Called:
        capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return Called(code, out, err)

    return called


@pytest.fixture
def waiting(here) -> dict[str, Any]:
    """The run that waits, its gate, and the packet as a decision names it."""
    with Runner.open(here) as runner:
        (one,) = runner.inbox()
        gate = one.gate
    return {"run": gate.run_id, "gate": gate.id, "packet": gate.packet_digest[7:19]}
