"""Where LangGraph left a run: read, and looked over before anybody relies on it."""

from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.constants import START
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import StateSnapshot

from assent.errors import IntegrityError, StoreError
from assent.records import RunStatus

__all__ = ["STOPPED", "kept_nothing", "resting"]

STOPPED = {
    "parked": RunStatus.parked,
    "in-doubt": RunStatus.in_doubt,
    "owing": RunStatus.waiting,
}
"""Why a node stopped short of its end, and what that makes of the run."""


async def kept_nothing(saver: BaseCheckpointSaver[Any], settings: RunnableConfig) -> bool:
    """Tell whether LangGraph has no place of the run: it begins, or its places were lost."""
    try:
        return await saver.aget_tuple(settings) is None
    except StoreError:
        raise
    except Exception:  # what cannot be read is not nothing, and ``resting`` says what is wrong
        return False


async def resting(
    graph: CompiledStateGraph[Any, Any, Any, Any], settings: RunnableConfig, run_id: str
) -> StateSnapshot:
    """Return where LangGraph left the run.

    Raises:
        IntegrityError: What it kept cannot be read, or is nothing that it would keep.
    """
    try:
        state = await graph.aget_state(settings)
        _look_over(state)
    except StoreError:
        raise
    except Exception as error:  # spoilt bytes raise whatever the library meets in them first
        raise IntegrityError(
            f"what LangGraph kept for run {run_id!r} cannot be read ({error}); it was changed "
            "outside assent. Nothing was written. Move checkpoints.db away and resume: the run "
            f"is built again from the ledger. See: assent trace {run_id}"
        ) from error
    return state


def _look_over(state: StateSnapshot) -> None:
    """Refuse an interrupt that is none of ours, and a state without a status.

    Before its first step a run has its opening kept beside a state that is empty still.
    """
    for waiting in state.interrupts:
        value = waiting.value
        if value.get("kind") not in STOPPED and not isinstance(value["assent"]["gate"], str):
            raise TypeError("it waits for no gate")
    beginning = state.next == (START,) and not any(state.values.values())
    if state.values and not beginning and not isinstance(state.values["run"]["status"], str):
        raise TypeError("its status is no text")
