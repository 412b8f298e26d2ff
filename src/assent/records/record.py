"""What every noun shares: frozen, closed, and built of plain JSON values."""

from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from assent.canonical import digest_of

__all__ = ["Digest", "DocumentName", "Identifier", "Instant", "Record", "StageName"]

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
"""An id of a role, person, gate, stage or input: at most 64 letters a-z, digits and hyphens."""

StageName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
"""A stage as its document names it: an identifier that may also hold underscores."""

DocumentName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,95}\.md$")]
"""A document's name. It is a name, never a path."""

Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
"""The SHA-256 of some bytes, written ``sha256:<64 hex>``."""

Instant = AwareDatetime
"""A moment with its zone; written as RFC 3339, in UTC by the engine's own clock."""


class Record(BaseModel):
    """A frozen noun; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def plain(self) -> dict[str, Any]:
        """Return the record as plain JSON data."""
        return self.model_dump(mode="json")

    @property
    def record_digest(self) -> str:
        """Return the digest of the record's canonical bytes."""
        return digest_of(self.plain())
