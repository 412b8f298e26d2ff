"""The shared state of a graph: plain JSON, references instead of text, a merge for every key."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from typing_extensions import TypedDict

__all__ = ["Body", "State", "merge", "merge_run", "opening", "round_of"]


def merge(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return the union of two maps, the newer value winning, one level deep into maps."""
    merged = {**old}
    for key, value in new.items():
        known = merged.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            merged[key] = {**known, **value}
        else:
            merged[key] = value
    return merged


def merge_run(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Merge the Run model: like ``merge``, but the trace only grows."""
    trace = [*old.get("trace", ()), *new.get("trace", ())]
    return {**merge(old, new), "trace": trace}


class State(TypedDict):
    """What the nodes share.

    ``run`` is the Run model: ``{id, workflow, stage, status, artifacts, trace}``.
    ``documents`` maps a name to ``{version, digest, status}``. ``contributions`` maps a
    node to ``{round: digest}``, ``positions`` likewise. ``open_items`` maps an id to an
    open question, or to a condition as it was set; it is for looking at, the ledger decides.
    ``rounds`` counts, per step, how often it was drafted.
    """

    run: Annotated[dict[str, Any], merge_run]
    documents: Annotated[dict[str, Any], merge]
    contributions: Annotated[dict[str, Any], merge]
    positions: Annotated[dict[str, Any], merge]
    open_items: Annotated[dict[str, Any], merge]
    rounds: Annotated[dict[str, int], merge]


Body = Callable[[State], Awaitable[Any]]
"""What LangGraph runs for a node."""


def opening(run: str, workflow: str) -> State:
    """Return the state a run starts with."""
    return State(
        run={
            "id": run,
            "workflow": workflow,
            "stage": None,
            "status": "running",
            "artifacts": {},
            "trace": [],
        },
        documents={},
        contributions={},
        positions={},
        open_items={},
        rounds={},
    )


def round_of(state: State, step: int) -> int:
    """Return which round of a step is being drafted, from 1."""
    return int(state["rounds"].get(str(step), 1))
