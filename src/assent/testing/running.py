"""Running a procedure to its end in memory, deciding each gate as a script says."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assent.compiler.patience import Patience
from assent.errors import UnusedScriptError
from assent.llm.scripted import Scripted
from assent.ports import Model
from assent.records import Workflow
from assent.runner import Choice, Run, Runner
from assent.store import MemoryStore
from assent.testing.clocks import FixedClock

__all__ = ["AT_ONCE", "open_runner", "run_through"]

AT_ONCE = Patience(attempts=1, repairs=0, first_wait=0, longest_wait=0)
"""Patience for tests: a model is asked once, and nothing waits."""


def open_runner(models: Model | Mapping[str, Model] | None = None, **options: Any) -> Runner:
    """Open a runner in memory, on a clock that stands still, on the shipped practice by default.

    ``models`` is one model for every role, or a map from role id; None is the offline model.
    """
    given = dict(models) if isinstance(models, Mapping) else {"default": models} if models else {}
    settings = {"practice": None, "store": MemoryStore(), "clock": FixedClock(), **options}
    return Runner.open(models=given, **{"patience": AT_ONCE, **settings})


def run_through(
    runner: Runner,
    workflow: str | Workflow,
    inputs: Mapping[str, str | Path] | None = None,
    *,
    decisions: Sequence[Choice] = (),
    roles: Mapping[str, str] | None = None,
    by: str | None = None,
) -> Run:
    """Launch a run and make the decisions, each at the gate that is open then.

    Raises:
        UnusedScriptError: A decision found no open gate.
        RefusedError: A decision was refused.
    """
    run = runner.launch(workflow, inputs, roles=roles, by=by)
    for place, choice in enumerate(decisions):
        gates = run.gates
        if not gates:
            raise UnusedScriptError(f"{len(decisions) - place} decision(s)", run.status.value)
        runner.packet(gates[0].id, by=choice.person)
        runner.decide(gates[0].packet_digest, choice, resume=True)
    return run


def all_asked(models: Model | Mapping[str, Model] | None) -> None:
    """Refuse scripted replies that were never asked for.

    Raises:
        UnusedScriptError: Replies are left.
    """
    each = models.values() if isinstance(models, Mapping) else [models]
    for model in each:
        left = model.unused() if isinstance(model, Scripted) else {}
        if left:
            replies = ", ".join(f"{count} of {role}" for role, count in left.items())
            raise UnusedScriptError(f"scripted replies ({replies})", "over")
