"""What is asked of a model, and what it answers."""

from enum import StrEnum
from typing import Any, Literal

from assent.records.record import Identifier, Record
from assent.records.run import Usage

__all__ = [
    "OFFLINE",
    "Block",
    "BlockKind",
    "Message",
    "Reply",
    "Request",
    "ToolCall",
    "TurnKind",
]

OFFLINE = "offline"
"""The name of the drafter that works by rule; what it drafts says so."""

BlockKind = Literal[
    "card", "task", "template", "brief", "document", "contribution", "comment", "tool"
]
"""What a fenced block of a prompt holds."""


class TurnKind(StrEnum):
    """What a role is asked to do in one turn; each has its template in prompts/."""

    draft = "draft"
    contribute = "contribute"
    review = "review"
    propose = "propose"
    answer = "answer"
    rule = "rule"
    intake = "intake"
    risk = "risk"
    plan = "plan"
    ready = "ready"
    audit = "audit"


class Block(Record):
    """A fenced block of a prompt; ``digest`` is the first 16 hex digits of its text's SHA-256."""

    kind: BlockKind
    name: str
    text: str
    digest: str


class ToolCall(Record):
    """A read-only tool that a model asks to be called; ``arguments`` is JSON text."""

    id: str
    name: str
    arguments: str


class Message(Record):
    """One message of a conversation; a tool's answer names the call it answers."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None


class Request(Record):
    """One model request: the messages, and the JSON schema the reply must fit.

    ``role``, ``kind`` and ``schema_name`` say what it is for; a model that answers for
    several roles may route by them. ``tools`` describes read-only tools.
    """

    role: Identifier
    kind: TurnKind
    messages: tuple[Message, ...]
    schema_name: str
    json_schema: dict[str, Any]
    tools: tuple[dict[str, Any], ...] = ()


class Reply(Record):
    """A model's answer: the raw text, what it cost, why it stopped, and who answered.

    ``finish`` refusal means that the model declined, filter that its service cut it off.
    """

    text: str
    model: str
    finish: Literal["stop", "length", "refusal", "filter", "tools", "other"] = "stop"
    tool_calls: tuple[ToolCall, ...] = ()
    usage: Usage = Usage()
