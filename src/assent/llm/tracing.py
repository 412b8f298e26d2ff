"""LangSmith tracing sends document text to a service; here it is off unless asked for.

``LANGSMITH_TRACING`` alone does not ask for it, since it is often set for something else.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from langsmith import tracing_context

__all__ = ["ASKED", "quiet"]

ASKED = "ASSENT_TRACING"
"""The environment variable that leaves LangSmith's own settings in force when it is 1."""


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what happens inside from being traced, unless the user asked for it."""
    if os.environ.get(ASKED) == "1":
        yield
        return
    with tracing_context(enabled=False):
        yield
