"""Tools that fail in chosen ways, over the real ones: what they wrap is not replaced."""

from collections.abc import Callable
from typing import Any

from assent.errors import WriteError
from assent.records import Action, Probed, Target
from assent.tools.git_records import GitRecord
from assent.tools.sqlite_table import SQLiteRow

Hook = Callable[[Target, Action], None]


class _Faults:
    """What goes wrong at which action; ``undo`` for all inverses."""

    def __init__(self, root: Any = None) -> None:
        super().__init__(root)
        self.wrong: dict[int, str] = {}
        self.before: dict[int, Hook] = {}
        self.after: dict[int, Hook] = {}
        self.silent = False
        self.undo: Hook | None = None

    def apply(self, target: Target, action: Action, key: str) -> dict[str, Any]:
        back = _is_undo(action)
        if back and self.undo:
            self.undo(target, action)
        if not back and action.index in self.before:
            self.before[action.index](target, action)
        made = super().apply(target, action, key)
        if not back and action.index in self.after:
            self.after[action.index](target, action)
        return made

    def validate(self, target: Target, action: Action) -> list[str]:
        if action.index in self.wrong and not _is_undo(action):
            return [self.wrong[action.index]]
        return super().validate(target, action)

    def probe(self, target: Target, key: str) -> Probed:
        return Probed.unknown if self.silent else super().probe(target, key)


class FaultyGit(_Faults, GitRecord):
    """git-record with faults."""


class FaultySQLite(_Faults, SQLiteRow):
    """sqlite-row with faults."""


def fail(target: Target, action: Action) -> None:
    """Fail before anything is written."""
    raise WriteError(action.tool, "the line is down")


def burst(target: Target, action: Action) -> None:
    """Fail in a way that nobody foresaw."""
    raise RuntimeError("boom")


def _is_undo(action: Action) -> bool:
    return action.undo is None
