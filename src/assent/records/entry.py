"""One line of the log."""

from typing import Any

from assent.records.record import Digest, Instant, Record

__all__ = ["Entry"]


class Entry(Record):
    """One event of one installation's log; its leaf is the RFC 8785 form of this record.

    ``sequence`` starts at 1 and has no gaps; ``previous_entry_digest`` is the digest of
    the leaf before (None for the first). ``body`` holds digests and names; what they
    stand for lies beside the log.
    """

    sequence: int
    previous_entry_digest: Digest | None
    run_id: str | None
    kind: str
    at: Instant
    body: dict[str, Any]

    @property
    def entry_digest(self) -> str:
        """Return the digest of the leaf."""
        return self.record_digest
