"""Whether a person was shown what they decide on."""

from datetime import datetime

from assent.authority.seats import REQUESTER
from assent.errors import NotShownError, StalePacketError
from assent.records import Decision, OpenGate

__all__ = ["shown"]


def shown(decision: Decision, gate: OpenGate, at: datetime | None) -> None:
    """Refuse a decision whose author was never shown the packet, where much hangs on it.

    ``at`` is when the log says that the person was first shown the packet of this gate. A
    decision says so itself, so that its signature covers it. Who withdraws their own request
    need not have read anything.

    Raises:
        StalePacketError: The decision tells it otherwise than the log.
        NotShownError: The gate is of tier high, and the person was never shown its packet.
    """
    if decision.shown_at != at:
        raise StalePacketError(gate.id, str(decision.shown_at), str(at), "time of showing")
    if at is None and gate.bound.tier == "high" and decision.seat != REQUESTER:
        raise NotShownError(decision.approver_identity, gate.id)
