"""What people owe a run besides their decisions: each said under a name, with a reason."""

from pathlib import Path
from typing import Literal

from assent.canonical import visible
from assent.records import Budget, Ending, Execution, Extension, Obligation, Stop
from assent.runner.discharging import named, said
from assent.runner.procedures import Procedures
from assent.runner.run import Run
from assent.runner.spending import extend
from assent.runner.views import write_views
from assent.runner.withdrawing import withdraw

__all__ = ["Duties"]

_REASON = "reason"


class Duties(Procedures):
    """What a run waits for when it waits for no decision; nothing here makes it go on."""

    def meet(
        self,
        reference: str,
        condition: str,
        reason: str,
        *,
        by: str | None = None,
        waive: bool = False,
        key: Path | None = None,
    ) -> Obligation:
        """Say that a condition of an approval is met; ``waive`` lets it go instead.

        ``reason`` says what shows it. A holder of the seat's role that set the condition may,
        and only who set it may waive it; a gate of tier high takes ``key``, as for a decision.

        Raises:
            UnknownConditionError: The run has no such condition.
            RefusedError: It was closed before, or the person may not; see
                ``authority.may_discharge``.
        """
        run, actor = self.run(reference), self.actor(by)
        ending = Ending.waived if waive else Ending.met
        made = said(named(run, condition), ending, reason, actor, self.clock.now(), key)
        closed = self.ledger.obligations.discharge(made, self.organisation)
        write_views(run, self.ledger, self.folder)
        return closed

    def settle(
        self,
        reference: str,
        index: int,
        outcome: Literal["applied", "absent"],
        reason: str,
        *,
        by: str | None = None,
    ) -> Execution:
        """Say what a person found of a write in doubt; the run goes on when it is resumed.

        Raises:
            NothingToSettleError: No write of that index is in doubt.
            RefusedError: The person may not, or gives no reason.
            NotCanonicalError: The reason hides characters.
        """
        from assent.execution import resolve_doubt  # imports the writing tools' kernel

        visible(reason, _REASON)
        run, person = self.run(reference).id, self.actor(by).person.id
        return resolve_doubt(self.ledger, self.organisation, run, index, outcome, person, reason)

    def close_incident(self, reference: str, reason: str, *, by: str | None = None) -> Execution:
        """Say that a target is in order again; the run goes on when it is resumed.

        Raises:
            NothingToSettleError: The run has no incident.
            RefusedError: The person may not, or gives no reason.
            NotCanonicalError: The reason hides characters.
        """
        from assent.execution import close_incident  # imports the writing tools' kernel

        visible(reason, _REASON)
        run, person = self.run(reference).id, self.actor(by).person.id
        return close_incident(self.ledger, self.organisation, run, person, reason)

    def extend(
        self, reference: str, more: Budget, reason: str, *, by: str | None = None
    ) -> Extension:
        """Let a run spend more than its budget; it goes on when it is resumed.

        Raises:
            CallError: No amount is named, or the run is unknown.
            RefusedError: The run has ended, or the person may not, or gives no reason.
        """
        run, actor = self.run(reference).launched, self.actor(by)
        return extend(run, more, reason, actor, self.practice, self.ledger, self.clock)

    def withdraw(self, reference: str, reason: str, *, by: str | None = None) -> Run:
        """End a run that goes nowhere, such as one whose plan cannot run any more.

        Raises:
            RefusedError: The person may not, gives no reason, the run has ended, a gate of
                it is open, or its plan has begun.
            NotCanonicalError: The reason hides characters.
        """
        run = self.run(reference)
        withdraw(run.launched, visible(reason, _REASON), self.actor(by), self.ledger)
        write_views(run, self.ledger, self.folder)
        return run

    def halt(self, reason: str, *, by: str | None = None) -> Stop:
        """Halt every run of this store before its next write.

        Raises:
            RefusedError: The person may not, or gives no reason.
            NotCanonicalError: The reason hides characters.
        """
        from assent.execution import stop  # imports the writing tools' kernel

        person = self.actor(by).person.id
        return stop(self.ledger, self.organisation, person, visible(reason, _REASON))

    def unhalt(self, reason: str, *, by: str | None = None) -> Stop:
        """Let writes go on after a halt; halted runs go on when they are resumed.

        Raises:
            RefusedError: The person may not, or gives no reason.
            NotCanonicalError: The reason hides characters.
        """
        from assent.execution import start  # imports the writing tools' kernel

        person = self.actor(by).person.id
        return start(self.ledger, self.organisation, person, visible(reason, _REASON))
