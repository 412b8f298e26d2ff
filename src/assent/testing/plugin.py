"""The pytest plugin: the fixture ``assent_run``. Importing it imports nothing heavy."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from assent.runner import Run

__all__ = ["assent_run"]


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
