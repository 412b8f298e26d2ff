"""A folder of material, the tools over it, and a run whose analyst may search it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assent.canonical import digest
from assent.llm.offline import Offline
from assent.practice import load
from assent.records import (
    Input,
    LaunchedRun,
    Practice,
    Reply,
    Request,
    Step,
    ToolCall,
    Workflow,
)
from assent.runner import Runner
from assent.testing.clocks import FixedClock
from assent.testing.running import open_runner
from assent.tools import reading_tools

POLICY = """# Records policy

## Scope

Ferries, depots and signals are recorded.

## Freshness

A record is refreshed within 4 hours of a change.
Stale records are flagged in amber.
"""

FLEET = '{"ferries": [{"id": "F-1", "owner": "Harbour"}, {"id": "F-2", "owner": "Night desk"}]}'

WORKFLOW = Workflow(
    id="note",
    title="A note",
    inputs=(Input(name="brief"),),
    steps=(
        Step(number=1, title="Draft", agents=("cm-analyst",), reads=("brief",), output="facts.md"),
        Step(number=2, title="Check", agents=("cm-auditor",), reads=("facts.md",), output="b.md"),
    ),
)


class Stored:
    """Content by digest, in memory."""

    def __init__(self, *texts: str) -> None:
        self._texts = {digest(text.encode()): text for text in texts}

    def text(self, name: str, /) -> str:
        return self._texts[name]


class Asking:
    """Asks for one tool, then answers as the offline model does; keeps what it was asked."""

    name = "asking"

    def __init__(self, tool: str, arguments: str, before: Callable[[], Any] | None = None) -> None:
        self._call = ToolCall(id="call-1", name=tool, arguments=arguments)
        self._before = before or (lambda: None)
        self.requests: list[Request] = []

    async def reply(self, request: Request) -> Reply:
        self.requests.append(request)
        if request.tools and all(message.role != "tool" for message in request.messages):
            self._before()
            return Reply(text="", model=self.name, finish="tools", tool_calls=(self._call,))
        return await Offline().reply(request)


def launched(material: dict[str, str]) -> LaunchedRun:
    some = digest(b"")
    return LaunchedRun(
        id="run-note-0",
        workflow="note",
        title="A note",
        ordinal=1,
        requester="ada",
        requester_name="Ada",
        identity_assurance="asserted",
        inputs={},
        snapshot=some,
        blueprint=some,
        stages=(),
        launched_at=FixedClock().now(),
        material={name: digest(text.encode()) for name, text in material.items()},
    )


@pytest.fixture
def workflow() -> Workflow:
    return WORKFLOW


@pytest.fixture
def asking() -> type[Asking]:
    return Asking


@pytest.fixture
def over() -> Callable[..., Any]:
    """Return a tool over some texts, by its name."""

    def made(tool: str, **texts: str) -> Any:
        named = {name.replace("__", "."): text for name, text in texts.items()}
        return reading_tools(launched(named), Stored(*named.values()))[tool]

    return made


@pytest.fixture
def folder(tmp_path) -> Path:
    place = tmp_path / "harbour"
    (place / "data").mkdir(parents=True)
    (place / "policy.md").write_text(POLICY)
    (place / "data" / "fleet.json").write_text(FLEET)
    return place


def _without_tools(loaded: Practice) -> Practice:
    named = "tools: [material.search, records.read]"
    return loaded.model_copy(
        update={
            "roles": {k: r.model_copy(update={"tools": ()}) for k, r in loaded.roles.items()},
            "sources": {p: s.replace(named, "tools: []") for p, s in loaded.sources.items()},
        }
    )


@pytest.fixture(scope="session")
def practice() -> Practice:
    """The shipped practice, in which nobody but the analyst may read the material."""
    loaded = _without_tools(load())
    card = loaded.roles["cm-analyst"]
    path = card.path
    source = loaded.sources[path].replace("tools: []", "tools: [material.search, records.read]")
    equipped = card.model_copy(update={"tools": ("material.search", "records.read")})
    return loaded.model_copy(
        update={
            "roles": {**loaded.roles, "cm-analyst": equipped},
            "sources": {**loaded.sources, path: source},
        }
    )


@pytest.fixture
def opened(practice) -> Iterator[Callable[..., Runner]]:
    runners: list[Runner] = []

    def open_(model: Any = None, **options: Any) -> Runner:
        runners.append(open_runner(model, **{"practice": practice, **options}))
        return runners[-1]

    yield open_
    for runner in runners:
        runner.close()
