"""What a tool declares about itself before anybody may call it."""

from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from assent.records.record import Record

__all__ = ["ToolDescriptor", "ToolName"]

ToolName = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)*$", max_length=64)
]
"""A tool's name: identifiers joined by dots, such as ``records.read``."""


class ToolDescriptor(Record):
    """A governed tool: its name, what it does, its effect, and the JSON schema of its arguments.

    ``effect`` read changes nothing; only such tools are ever offered to an agent.
    """

    name: ToolName
    description: str
    effect: Literal["read", "write"]
    parameters: dict[str, Any]
