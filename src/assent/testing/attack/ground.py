"""What is attacked: a practice, some of its procedures, and the targets they may write to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from assent.ports import WriteTool
from assent.records import Plan, Practice, Workflow

__all__ = ["Ground", "Launch"]

_START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class Launch(NamedTuple):
    """What a run is launched with, and by whom; ``roles`` binds generic roles."""

    workflow: str | Workflow
    inputs: Mapping[str, str]
    by: str
    roles: Mapping[str, str] = {}

    def procedure(self, practice: Practice) -> Workflow:
        """Return the workflow as the practice has it."""
        named = self.workflow
        return practice.workflows[named] if isinstance(named, str) else named


@dataclass(frozen=True)
class Ground:
    """A practice in memory, and the launches that are made of its procedures.

    Relative targets are below ``root``. ``tools`` write. ``start`` is when the first launch
    is made. ``rows`` are cells for a malicious planner. ``keys`` are private SSH keys by
    person. ``keep`` returns what the targets hold and ``bring`` brings it back; without them
    the targets stay as the attack leaves them. ``grave`` tells of a plan that only a signature
    may approve. ``drift`` changes a target behind everybody's back.
    """

    practice: Practice
    launches: Sequence[Launch]
    root: Path | None = None
    tools: Sequence[WriteTool] = ()
    start: datetime = _START
    rows: Sequence[Mapping[str, str]] = ()
    keys: Mapping[str, Path] = field(default_factory=dict)
    keep: Callable[[], Any] = lambda: None
    bring: Callable[[Any], None] = lambda _: None
    grave: Callable[[Plan], bool] = lambda _: False
    drift: Callable[[], None] = lambda: None
