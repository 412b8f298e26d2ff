"""What time asks of an open gate, and what is told to whom because of it."""

from typing import Literal

from assent.records.record import Identifier, Instant, Record

__all__ = ["Notice", "NoticeKind"]

NoticeKind = Literal["reminder", "escalation", "expiry"]


class Notice(Record):
    """Something that the clock brought about at a gate, to be told to people.

    ``seat`` is the seat it is about; empty when it is about the gate as a whole. ``to`` is
    the role that an escalation went up to. ``people`` are the ids of those who can act on it
    now, and for an expiry those who must know. ``due_at`` is when it fell due, which may lie
    well before anybody looked.
    """

    kind: NoticeKind
    gate: Identifier
    run_id: str
    subject: str
    due_at: Instant
    seat: str = ""
    to: str = ""
    people: tuple[Identifier, ...] = ()
    why: str = ""
