"""Requests and replies in the words of LangChain."""

import json
from typing import Any, Literal

from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)

from assent.records import Message, Reply, Request, ToolCall, Usage

__all__ = ["reply", "spoken"]

Finish = Literal["stop", "length", "refusal", "filter", "tools", "other"]

_MOST_TOKENS = 10**9

_FINISH: dict[str, Finish] = {
    "stop": "stop",
    "end_turn": "stop",
    "tool_calls": "stop",
    "function_call": "stop",
    "length": "length",
    "max_tokens": "length",
    "content_filter": "filter",
    "refusal": "refusal",
}


def spoken(request: Request, *, schema: bool = False) -> list[BaseMessage]:
    """Return the messages of a request; with ``schema``, the rules end with the reply's schema."""
    messages = [_message(message) for message in request.messages]
    if schema:
        words = "The JSON schema of the answer:\n" + json.dumps(request.json_schema)
        if messages and isinstance(messages[0], SystemMessage):
            messages[0] = SystemMessage(f"{messages[0].text.rstrip()}\n\n{words}\n")
        else:
            messages.insert(0, SystemMessage(words))
    return messages


def _message(message: Message) -> BaseMessage:
    if message.role == "system":
        return SystemMessage(message.content)
    if message.role == "user":
        return HumanMessage(message.content)
    if message.role == "tool":
        return ToolMessage(message.content, tool_call_id=message.tool_call_id or "")
    calls = [
        {"id": c.id, "type": "function", "function": {"name": c.name, "arguments": c.arguments}}
        for c in message.tool_calls
    ]
    # As the service wrote them: taken apart, arguments that are no JSON could not be sent back.
    return AIMessage(message.content, additional_kwargs={"tool_calls": calls} if calls else {})


def reply(message: AIMessage, model: str, answer: str | None = None) -> Reply:
    """Return a message of a model as a reply.

    ``answer`` names the function whose arguments are the answer, where that is the method.
    Random ids of messages and responses are left behind; a call keeps its id, by which it
    is answered.
    """
    calls = _calls(message)
    finish = _finish(message, calls)
    text = str(message.text)
    given = next((call for call in calls if call.name == answer), None)
    if finish == "tools" and given:
        finish, text, calls = "stop", given.arguments, ()
    if finish == "refusal":
        text = str(message.additional_kwargs.get("refusal") or text)
    return Reply(
        text=text,
        model=model,
        finish=finish,
        tool_calls=calls if finish == "tools" else (),
        usage=_usage(message),
    )


def _finish(message: AIMessage, calls: tuple[ToolCall, ...]) -> Finish:
    told = message.response_metadata
    reason = told.get("finish_reason") or told.get("stop_reason") or "stop"
    finish = _FINISH.get(str(reason), "other")
    if finish in {"stop", "other"} and message.additional_kwargs.get("refusal"):
        return "refusal"
    return "tools" if finish == "stop" and calls else finish


def _calls(message: AIMessage) -> tuple[ToolCall, ...]:
    raw = message.additional_kwargs.get("tool_calls")
    if raw:
        return tuple(_call(c.get("id"), **c["function"]) for c in raw)
    read = [_call(c["id"], c["name"], json.dumps(c["args"])) for c in message.tool_calls]
    broken = [_call(c["id"], c["name"], c["args"]) for c in message.invalid_tool_calls]
    return (*read, *broken)


def _call(call: str | None, name: str | None = None, arguments: str | None = None) -> ToolCall:
    said = (call or "call", name or "", arguments or "")
    plain = [text.encode(errors="backslashreplace").decode() for text in said]
    return ToolCall(id=plain[0], name=plain[1], arguments=plain[2])


def _usage(message: AIMessage) -> Usage:
    counted: Any = message.usage_metadata
    if not counted:
        return Usage()
    prompt = _count(counted.get("input_tokens"))
    cached = _count((counted.get("input_token_details") or {}).get("cache_read"))
    return Usage(
        prompt_tokens=prompt,
        cached_tokens=min(cached, prompt),
        completion_tokens=_count(counted.get("output_tokens")),
    )


def _count(value: Any) -> int:
    """Return a count as far as it can be one: a service may claim anything."""
    return min(max(value, 0), _MOST_TOKENS) if isinstance(value, int) else 0
