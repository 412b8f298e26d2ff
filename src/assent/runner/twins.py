"""The asynchronous twins: the same work, in a thread beside the caller's loop."""

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["in_thread"]

Value = TypeVar("Value")


async def in_thread(work: Callable[..., Value], /, *arguments: Any, **named: Any) -> Value:
    """Run blocking work without blocking the caller's event loop, and return its value."""
    from asyncio import to_thread  # only asynchronous callers pay for it

    return await to_thread(work, *arguments, **named)
