"""Where a gate stands: its row, held against what the log tells of it."""

from assent.errors import GateClosedError, IntegrityError, UnknownGateError
from assent.ledger.decisions import Decisions, first_of
from assent.ledger.intact import intact
from assent.ledger.log import Log
from assent.ledger.notices import Notices
from assent.ports import Row, Transaction
from assent.records import GateState, OpenGate, Resolution, Verdict

__all__ = ["Standing", "found"]


class Standing:
    """Reads gates inside the transaction of whoever needs to know them."""

    def __init__(self, log: Log) -> None:
        self._log, self._decisions, self._notices = log, Decisions(log), Notices(log)

    def read(self, tx: Transaction, row: Row) -> OpenGate:
        """Return the gate as it was opened, with the roles that its seats went up to."""
        record = self._log.vouched(tx, row["record"], row["entry"])
        return self._notices.escalated(tx, OpenGate.model_validate_json(record))

    def state(self, tx: Transaction, row: Row) -> GateState:
        """Return whether the gate is open, resolved or void.

        Raises:
            IntegrityError: The row says that it is open, and the log that it was closed.
        """
        if row["state"] == GateState.open.value:
            self._never_closed(tx, row)
        with intact(f"gate {row['id']!r}"):
            return GateState(row["state"])

    def waiting(self, tx: Transaction, ref: str, seat: str = "") -> OpenGate:
        """Return the gate if it is open; otherwise say who or what closed it.

        Raises:
            UnknownGateError: There is no such gate.
            AlreadyDecidedError: Somebody was first.
            GateClosedError: The gate was voided, or time ended it.
            IntegrityError: The row is not as the log tells.
        """
        row = found(tx, ref)
        if self.state(tx, row) is GateState.open:
            return self.read(tx, row)
        decisions, ended = self._decisions.of(tx, ref), self.ended(tx, row)
        expired = ended is not None and ended.verdict is Verdict.expired
        if row["state"] == GateState.resolved.value and decisions and not expired:
            raise first_of(decisions, ref, seat)
        raise GateClosedError(ref, _why_closed(ended), f"assent show {row['run_id']}")

    def ended(self, tx: Transaction, row: Row) -> Resolution | None:
        """Return how the gate ended; None while it is open, or when it was superseded.

        Raises:
            IntegrityError: The row is not as the log tells, or hides that an approval lapsed.
        """
        if row["resolution"] is None:
            return None
        self._never_lapsed(tx, row)
        record = self._log.vouched(tx, row["resolution"], row["closed"])
        return Resolution.model_validate_json(record)

    def _never_lapsed(self, tx: Transaction, row: Row) -> None:
        """Refuse an approval that stands by its row alone."""
        for lapse in self._log.of_kind(tx, row["run_id"], "gate.lapsed"):
            if lapse.body["gate"] == row["id"] and lapse.sequence != row["closed"]:
                raise IntegrityError(
                    f"the approval of gate {row['id']!r} lapsed, and its row says that it stands; "
                    "the row was changed outside assent. Restore the store from a copy."
                )

    def _never_closed(self, tx: Transaction, row: Row) -> None:
        """Refuse a gate that is open by its row alone."""
        for kind in ("gate.resolved", "gate.voided", "gate.lapsed"):
            closed = self._log.of_kind(tx, row["run_id"], kind)
            if any(entry.body["gate"] == row["id"] for entry in closed):
                raise IntegrityError(
                    f"gate {row['id']!r} is open by its row, and the log tells that it was "
                    "closed; the row was changed outside assent. Restore the store from a copy."
                )


def found(tx: Transaction, ref: str) -> Row:
    """Return the row of the gate.

    Raises:
        UnknownGateError: There is no such gate.
    """
    rows = tx.rows("gate", gate=ref)
    if not rows:
        raise UnknownGateError(ref)
    return rows[0]


def _why_closed(ended: Resolution | None) -> str:
    if ended is None:
        return "it was voided"
    said = {
        Verdict.edited: f"its subject was edited (version {ended.edited_version})",
        Verdict.expired: "it expired before enough people had decided",
        Verdict.lapsed: "its approval lapsed, since a person no longer holds the role",
    }
    return said.get(ended.verdict, "it was voided")
