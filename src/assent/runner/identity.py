"""Who acts: a person of practice.yaml, and how they were recognised."""

import os
import pwd
from typing import Literal

from assent.errors import IdentityError, UnknownPersonError
from assent.records import Organisation, Person, Record

__all__ = ["Actor", "recognise"]


class Actor(Record):
    """A person and the assurance with which they were recognised."""

    person: Person
    assurance: Literal["asserted", "os-account"]


def recognise(claimed: str | None, organisation: Organisation, account: str | None = None) -> Actor:
    """Return who acts: the owner of the operating-system account, or the person claimed.

    Raises:
        UnknownPersonError: The claimed person is not in practice.yaml.
        IdentityError: The account is nobody's, or claims are not allowed here.
    """
    account = account or _account()
    owner = next((p for p in organisation.people if account in p.accounts), None)
    if claimed is None:
        if owner is None:
            remedy = "Add it to somebody's 'accounts' there, or say who acts: --as PERSON"
            raise IdentityError(account, "practice.yaml maps this account to nobody", remedy)
        return Actor(person=owner, assurance="os-account")
    person = organisation.person(claimed)
    if person is None:
        raise UnknownPersonError(claimed, [p.id for p in organisation.people])
    if owner == person:
        return Actor(person=person, assurance="os-account")
    if not organisation.allow_asserted:
        why = f"this is the account {account!r} and practice.yaml does not allow asserted names"
        raise IdentityError(claimed, why, f"Act from an account of {claimed!r}.")
    return Actor(person=person, assurance="asserted")


def _account() -> str:
    """Return the account of this process by its user id; no environment variable can say it."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError as error:
        remedy = "Say who acts: --as PERSON"
        raise IdentityError("?", "the operating system names no account", remedy) from error
