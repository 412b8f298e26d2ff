"""A procedure signed by a person who may stand for it, and a signature taken back."""

from typing import Literal

from assent.records.record import Digest, Identifier, Instant, Record

__all__ = ["Revocation", "Signature"]

_Assurance = Literal["asserted", "os-account", "signed-key", "token", "oidc"]


class _Said(Record):
    """What a person says under their name about exactly one procedure.

    ``signature`` is an SSH signature over ``signed_bytes``, made with a key of the person.
    """

    workflow: Identifier
    procedure: Digest
    person: Identifier
    name: str
    identity_assurance: _Assurance
    reason: str
    signature: str | None = None

    @property
    def signed_bytes(self) -> bytes:
        """Return what an SSH signature is made over: the digest of everything else."""
        bare = self.model_copy(update={"signature": None})
        return bare.record_digest.encode()


class Signature(_Said):
    """Who stands for a procedure as it is, in which role, and why.

    ``procedure`` is the digest of the ``Procedure`` that was read, and ``form`` that of the
    text it was read in; one byte changed in any part is another procedure.
    """

    role: Identifier
    form: Digest
    signed_at: Instant


class Revocation(_Said):
    """Who took signatures under a procedure back, and why.

    ``signatures`` are their record digests. ``role`` is None for a signer who takes back
    their own without being entitled to sign any more.
    """

    role: Identifier | None
    signatures: tuple[Digest, ...]
    revoked_at: Instant
