"""The changes that are not over: what each asks for, and how far it has come."""

from assent.ledger.content import Content
from assent.ledger.effects import Effects
from assent.ledger.gates import Gates
from assent.ledger.log import Log
from assent.ledger.moves import Moves
from assent.ledger.runs import RunRow, Runs
from assent.ports import Store
from assent.records import (
    Examination,
    OpenChange,
    Plan,
    PlanMode,
    Slot,
    Verdict,
)

__all__ = ["Changes"]

_PLAN, _EXAMINATION, _MODE = "plan", "intake.examination", "mode"


class Changes:
    """The runs of change control that are under way, as one change sees the others."""

    def __init__(
        self,
        store: Store,
        log: Log,
        content: Content,
        runs: Runs,
        gates: Gates,
        effects: Effects,
        moves: Moves,
    ) -> None:
        self._store, self._log, self._content = store, log, content
        self._runs, self._gates, self._effects, self._moves = runs, gates, effects, moves

    def others(self, run_id: str, mode: PlanMode) -> list[OpenChange]:
        """Return the changes of other runs that may meet one of this mode, oldest first.

        A dry run is in nobody's way; what staging writes lies elsewhere than what is live.

        Raises:
            IntegrityError: What the ledger keeps of one is not what the log tells.
        """
        staged = mode is PlanMode.staging
        found = [self._change(row) for row in self._runs.under_way() if row.run.id != run_id]
        return [
            change
            for of, change in filter(None, found)
            if of is not PlanMode.dry_run and (of is PlanMode.staging) is staged
        ]

    def approved(self, run_id: str, plan: str) -> int | None:
        """Return the entry of the log by which a plan was approved, or None.

        A plan that was drawn before the window was moved is not approved any more.
        """
        drawn = Plan.model_validate_json(self._content.get(plan))
        if drawn.moves != self._moves.count(run_id):
            return None
        ended = {g.id for g in self._gates.for_run(run_id) if g.bound.plan == plan}
        with self._store.transaction() as tx:
            entries = self._log.of_kind(tx, run_id, "gate.resolved")
        return next(
            (
                entry.sequence
                for entry in entries
                if entry.body["gate"] in ended and entry.body["verdict"] == Verdict.approved.value
            ),
            None,
        )

    def _change(self, row: RunRow) -> tuple[PlanMode, OpenChange] | None:
        """Return the change of a run with its mode; None when it is none, or is over."""
        executions = self._effects.executions(row.run.id)
        if executions and all(execution.outcome.ended for execution in executions):
            return None
        slot = self._slot(row)
        if slot is None:
            return None
        plan = row.artifacts.get(_PLAN)
        approved = self.approved(row.run.id, plan) if plan else None
        return self._mode(row), OpenChange(slot=slot, approved=approved, begun=bool(executions))

    def _slot(self, row: RunRow) -> Slot | None:
        """Return what a change asks for: by its plan, else as it was examined."""
        examined, planned = row.artifacts.get(_EXAMINATION), row.artifacts.get(_PLAN)
        move = self._moves.latest(row.run.id)
        found = move.examination if move else None
        if planned:
            plan = Plan.model_validate_json(self._content.get(planned))
            window = found.window if found else None
            moved = {"window": (window.start, window.end)} if window else {}
            return plan.slot.model_copy(update=moved)
        if examined is None:
            return None
        found = found or Examination.model_validate_json(self._content.get(examined))
        return found.slot(row.run.id)

    def _mode(self, row: RunRow) -> PlanMode:
        stated = row.run.inputs.get(_MODE)
        return PlanMode(self._content.text(stated).strip()) if stated else PlanMode.dry_run
