"""The bodies of the declared ends: a run is closed, or it stops because a person said so."""

from typing import Any

from langgraph.types import interrupt

from assent.compiler.blueprint import Node
from assent.compiler.context import RunContext
from assent.compiler.state import Body, State
from assent.compiler.vouching import check_closed, ended_by
from assent.crash import reach
from assent.records import RunStatus
from assent.writing.owing import owed

__all__ = ["closing", "stopping"]


def closing(context: RunContext, node: Node) -> Body:
    """Return the body of the regular end.

    While a condition of an approval is open, the run rests here. The ledger says which are,
    and it refuses to close the run by itself.
    """

    async def body(state: State) -> dict[str, Any]:
        check_closed(context)
        while open_ := context.ledger.obligations.open(context.run.id):
            interrupt({"kind": "owing", "node": node.id, "why": owed(open_)})
        return _end(context, RunStatus.closed)

    return body


def stopping(context: RunContext, node: Node) -> Body:
    """Return the body of the end after a rejection or a withdrawal, or of what was sent back."""

    async def body(state: State) -> dict[str, Any]:
        note = context.ledger.runs.row(context.run.id).note  # why it was sent back stays
        return _end(context, ended_by(context), note)

    return body


def _end(context: RunContext, status: RunStatus, note: str | None = None) -> dict[str, Any]:
    reach("before-close")
    context.ledger.runs.change(context.lease, status=status, note=note)
    reach("after-close")
    context.report("ended", detail=status.value)
    return {"run": {"status": status.value}}
