"""Reading tools in a turn: which a role is offered, and how its calls are answered.

A role gets the tools its card names, as far as the run has them, and all of them only read.
What a tool returns is fenced as data and cut to size. Calls are few, and each is logged.
"""

import asyncio
from typing import Any

from assent.compiler.arguments import read_arguments
from assent.compiler.calling import Turn
from assent.compiler.context import RunContext
from assent.errors import IntegrityError, InvalidReplyError, ToolError
from assent.ports import Tool
from assent.records import Message, Reply, Request, Role, ToolCall
from assent.writing.fence import fence

__all__ = ["CALLS", "LARGEST", "ROUNDS", "Tooling", "described"]

ROUNDS = 6
"""How often in one turn a model may ask for tools before it must answer."""

CALLS = 6
"""How many tools it may ask for at once."""

LARGEST = 16 * 1024
"""Characters of one result that the model is shown; a turn shows at most four times as much."""

_ALL = 4 * LARGEST
_SECONDS = 30.0


def described(context: RunContext, role: Role) -> tuple[dict[str, Any], ...]:
    """Return the tools a role is offered, in the form that services take functions in."""
    return tuple(
        {
            "type": "function",
            "function": {
                "name": name,
                "description": tool.descriptor.description,
                "parameters": tool.descriptor.parameters,
            },
        }
        for name, tool in _offered(context, role).items()
    )


def _offered(context: RunContext, role: Role) -> dict[str, Tool]:
    """Return the role's tools by the name that goes out: functions may have no dot in theirs."""
    return {
        name.replace(".", "_"): context.tools[name] for name in role.tools if name in context.tools
    }


class Tooling:
    """Answers the tool calls of one turn, and counts them."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._tools = _offered(turn.context, turn.context.role(turn.request.role))
        self._rounds, self._left = ROUNDS, _ALL

    def admit(self, reply: Reply) -> None:
        """Let a reply ask for tools.

        Raises:
            InvalidReplyError: None was offered, or it asks too often or for too many.
        """
        if not self._tools:
            raise InvalidReplyError(reply.model, "it asked for a tool, and none was offered")
        if not self._rounds:
            raise InvalidReplyError(reply.model, f"it still asks for tools after {ROUNDS} rounds")
        if len(reply.tool_calls) > CALLS:
            raise InvalidReplyError(reply.model, f"it asked for more than {CALLS} tools at once")
        self._rounds -= 1

    async def answered(self, request: Request, reply: Reply) -> Request:
        """Return the request with the calls and what came of each."""
        said = Message(role="assistant", content=reply.text, tool_calls=reply.tool_calls)
        results = [await self._result(call) for call in reply.tool_calls]
        return request.model_copy(update={"messages": (*request.messages, said, *results)})

    async def _result(self, call: ToolCall) -> Message:
        try:
            text, failed = await self._read(call), False
        except ToolError as error:
            text, failed = f"Nothing was read: {error.why}.", True
        tool = self._tools.get(call.name)
        name = tool.descriptor.name if tool else call.name
        self._log(name, call, text, failed=failed)
        return Message(
            role="tool", content=fence("tool", name, self._cut(text)), tool_call_id=call.id
        )

    async def _read(self, call: ToolCall) -> str:
        tool = self._tools.get(call.name)
        if tool is None:
            known = ", ".join(self._tools)
            raise ToolError(call.name, f"there is no tool of that name; there are: {known}")
        name = tool.descriptor.name
        try:
            arguments = read_arguments(call.arguments, tool.descriptor.parameters)
            async with asyncio.timeout(_SECONDS):
                return await tool.call(arguments)
        except (ToolError, IntegrityError):
            raise
        except TimeoutError:
            raise ToolError(name, f"it took longer than {_SECONDS:g} seconds") from None
        except ValueError as error:
            raise ToolError(name, str(error)) from error
        except Exception as error:  # a tool is somebody else's code, and the turn outlives it
            raise ToolError(name, f"it failed ({type(error).__name__})") from error

    def _cut(self, text: str) -> str:
        """Return as much of a result as may still be shown, and say so when that is not all."""
        most = min(LARGEST, self._left)
        shown = text[:most]
        self._left -= len(shown)
        return shown if len(text) <= most else f"{shown}\n[cut: {len(text)} characters in all]"

    def _log(self, name: str, call: ToolCall, text: str, *, failed: bool) -> None:
        turn = self._turn
        where = {
            "node": turn.node.id,
            "round": turn.round,
            "role": turn.request.role,
            "step": turn.node.step,
            "failed": failed,
        }
        journal = turn.context.ledger.journal
        journal.read(turn.context.lease, where, name, call.arguments, text)
