"""What a tool declares about itself before anybody may call it."""

from typing import Any, Literal

from assent.records.record import Record

__all__ = ["ToolDescriptor"]


class ToolDescriptor(Record):
    """A governed tool: its name, what it does, its effect, and the JSON schema of its arguments.

    ``effect`` read changes nothing; only such tools are ever offered to an agent.
    """

    name: str
    description: str
    effect: Literal["read", "write"]
    parameters: dict[str, Any]
