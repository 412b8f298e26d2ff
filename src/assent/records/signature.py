"""A procedure signed by a person who may decide matters of its class."""

from typing import Literal

from assent.records.record import Digest, Identifier, Instant, Record

__all__ = ["Signature"]


class Signature(Record):
    """Who stands for a procedure as it is: its source, cards and prompts by digest.

    ``procedure`` is the digest over all three; one byte changed in any is another procedure.
    """

    workflow: Identifier
    procedure: Digest
    person: Identifier
    name: str
    role: Identifier
    identity_assurance: Literal["asserted", "os-account", "signed-key", "token", "oidc"]
    reason: str
    signed_at: Instant
