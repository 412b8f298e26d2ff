"""Whether who said something is who they say: their name, and how they were recognised.

The same rule stands over a decision, a condition that is closed, a signature under a
procedure and one taken back; each says where to read on.
"""

from typing import Protocol

from assent.authority.sshsig import signed_by
from assent.errors import IdentityError, UnknownPersonError
from assent.records import OpenGate, Organisation, Person

__all__ = ["Said", "grave", "known", "recognised"]


class Said(Protocol):
    """What a person said under their name, signed by them or not."""

    @property
    def identity_assurance(self) -> str:
        """How the person was recognised."""

    @property
    def signed_bytes(self) -> bytes:
        """What a signature is made over."""

    @property
    def signature(self) -> str | None:
        """Their SSH signature; None when they signed with no key."""


def known(person: str, organisation: Organisation) -> Person:
    """Return the person of that id.

    Raises:
        UnknownPersonError: practice.yaml does not name them.
    """
    found = organisation.person(person)
    if found is None:
        raise UnknownPersonError(person, [p.id for p in organisation.people])
    return found


def grave(gate: OpenGate) -> str:
    """Return why a name alone is not enough at this gate; empty where it is."""
    if gate.bound.tier != "high":
        return ""
    return f"gate {gate.id!r} is of tier high and needs a signature, not only a name"


def recognised(
    said: Said,
    name: str,
    person: Person,
    organisation: Organisation,
    *,
    see: str,
    unsigned: str = "",
) -> None:
    """Refuse what a person said when they were not recognised well enough.

    ``name`` is how it prints them. ``unsigned`` says why a name alone is not enough; empty
    where it is. ``see`` is the sentence that says where to read on.

    Raises:
        IdentityError: The printed name is not theirs, no key of theirs made the signature,
            it must be signed and is not, or a name that is only asserted is not enough here.
    """
    if name != person.name:
        why = f"practice.yaml prints the name as {person.name!r}, and this prints {name!r}"
        raise IdentityError(person.id, why, see)
    if said.identity_assurance == "signed-key":
        _signed(said, person)
    elif unsigned:
        keys = "a key that practice.yaml lists" if person.keys else "a key, once it is listed"
        raise IdentityError(person.id, unsigned, f"Sign with {keys} for {person.id!r}: --sign KEY")
    elif said.identity_assurance == "asserted" and not organisation.allow_asserted:
        why = "a name that is only asserted is not enough here"
        remedy = "Act from the person's own account, or set allow_asserted in practice.yaml."
        raise IdentityError(person.id, why, remedy)


def _signed(said: Said, person: Person) -> None:
    """Refuse a signature that none of the person's own keys made over exactly these bytes."""
    if signed_by(said.signed_bytes, said.signature or "", person.keys) is None:
        why = f"no key listed for {person.id!r} in practice.yaml made this signature"
        raise IdentityError(person.id, why, "Sign with a listed key: --sign KEY")
