"""What agents draft and people decide on."""

import re
from enum import StrEnum

from assent.records.record import Digest, DocumentName, Identifier, Instant, Record

__all__ = ["Document", "DocumentStatus", "OpenItem", "kind_of"]

_STAGE = re.compile(r"(-(draft|final|v\d+))+$")


def kind_of(document: str) -> str:
    """Return the kind of a document: its stem without draft, final and version marks."""
    return _STAGE.sub("", document.removesuffix(".md"))


class DocumentStatus(StrEnum):
    """Where a version of a document stands."""

    draft = "draft"
    in_review = "in-review"
    approved = "approved"
    signed = "signed"
    superseded = "superseded"


class Document(Record):
    """One version of a document; ``digest`` names its content, and content never changes.

    ``roles`` drafted it; ``editors`` are the people who changed it by hand. ``made_from``
    maps what it was made from (inputs and documents) to digests.
    """

    run_id: str
    name: DocumentName
    version: int
    digest: Digest
    kind: Identifier
    step: int
    status: DocumentStatus
    roles: tuple[Identifier, ...]
    editors: tuple[Identifier, ...] = ()
    made_from: dict[str, Digest] = {}
    made_at: Instant
    note: str = ""


class OpenItem(Record):
    """Something a run still owes: an open question or a condition of an approval."""

    id: str
    kind: str
    text: str
    owner: str
    raised_by: str
    document: str | None = None
    closed: bool = False
