"""Requests and replies as the bodies of an OpenAI-compatible service: chat completions."""

from collections.abc import Mapping
from typing import Any

from assent.canonical import digest_of
from assent.reading.fence import blocks
from assent.records import Message, Reply, Request, ToolCall, TurnKind

__all__ = ["completion", "requested"]

_REASONS = {"filter": "content_filter", "tools": "tool_calls", "refusal": "stop", "other": "stop"}


def completion(reply: Reply, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return a reply as a chat completion; its id comes from what was asked, so it repeats."""
    calls = [
        {"id": c.id, "type": "function", "function": {"name": c.name, "arguments": c.arguments}}
        for c in reply.tool_calls
    ]
    refused = reply.finish == "refusal"
    message = {
        "role": "assistant",
        "content": None if refused else reply.text,
        "refusal": reply.text if refused else None,
        **({"tool_calls": calls} if calls else {}),
    }
    usage = reply.usage
    return {
        "id": "chatcmpl-" + digest_of(asked)[7:19],
        "object": "chat.completion",
        "created": 0,
        "model": asked.get("model", reply.model),
        "choices": [
            {
                "index": 0,
                "message": message,
                "finish_reason": _REASONS.get(reply.finish, reply.finish),
            }
        ],
        "usage": {
            "prompt_tokens": usage.prompt_tokens,
            "completion_tokens": usage.completion_tokens,
            "total_tokens": usage.prompt_tokens + usage.completion_tokens,
            "prompt_tokens_details": {"cached_tokens": usage.cached_tokens},
        },
    }


def requested(asked: Mapping[str, Any]) -> Request:
    """Return the request that a body carries; role and kind stand in its task block."""
    messages = tuple(_message(message) for message in asked["messages"])
    found = (block for message in messages for block in blocks(message.content))
    task = next((block.text for block in found if block.kind == "task"), "")
    lines = (line.partition(": ") for line in task.split("\n"))
    fields = {name: value for name, _, value in lines}
    form = asked.get("response_format", {}).get("json_schema", {})
    return Request(
        role=fields.get("Role", "nobody"),
        kind=TurnKind(fields.get("Kind", "draft")),
        messages=messages,
        schema_name=form.get("name", "reply"),
        json_schema=form.get("schema", {}),
        tools=tuple(asked.get("tools", ())),
    )


def _message(message: Mapping[str, Any]) -> Message:
    calls = tuple(
        ToolCall(id=call["id"], **call["function"]) for call in message.get("tool_calls") or ()
    )
    return Message(
        role=message["role"],
        content=message.get("content") or "",
        tool_calls=calls,
        tool_call_id=message.get("tool_call_id"),
    )
