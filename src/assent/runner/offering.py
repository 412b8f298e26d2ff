"""Which tools a run may use: fixed at launch by their descriptors, and held to them after."""

from collections.abc import Mapping

from assent.errors import InputError, ProcedureChangedError
from assent.ledger.content import Content
from assent.ports import Tool
from assent.records import LaunchedRun, Practice, Snapshot, ToolDescriptor, Workflow
from assent.tools import DESCRIBED, reading_tools

__all__ = ["describe", "offered"]


def describe(
    workflow: Workflow, practice: Practice, given: Mapping[str, Tool], *, material: bool
) -> dict[str, ToolDescriptor]:
    """Return the descriptors of the tools that the cards of a workflow's roles name.

    Raises:
        InputError: There is material, and no role has a tool that reads it.
    """
    leaders = {role for step in workflow.steps for role in (step.facilitator, step.decider)}
    cards = [practice.roles[r] for r in {*workflow.roles, *leaders} if r in practice.roles]
    named = {tool for card in cards for tool in card.tools}
    if material and not named & set(DESCRIBED):
        raise InputError(
            workflow.id,
            "it was given material, and no role in it has a tool that reads it",
            f"Add 'tools: [{', '.join(DESCRIBED)}]' to the card of a role, or leave out --material",
        )
    known = (DESCRIBED if material else {}) | {n: tool.descriptor for n, tool in given.items()}
    return {name: known[name] for name in sorted(named) if name in known}


def offered(
    run: LaunchedRun, snapshot: Snapshot, given: Mapping[str, Tool], content: Content
) -> dict[str, Tool]:
    """Return the tools of a run: those named at launch, as far as they are there.

    Raises:
        ProcedureChangedError: One of them declares something else than at launch.
    """
    tools = {**reading_tools(run, content), **given}
    held = {name: tool for name, tool in tools.items() if name in snapshot.tools}
    for name, tool in held.items():
        now = tool.descriptor.record_digest
        if now != snapshot.tools[name]:
            raise ProcedureChangedError(run.id, snapshot.tools[name], now, f"tool {name!r}")
    return held
