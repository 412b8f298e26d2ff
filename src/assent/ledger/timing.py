"""Time at gates: it reminds, goes a step up and ends, each thing once; it never approves."""

from collections.abc import Mapping

from assent.authority import due
from assent.errors import ClockSetBackError
from assent.ledger.closing import conclude
from assent.ledger.decisions import Decisions
from assent.ledger.log import Log
from assent.ledger.notices import Notices
from assent.ledger.standing import Standing, found
from assent.ports import Clock, Store, Transaction
from assent.records import GateState, Notice, Organisation, Resolution, Role, Verdict

__all__ = ["Timing"]


class Timing:
    """What the clock does to the gates of every run."""

    def __init__(self, store: Store, clock: Clock, log: Log) -> None:
        self._store, self._clock, self._log = store, clock, log
        self._standing, self._notices = Standing(log), Notices(log)
        self._decisions = Decisions(log)

    def keep(
        self, ref: str, organisation: Organisation, roles: Mapping[str, Role]
    ) -> tuple[Notice, ...]:
        """Do what has fallen due at a gate: remind, go a step up, or end it.

        ``roles`` say who is above whom; a gate that is not open any more asks for nothing.

        Raises:
            UnknownGateError: There is no such gate.
            ClockSetBackError: The clock stands before what is already recorded.
        """
        with self._store.transaction() as tx:
            if not self._due(tx, ref, organisation, roles):
                return ()
        with self._store.transaction(write=True) as tx:
            notices = self._due(tx, ref, organisation, roles)
            self._notices.log(tx, notices)
            if any(notice.kind == "expiry" for notice in notices):
                self._expire(tx, ref)
            return notices

    def notices(self, ref: str) -> list[Notice]:
        """Return the reminders and escalations that a gate was given, in order.

        Raises:
            UnknownGateError: There is no such gate.
        """
        with self._store.transaction() as tx:
            return self._notices.given(tx, ref, found(tx, ref)["run_id"])

    def _due(
        self, tx: Transaction, ref: str, organisation: Organisation, roles: Mapping[str, Role]
    ) -> tuple[Notice, ...]:
        row, now = found(tx, ref), self._clock.now()
        if row["state"] != GateState.open.value:
            return ()
        recorded = self._log.latest(tx)
        if recorded and now < recorded:
            raise ClockSetBackError(row["run_id"], now, recorded)
        gate = self._standing.read(tx, row)
        given = self._notices.given(tx, ref, gate.run_id)
        made = (self._decisions.of(tx, ref), self._decisions.deferrals(tx, ref))
        return due(gate, given, *made, organisation, roles, now)

    def _expire(self, tx: Transaction, ref: str) -> None:
        gate = self._standing.read(tx, found(tx, ref))
        made = tuple(d.record_digest for d in self._decisions.of(tx, ref))
        ended = Resolution(gate=ref, verdict=Verdict.expired, decisions=made)
        conclude(tx, self._log, gate, ended)
