"""Executions and their effects: intent before, result after, and the halting of all of them."""

from assent.canonical import digest, dumps
from assent.errors import IntegrityError, PlanUsedError
from assent.ledger.intact import intact
from assent.ledger.leases import Lease, Leases
from assent.ledger.log import Log
from assent.ledger.runs import live
from assent.ports import Clock, Row, Store, Transaction
from assent.records import Effect, EffectState, Entry, Execution, ExecutionOutcome, Instant, Stop

__all__ = ["Effects"]


class Effects:
    """The journal of writes. An execution belongs to one plan and one gate, and both to it."""

    def __init__(self, store: Store, clock: Clock, log: Log, leases: Leases) -> None:
        self._store, self._clock, self._log, self._leases = store, clock, log, leases

    # ---- executions --------------------------------------------------------------------

    def start(self, lease: Lease, execution: Execution) -> bool:
        """Open the one execution of a plan; False when it is open already.

        Raises:
            PlanUsedError: The plan has an execution on another gate, or the gate another plan.
            LeaseLostError: The run is not held any more.
            RunFinishedError: The run has ended.
        """
        with self._store.transaction(write=True) as tx:
            self._leases.held(tx, lease, execution.run_id)
            live(tx, execution.run_id)
            earlier = tx.rows("execution", plan=execution.plan)
            if earlier:
                _same_gate(self._execution(tx, earlier[0]), execution)
                return False
            record, entry = self._logged(tx, execution, "execution.started")
            named = {"plan": execution.plan, "run_id": execution.run_id, "gate": execution.gate}
            if not tx.rows("insert_execution", **named, record=record, entry=entry):
                raise PlanUsedError(execution.run_id, execution.plan, execution.gate)
            return True

    def turn(
        self, lease: Lease, plan: str, outcome: ExecutionOutcome, reason: str, refusal: str = ""
    ) -> Execution:
        """Note where an execution stands from now on.

        Raises:
            LeaseLostError: The run is not held any more.
        """
        with self._store.transaction(write=True) as tx:
            before = self._of(tx, plan)
            self._leases.held(tx, lease, before.run_id)
            ended_at = self._clock.now() if outcome.ended else None
            changed = {"outcome": outcome, "ended_at": ended_at}
            told = {"reason": reason or before.reason, "refusal": refusal or before.refusal}
            return self._changed(tx, before.model_copy(update=changed | told))

    def close(self, plan: str, person: str, reason: str) -> Execution:
        """Close an incident in a person's name.

        Raises:
            IntegrityError: There is no such execution, or a row is not what the log tells.
        """
        with self._store.transaction(write=True) as tx:
            closed = {
                "outcome": ExecutionOutcome.closed,
                "closed_by": person,
                "ended_at": self._clock.now(),
            }
            before = self._of(tx, plan)
            said = f"{before.reason} Closed by {person}: {reason}"
            return self._changed(tx, before.model_copy(update=closed | {"reason": said}))

    def refuse(self, lease: Lease, execution: Execution) -> None:
        """Log that an execution was refused or halted; nothing of it changes.

        Raises:
            LeaseLostError: The run is not held any more.
        """
        with self._store.transaction(write=True) as tx:
            self._leases.held(tx, lease, execution.run_id)
            body = {
                "plan": execution.plan,
                "gate": execution.gate,
                "mode": execution.mode.value,
                "refusal": execution.refusal,
                "reason": execution.reason,
            }
            kind = f"execution.{execution.outcome.value}"
            self._log.append(tx, execution.run_id, kind, body)

    def execution(self, plan: str) -> Execution | None:
        """Return the execution of a plan with its effects, or None when it never began.

        Raises:
            IntegrityError: A row is not the one the log vouches for.
        """
        with self._store.transaction() as tx:
            rows = tx.rows("execution", plan=plan)
            return self._execution(tx, rows[0]) if rows else None

    def executions(self, run_id: str) -> list[Execution]:
        """Return the executions of a run, oldest first."""
        with self._store.transaction() as tx:
            return [self._execution(tx, r) for r in tx.rows("executions_of_run", run_id=run_id)]

    # ---- effects -----------------------------------------------------------------------

    def intend(self, lease: Lease, effect: Effect) -> Effect:
        """Note a write that is about to be made; returns what is noted under its key already.

        What is known to be absent may be intended again.

        Raises:
            LeaseLostError: The run is not held any more.
        """
        with self._store.transaction(write=True) as tx:
            self._leases.held(tx, lease, effect.run_id)
            rows = tx.rows("effect", key=effect.key)
            earlier = self._effect(tx, rows[0]) if rows else None
            if earlier and earlier.state is EffectState.absent:
                self._settled(tx, effect, "effect.intended")
                return effect
            if earlier:
                return earlier
            self._of(tx, effect.plan)
            record, entry = self._logged(tx, effect, "effect.intended")
            tx.rows("insert_effect", key=effect.key, plan=effect.plan, record=record, entry=entry)
            return effect

    def record(self, lease: Lease, effect: Effect) -> None:
        """Note what became of a write that was intended.

        Raises:
            LeaseLostError: The run is not held any more.
            IntegrityError: It was never intended, or its row is not what the log tells.
        """
        with self._store.transaction(write=True) as tx:
            self._leases.held(tx, lease, effect.run_id)
            self._settled(tx, effect, "effect.recorded")

    def settle(self, effect: Effect, outcome: ExecutionOutcome) -> None:
        """Note what a person found out about a write in doubt; the execution goes on.

        Raises:
            IntegrityError: It was never intended, or a row is not what the log tells.
        """
        with self._store.transaction(write=True) as tx:
            self._settled(tx, effect, "effect.settled")
            before = self._of(tx, effect.plan)
            over = {"reason": ""} if outcome is ExecutionOutcome.running else {}
            self._changed(tx, before.model_copy(update={"outcome": outcome, **over}))

    # ---- halting -----------------------------------------------------------------------

    def stop(self, person: str, reason: str) -> Stop:
        """Halt every write of the installation at its next boundary."""
        return self._switch("writes.stopped", {"person": person, "reason": reason, "stopped": True})

    def start_again(self, person: str, reason: str) -> Stop:
        """Let writes go on."""
        body = {"person": person, "reason": reason, "stopped": False}
        return self._switch("writes.started", body)

    def stopped(self) -> Stop | None:
        """Return who halted all writes, when and why; None while they may go on.

        Raises:
            IntegrityError: The entry cannot be read back.
        """
        with self._store.transaction() as tx:
            rows = tx.rows("last_stop")
        if not rows:
            return None
        with intact("the last stop"):
            entry = Entry.model_validate_json(rows[0]["leaf"])
            stop = Stop(**entry.body, at=entry.at)
        return stop if stop.stopped else None

    def latest(self) -> Instant | None:
        """Return the time of the newest entry of the log."""
        with self._store.transaction() as tx:
            return self._log.latest(tx)

    # ---- rows --------------------------------------------------------------------------

    def _switch(self, kind: str, body: Row) -> Stop:
        with self._store.transaction(write=True) as tx:
            entry = self._log.append(tx, None, kind, body)
        return Stop(**body, at=entry.at)

    def _settled(self, tx: Transaction, effect: Effect, kind: str) -> None:
        rows = tx.rows("effect", key=effect.key)
        if not rows:
            raise IntegrityError(f"effect {effect.key} was never intended; nothing was recorded.")
        self._effect(tx, rows[0])
        record, entry = self._logged(tx, effect, kind)
        tx.rows("update_effect", key=effect.key, record=record, entry=entry)

    def _changed(self, tx: Transaction, execution: Execution) -> Execution:
        kind = "execution.ended" if execution.outcome.ended else "execution.turned"
        record, entry = self._logged(tx, execution.model_copy(update={"effects": ()}), kind)
        tx.rows("update_execution", plan=execution.plan, record=record, entry=entry)
        return execution

    def _logged(self, tx: Transaction, noun: Effect | Execution, kind: str) -> tuple[bytes, int]:
        record = dumps(noun.plain())
        entry = self._log.append(tx, noun.run_id, kind, {"record": digest(record), **_told(noun)})
        return record, entry.sequence

    def _of(self, tx: Transaction, plan: str) -> Execution:
        rows = tx.rows("execution", plan=plan)
        if not rows:
            raise IntegrityError(f"plan {plan} has no execution; nothing was recorded.")
        return self._execution(tx, rows[0])

    def _execution(self, tx: Transaction, row: Row) -> Execution:
        with intact(f"execution of plan {row['plan']!r}"):
            execution = Execution.model_validate_json(
                self._log.vouched(tx, row["record"], row["entry"])
            )
            effects = [self._effect(tx, r) for r in tx.rows("effects_of_plan", plan=row["plan"])]
            return execution.model_copy(update={"effects": tuple(effects)})

    def _effect(self, tx: Transaction, row: Row) -> Effect:
        with intact(f"effect {row['key']!r}"):
            return Effect.model_validate_json(self._log.vouched(tx, row["record"], row["entry"]))


_KEPT = ("plan", "gate", "mode", "outcome", "key", "index", "kind", "tool", "target", "state")


def _told(noun: Effect | Execution) -> Row:
    """Return what the log says of an effect or an execution, besides the digest of its row."""
    plain = noun.plain()
    told = {name: plain[name] for name in _KEPT if name in plain}
    if isinstance(noun, Effect) and noun.state is not EffectState.intended:
        told |= {name: plain[name] for name in ("before", "after", "problems")}
    return told


def _same_gate(earlier: Execution, asked: Execution) -> None:
    if earlier.gate != asked.gate:
        raise PlanUsedError(asked.run_id, asked.plan, earlier.gate)
