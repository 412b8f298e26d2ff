"""Conditions of approvals: what a run owes, and the one word that closes each."""

from assent.authority import may_discharge
from assent.canonical import digest, dumps
from assent.errors import ConditionClosedError, UnknownConditionError
from assent.ledger.content import Content
from assent.ledger.log import Log
from assent.ledger.owing import Owing
from assent.ledger.runs import live
from assent.ports import Store, Transaction
from assent.records import Discharge, Obligation, OpenGate, Organisation

__all__ = ["Obligations"]


class Obligations:
    """The conditions of every run. Each is closed once, in the transaction that logs it."""

    def __init__(self, store: Store, log: Log, content: Content) -> None:
        self._store, self._log, self._content = store, log, content
        self._owing = Owing(log, content)

    def of(self, run_id: str) -> list[Obligation]:
        """Return the conditions of a run, open and closed, in the order they were set.

        Raises:
            IntegrityError: What was decided or shown is not what the log vouches for.
        """
        with self._store.transaction() as tx:
            return self._owing.of(tx, run_id)

    def open(self, run_id: str) -> list[Obligation]:
        """Return the conditions that still keep a run from closing."""
        return [one for one in self.of(run_id) if one.open]

    def gate(self, obligation: Obligation) -> OpenGate:
        """Return the gate at which the condition was set."""
        with self._store.transaction() as tx:
            return self._owing.gate(tx, obligation.gate)

    def discharge(self, discharge: Discharge, organisation: Organisation) -> Obligation:
        """Close a condition; what it asks and who may close it is read in one transaction.

        Raises:
            UnknownRunError: There is no such run.
            RunFinishedError: The run has ended.
            UnknownConditionError: It owes no such condition.
            ConditionClosedError: It was met or waived before; says by whom and when.
            AssentError: One of the refusals of ``authority.may_discharge``.
        """
        run_id = discharge.run_id
        with self._store.transaction(write=True) as tx:
            live(tx, run_id)
            owed = {one.id: one for one in self._owing.of(tx, run_id)}
            one = owed.get(discharge.condition)
            if one is None:
                raise UnknownConditionError(discharge.condition, run_id, list(owed))
            if by := one.discharge:
                raise ConditionClosedError(one.id, run_id, by.ending.value, by.person, by.at)
            may_discharge(discharge, one, self._owing.gate(tx, one.gate), organisation)
            self._append(tx, discharge)
            return one.model_copy(update={"discharge": discharge})

    def _append(self, tx: Transaction, discharge: Discharge) -> None:
        record = dumps(discharge.plain())
        self._content.put_in(tx, record)
        plain = discharge.plain()
        kept = ("condition", "gate", "person", "role", "identity_assurance")
        body = {"record": digest(record), **{name: plain[name] for name in kept}}
        self._log.append(tx, discharge.run_id, f"condition.{discharge.ending.value}", body)
