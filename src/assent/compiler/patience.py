"""How long a run waits for a model, and how often it asks again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

__all__ = ["Patience"]


async def _sleep(seconds: float) -> None:
    from asyncio import sleep  # only what waits pays for it

    await sleep(seconds)


@dataclass(frozen=True)
class Patience:
    """How often a model is asked again, and how many seconds to wait at first and at most.

    ``attempts`` counts calls that got no answer, ``repairs`` how often a reply that does not
    fit is shown to the model with the reason. A service that asks to wait longer than
    ``longest_asked`` is not waited for. ``deadline`` holds for models that have none of their
    own. ``sleep`` is what waits.
    """

    attempts: int = 4
    repairs: int = 1
    first_wait: float = 0.5
    longest_wait: float = 20.0
    longest_asked: float = 60.0
    deadline: float = 120.0
    sleep: Callable[[float], Awaitable[None]] = _sleep
