"""What people allowed runs beyond their budget: kept in the log, each with its person."""

from assent.ledger.intact import intact
from assent.ledger.log import Log
from assent.ledger.runs import live
from assent.ports import Store
from assent.records import Budget, Extension

__all__ = ["Budgets"]

_KIND = "budget.extended"


class Budgets:
    """The extensions of one store. The log entry is the extension; there is no other row."""

    def __init__(self, store: Store, log: Log) -> None:
        self._store, self._log = store, log

    def extend(self, extension: Extension) -> None:
        """Log an extension; each adds to those before.

        Raises:
            UnknownRunError: There is no such run.
            RunFinishedError: The run has ended.
        """
        with self._store.transaction(write=True) as tx:
            live(tx, extension.run_id)
            self._log.append(tx, extension.run_id, _KIND, extension.plain())

    def of(self, run_id: str) -> list[Extension]:
        """Return the extensions of a run, oldest first.

        Raises:
            IntegrityError: An entry cannot be read back.
        """
        with self._store.transaction() as tx:
            entries = self._log.of_kind(tx, run_id, _KIND)
        with intact(f"the budget of run {run_id!r}"):
            return [Extension.model_validate(entry.body) for entry in entries]

    def allowed(self, run_id: str, budget: Budget) -> Budget:
        """Return what a run may spend: the practice's budget and every extension."""
        for extension in self.of(run_id):
            budget = budget.plus(extension.more)
        return budget
