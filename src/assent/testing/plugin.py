"""The pytest plugin: ``assent_run``, and recorded tests. Importing it imports nothing heavy.

A test marked ``recorded`` plays its own cassette, ``cassettes/<file>/<test>.yaml`` below the
root; its fixture ``recorded_model`` is a model of an OpenAI-compatible service that the cassette
answers for.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assent.errors import CassetteError, NotRecordedError, RecordingModeError
from assent.testing.recording import mode_in

if TYPE_CHECKING:
    from assent.llm.openai import OpenAICompatible
    from assent.runner import Run
    from assent.testing.tapes import Tape

__all__ = ["assent_run", "recorded_model"]

_TAPE = pytest.StashKey["Tape"]()
_LONGEST = 120


@pytest.fixture
def assent_run() -> "Iterator[Callable[..., Run]]":
    """Run a procedure in memory and return the run.

    ``assent_run(workflow, inputs, *, models=None, decisions=(), roles=None, by=None,
    practice=None)``. ``models`` is a model or a map from role id to model; with a
    ``Scripted`` one, an unexpected request fails, and so does a reply that nobody asked
    for. ``decisions`` are made in order, each at the gate open then.
    """
    from assent.testing.running import (  # imports langgraph: only tests that run pay for it
        all_asked,
        open_runner,
        run_through,
    )

    opened: list[Any] = []
    used: list[Any] = []

    def run(workflow: Any, inputs: Any = None, *, models: Any = None, **options: Any) -> "Run":
        runner = open_runner(models, practice=options.pop("practice", None))
        opened.append(runner)
        used.append(models)
        return run_through(runner, workflow, inputs, **options)

    yield run
    for runner in opened:
        runner.close()
    for models in used:
        all_asked(models)


# ---- recorded tests --------------------------------------------------------------------


@pytest.fixture
def recorded_model(request: pytest.FixtureRequest) -> "OpenAICompatible":
    """Give a test marked ``recorded`` the model that its cassette answers for."""
    if _TAPE not in request.node.stash:
        raise pytest.UsageError(f"{request.node.nodeid} needs @pytest.mark.recorded")
    tape: Tape = request.node.stash[_TAPE]
    return tape.model()


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known; refuse at once to record where nothing may be."""
    config.addinivalue_line(
        "markers", "recorded: plays its cassette; ASSENT_RECORD=once|exchange|all records it"
    )
    try:
        mode_in(os.environ)
    except RecordingModeError as error:
        raise pytest.UsageError(str(error)) from None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Start the tape of a recorded test before its fixtures are made."""
    if item.get_closest_marker("recorded"):
        item.stash[_TAPE] = _started(item)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Judge a recorded test also by its tape."""
    if _TAPE not in item.stash:
        return (yield)
    try:
        result = yield
    except Exception as error:
        _judge(item, error)
        raise
    _judge(item, None)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Stop the tape of a test that did not come to its end."""
    try:
        return (yield)
    finally:
        if _TAPE in item.stash:
            item.stash[_TAPE].stop()


def _started(item: pytest.Item) -> "Tape":
    try:
        from assent.testing.tapes import Tape  # imports langchain and vcrpy: for these tests only
    except ModuleNotFoundError as error:
        raise pytest.UsageError(f"{error}; run: pip install 'assent[testing]'") from error
    try:
        return Tape(_place(item), test=item.nodeid, mode=mode_in(os.environ)).start()
    except CassetteError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


def _judge(item: pytest.Item, error: Exception | None) -> None:
    """Let the tape fail the test: with its own words alone, for they say what to do."""
    try:
        item.stash[_TAPE].finish(error)
    except (CassetteError, NotRecordedError) as verdict:
        ended = f"{type(error).__name__}: {error}".partition("\n")[0][:_LONGEST]
        said = f"{verdict}\n\nThe test ended with {ended}" if error else str(verdict)
        raise pytest.fail.Exception(said, pytrace=False) from None


def _place(item: pytest.Item) -> Path:
    """Return ``cassettes/<file>/<test>.yaml``, both without the ``test_`` in front."""
    area = item.path.stem.removeprefix("test_")
    name = "-".join(item.nodeid.split("::")[1:]).removeprefix("test_")
    safe = re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-.")[:_LONGEST]
    return item.config.rootpath / "cassettes" / area / f"{safe}.yaml"
