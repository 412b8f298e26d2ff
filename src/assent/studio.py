"""The graphs of a practice, for LangGraph's own tools: to look at, not to run."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from assent import practice as documents
from assent.compiler.graph import drawing
from assent.compiler.layout import lay
from assent.errors import UnknownWorkflowError

if TYPE_CHECKING:
    from langgraph.graph import StateGraph

    from assent.compiler.state import State

__all__ = ["build_graph", "cm_policy", "interface_agreement", "ops_change_control"]


def build_graph(
    workflow: str, practice: str | Path | None = None
) -> "StateGraph[State, Any, Any, Any]":
    """Return the StateGraph of a workflow, without a saver and without an executor.

    Its nodes refuse to run: a procedure runs through ``Runner``, which binds every decision
    to what was shown. Generic roles keep their generic names.

    Raises:
        UnknownWorkflowError: The practice has no such workflow.
        BlueprintError: The workflow does not make a sound graph.
    """
    loaded = documents.load(Path(practice) if practice else None)
    if workflow not in loaded.workflows:
        raise UnknownWorkflowError(workflow, sorted(loaded.workflows))
    return drawing(lay(loaded.workflows[workflow]))


def cm_policy() -> "StateGraph[State, Any, Any, Any]":
    """Return the graph of the configuration management policy, as langgraph.json names it."""
    return build_graph("cm-policy")


def interface_agreement() -> "StateGraph[State, Any, Any, Any]":
    """Return the graph of the interface agreement, as langgraph.json names it."""
    return build_graph("interface-agreement")


def ops_change_control() -> "StateGraph[State, Any, Any, Any]":
    """Return the graph of change control, as langgraph.json names it."""
    return build_graph("ops-change-control")
