"""What a run may still spend: checked before each call, against the journal and the log."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from assent.errors import BudgetSpentError
from assent.ledger import Ledger
from assent.ports import Clock
from assent.records import Budget, Entry, Instant, RunStatus

__all__ = ["Purse", "worked"]

_MILLION = 1_000_000
_LONGEST = timedelta(minutes=10)
"""The most that counts between two entries: a process that died worked no longer."""


class Purse:
    """The budget of a run. Calls under way are counted as made, so seven at once are seven."""

    def __init__(self, budget: Budget | None = None) -> None:
        self._budget = budget or Budget()
        self._open: list[tuple[str, int]] = []

    @contextmanager
    def paying(
        self, ledger: Ledger, clock: Clock, run_id: str, turn: tuple[str, int]
    ) -> Iterator[None]:
        """Open the purse for one call of a turn (its node and round).

        Raises:
            BudgetSpentError: Calls, tokens, money, turns or minutes of the run are spent.
        """
        if self._budget != Budget():
            self._afford(ledger, clock, run_id, turn)
        self._open.append(turn)
        try:
            yield
        finally:
            self._open.remove(turn)

    def _afford(self, ledger: Ledger, clock: Clock, run_id: str, turn: tuple[str, int]) -> None:
        rows = ledger.journal.usage(run_id)
        begun = {*ledger.journal.turns(run_id), *self._open}
        spent: dict[str, float] = {
            "calls": sum(row.calls for row in rows) + len(self._open),
            "tokens": sum(row.prompt_tokens + row.completion_tokens for row in rows),
            "money": sum(row.cost for row in rows) / _MILLION,
            "turns": -1 if turn in begun else len(begun),
        }
        if self._budget.minutes is not None:
            at_work = worked(ledger.log.entries(run_id), clock.now())
            spent["minutes"] = at_work / timedelta(minutes=1)
        for what, amount in spent.items():
            limit = getattr(self._budget, what)
            if limit is not None and amount >= limit:
                raise BudgetSpentError(run_id, what, f"{amount:g}", f"{limit:g}")


def worked(entries: Iterable[Entry], now: Instant) -> timedelta:
    """Return how long a run was at work: between its entries, while it did not wait for anybody.

    Between two entries at most ten minutes count, so that a night in which its process was
    dead costs no more than that.
    """
    total, since = timedelta(0), None
    for entry in entries:
        if since is not None:
            total += min(entry.at - since, _LONGEST)
        since = entry.at if _at_work(entry, since is not None) else None
    return total + min(now - since, _LONGEST) if since is not None else total


def _at_work(entry: Entry, before: bool) -> bool:  # noqa: FBT001 - what held until this entry
    if entry.kind == "run.opened":
        return True
    if entry.kind in {"run.status", "run.closed"}:
        return bool(entry.body["status"] == RunStatus.running)
    return before
