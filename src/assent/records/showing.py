"""A packet that a person was shown."""

from assent.records.record import Digest, Identifier, Instant, Record

__all__ = ["Showing"]


class Showing(Record):
    """Who was shown which packet, when, and how they were recognised; as the log tells it.

    ``gate`` is where the packet was open, ``declared`` the gate as the workflow names it.
    """

    gate: Identifier
    declared: Identifier
    packet_digest: Digest
    person: Identifier
    identity_assurance: str
    shown_at: Instant
