"""The writing tools of an installation: those that ship, and those a user gives."""

from collections.abc import Iterable
from pathlib import Path

from assent.errors import InvalidNameError
from assent.ports import WriteTool
from assent.tools.git_records import GitRecord
from assent.tools.sqlite_table import SQLiteRow

__all__ = ["write_tools"]


def write_tools(root: Path | None = None, own: Iterable[WriteTool] = ()) -> dict[str, WriteTool]:
    """Return the writing tools by name; ``root`` is what relative targets are below.

    Raises:
        InvalidNameError: Two tools have one name, or one of them only reads.
    """
    tools: dict[str, WriteTool] = {}
    shipped: tuple[WriteTool, ...] = (GitRecord(root), SQLiteRow(root))
    for tool in (*shipped, *own):
        name = tool.descriptor.name
        if name in tools:
            raise InvalidNameError(name, "a name that no other tool has")
        if tool.descriptor.effect != "write":
            raise InvalidNameError(name, "a tool that declares the effect 'write'")
        tools[name] = tool
    return tools
