"""The trace of a run: what people decided and what was written back, read off the log."""

from collections.abc import Iterable
from typing import Any

from assent.records import Entry

__all__ = ["trace"]

_TRACED = frozenset(
    {
        "condition.met",
        "condition.waived",
        "decision.recorded",
        "document.edited",
        "effect.recorded",
        "finding.overridden",
        "run.rescheduled",
        "run.withdrawn",
    }
)


def trace(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return sequence, kind, time and body of each human act and write-back, in order."""
    return [
        {"sequence": e.sequence, "kind": e.kind, "at": e.plain()["at"], **e.body}
        for e in entries
        if e.kind in _TRACED
    ]
