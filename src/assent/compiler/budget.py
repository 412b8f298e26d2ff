"""What a run may still spend on models: checked before each call, against the journal."""

from collections.abc import Iterator
from contextlib import contextmanager

from assent.errors import BudgetSpentError
from assent.ledger import UsageRow
from assent.ledger.journal import Journal
from assent.records import Budget

__all__ = ["Purse"]

_MILLION = 1_000_000


class Purse:
    """The budget of a run. Calls under way are counted as made, so seven at once are seven."""

    def __init__(self, budget: Budget | None = None) -> None:
        self._budget = budget or Budget()
        self._open = 0

    @contextmanager
    def paying(self, journal: Journal, run_id: str) -> Iterator[None]:
        """Open the purse for one call.

        Raises:
            BudgetSpentError: Calls, tokens or money of the run are spent.
        """
        if self._budget != Budget():
            self._afford(run_id, journal.usage(run_id))
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1

    def _afford(self, run_id: str, rows: list[UsageRow]) -> None:
        spent = {
            "calls": sum(row.calls for row in rows) + self._open,
            "tokens": sum(row.prompt_tokens + row.completion_tokens for row in rows),
            "money": sum(row.cost for row in rows) / _MILLION,
        }
        for what, amount in spent.items():
            limit = getattr(self._budget, what)
            if limit is not None and amount >= limit:
                raise BudgetSpentError(run_id, what, f"{amount:g}", f"{limit:g}")
