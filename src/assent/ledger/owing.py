"""What a run owes by the conditions of its approvals, read off what was decided and logged.

A condition has no row of its own. It stands in the decision that set it, which its entry
vouches for; that it was met or waived is an entry, whose record lies with the content.
"""

from collections.abc import Iterator

from assent.ledger.content import Content
from assent.ledger.decisions import Decisions
from assent.ledger.intact import intact
from assent.ledger.log import Log
from assent.ports import Row, Transaction
from assent.records import Decision, Discharge, Obligation, OpenGate, Resolution, Verdict

__all__ = ["Owing"]

_KINDS = ("condition.met", "condition.waived")


class Owing:
    """Reads conditions inside the transaction of whoever needs to know them."""

    def __init__(self, log: Log, content: Content) -> None:
        self._log, self._content = log, content
        self._decisions = Decisions(log)

    def of(self, tx: Transaction, run_id: str) -> list[Obligation]:
        """Return the conditions of a run; those of the gate that was resolved first, first.

        Raises:
            IntegrityError: What was decided or shown is not what the log vouches for.
        """
        closed: dict[str, Discharge] = {}
        for one in self.discharges(tx, run_id):
            closed.setdefault(one.condition, one)
        stated = enumerate(self._stated(tx, run_id), 1)
        return [
            one.model_copy(update={"id": name, "discharge": closed.get(name)})
            for name, one in ((f"condition-{place}", one) for place, one in stated)
        ]

    def gate(self, tx: Transaction, gate: str) -> OpenGate:
        """Return the gate at which a condition was set."""
        (row,) = tx.rows("gate", gate=gate)
        return self._opened(tx, row)

    def discharges(self, tx: Transaction, run_id: str) -> Iterator[Discharge]:
        """Yield what was said of the conditions of a run, the first word of each kind first."""
        for kind in _KINDS:
            for entry in self._log.of_kind(tx, run_id, kind):
                record = self._content.get_in(tx, entry.body["record"])
                with intact(f"condition {entry.body['condition']!r}"):
                    yield Discharge.model_validate_json(record)

    def _stated(self, tx: Transaction, run_id: str) -> Iterator[Obligation]:
        rows = [row for row in tx.rows("gates_of_run", run_id=run_id) if row["resolution"]]
        for row in sorted(rows, key=lambda row: int(row["closed"])):
            record = self._log.vouched(tx, row["resolution"], row["closed"])
            resolution = Resolution.model_validate_json(record)
            if resolution.verdict is Verdict.approved:
                gate = self._opened(tx, row)
                for decision in self._decisions.of(tx, gate.id):
                    yield from _asked(decision, gate)

    def _opened(self, tx: Transaction, row: Row) -> OpenGate:
        return OpenGate.model_validate_json(self._log.vouched(tx, row["record"], row["entry"]))


def _asked(decision: Decision, gate: OpenGate) -> Iterator[Obligation]:
    seat = gate.seat(decision.seat)
    for proviso in decision.conditions:
        yield Obligation(
            id="condition-0",  # it is numbered among all of the run
            run_id=gate.run_id,
            gate=gate.id,
            document=gate.subject,
            text=proviso.text,
            owner=proviso.owner,
            role=seat.role if seat else decision.seat,
            raised_by=decision.approver_identity,
            raised_name=decision.approver_name,
            raised_at=decision.decided_at,
            decision=decision.record_digest,
        )
