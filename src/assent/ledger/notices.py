"""What the clock did to gates: reminders, steps up and ends, each logged once.

The log entry is the notice; there is no other row. Whoever asks first gives it, in the
transaction that finds it due, so two processes never give one twice.
"""

from collections.abc import Iterable

from assent.ledger.intact import intact
from assent.ledger.log import Log
from assent.ports import Transaction
from assent.records import Notice, OpenGate

__all__ = ["Notices"]

_KINDS = {"reminder": "gate.reminded", "escalation": "gate.escalated"}


class Notices:
    """The notices of gates. An expiry is told by the gate's resolution, not here."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def given(self, tx: Transaction, gate: str, run_id: str) -> list[Notice]:
        """Return the reminders and escalations that a gate was given, in order.

        Raises:
            IntegrityError: An entry cannot be read back.
        """
        found = [entry for kind in _KINDS.values() for entry in self._log.of_kind(tx, run_id, kind)]
        with intact(f"the notices of gate {gate!r}"):
            return [
                Notice.model_validate(entry.body)
                for entry in sorted(found, key=lambda entry: entry.sequence)
                if entry.body.get("gate") == gate
            ]

    def escalated(self, tx: Transaction, gate: OpenGate) -> OpenGate:
        """Return the gate with the roles that its seats went up to."""
        if gate.gate.escalate_after_hours is None:
            return gate
        went: dict[str, tuple[str, ...]] = {}
        for notice in self.given(tx, gate.id, gate.run_id):
            if notice.kind == "escalation":
                went[notice.seat] = (*went.get(notice.seat, ()), notice.to)
        return gate.model_copy(update={"escalated": went}) if went else gate

    def log(self, tx: Transaction, notices: Iterable[Notice]) -> None:
        """Log reminders and escalations; the end of a gate is logged with its resolution."""
        for notice in notices:
            if notice.kind in _KINDS:
                self._log.append(tx, notice.run_id, _KINDS[notice.kind], notice.plain())
