"""Taking guards away, for as long as a block runs: to see that somebody misses them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any

__all__ = ["Removal", "gone", "nothing"]

Removal = tuple[str, Callable[[Any], Any]]
"""Where a guard is, ``module:name``, ``module:Class.name`` or ``module:table[name]``, and what
takes its place, made from what was there."""


def nothing(_: Any) -> Callable[..., None]:
    """Return what takes the place of a guard that only refuses."""
    return lambda *_, **__: None


@contextmanager
def gone(*removals: Removal) -> Iterator[None]:
    """Run the block without some guards; afterwards they are back."""
    with ExitStack() as stack:
        for place, instead in removals:
            stack.enter_context(_without(place, instead))
        yield


@contextmanager
def _without(place: str, instead: Callable[[Any], Any]) -> Iterator[None]:
    module, _, path = place.partition(":")
    owner: Any = import_module(module)
    path, _, key = path.removesuffix("]").partition("[")
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    if key:
        table = getattr(owner, name)
        kept = table[key]
        table[key] = instead(kept)
    else:
        kept = getattr(owner, name)
        setattr(owner, name, instead(kept))
    try:
        yield
    finally:
        if key:
            table[key] = kept
        else:
            setattr(owner, name, kept)
