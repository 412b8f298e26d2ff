"""The body of a turn: one role, one request, one journalled contribution."""

import json
from typing import Any

from langgraph.types import interrupt

from assent.compiler.asking import ask
from assent.compiler.blueprint import Node
from assent.compiler.context import RunContext
from assent.compiler.request import ask_for
from assent.compiler.state import Body, State, round_of
from assent.errors import BudgetSpentError, ModelError

__all__ = ["turn"]


def _given(context: RunContext, node: Node, round_: int, digest: str) -> dict[str, Any]:
    """Return what a turn leaves in the state: its contribution, and where the role stands."""
    update: dict[str, Any] = {"contributions": {node.id: {str(round_): digest}}}
    position = json.loads(context.text(digest)).get("position")
    if position:
        update["positions"] = {node.id: {str(round_): position["stance"]}}
    return update


def turn(context: RunContext, node: Node) -> Body:
    """Return the body of a turn.

    A turn whose model gives no usable reply, or that nothing is left to pay for, parks: what
    its siblings finished is kept, and only this turn runs again when the run is resumed.
    """

    async def body(state: State) -> dict[str, Any]:
        round_ = round_of(state, node.step or 0)
        request, form = ask_for(context, state, node)
        context.report("turn", node.step, role=request.role, detail=request.kind.value)
        try:
            digest = await ask(context, node, round_, request, form)
        except (BudgetSpentError, ModelError) as error:
            parked = str(error)
        else:
            context.report("replied", node.step, role=request.role)
            return _given(context, node, round_, digest)
        context.report("parked", node.step, role=request.role, detail=parked)
        while True:  # answers to earlier parks of this turn come back at once; the next one stops
            interrupt({"kind": "parked", "node": node.id, "why": parked})

    return body
