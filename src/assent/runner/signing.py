"""Signing a procedure: a person stands for exactly what they read, until it is taken back."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from assent.authority import may_revoke, may_sign
from assent.canonical import digest
from assent.errors import (
    AmbiguousReferenceError,
    NothingToRevokeError,
    StaleProcedureError,
    UnknownWorkflowError,
)
from assent.ledger import Ledger
from assent.ports import Clock
from assent.records import (
    Digest,
    Organisation,
    Practice,
    Procedure,
    Record,
    Revocation,
    Role,
    Signature,
    ToolDescriptor,
    ToolName,
    Workflow,
)
from assent.runner.form import house_form
from assent.runner.identity import Actor
from assent.runner.keys import sign_with
from assent.runner.procedure import parts_of, procedure_of

__all__ = ["Hand", "Signable", "revoke", "sign", "signable"]

_NAMED = re.compile(r"(?:sha256:)?([0-9a-f]{1,64})")
_SHORTEST = 12
_Said = TypeVar("_Said", Signature, Revocation)


class Hand(NamedTuple):
    """Who signs or takes back, why, and with which private SSH key, if with one."""

    actor: Actor
    reason: str
    key: Path | None = None


class Signable(Record):
    """A procedure as it stands now, in the form in which people read it before they sign.

    ``contents`` are the bytes of the form and of every part, by digest; ``writing`` are those
    of its tools that write.
    """

    workflow: Workflow
    procedure: Procedure
    form: str
    contents: dict[Digest, bytes]
    writing: tuple[ToolName, ...] = ()

    @property
    def digest(self) -> str:
        """Return what a signature names."""
        return self.procedure.record_digest


def signable(workflow: str, practice: Practice, known: Mapping[str, ToolDescriptor]) -> Signable:
    """Return a workflow of the practice as it would be signed.

    Raises:
        UnknownWorkflowError: The practice has no such workflow.
        CallError: It cannot be shown in the house form without loss.
    """
    found = practice.workflows.get(workflow)
    if found is None:
        raise UnknownWorkflowError(workflow, sorted(practice.workflows))
    procedure = procedure_of(found, practice, known)
    form, _ = house_form(found, practice)
    contents = parts_of(procedure, found, practice, known)
    return Signable(
        workflow=found,
        procedure=procedure,
        form=form,
        contents={**contents, digest(form.encode()): form.encode()},
        writing=tuple(name for name in procedure.tools if known[name].effect == "write"),
    )


def sign(
    named: str,
    offer: Signable,
    hand: Hand,
    roles: Mapping[str, Role],
    organisation: Organisation,
    ledger: Ledger,
    clock: Clock,
) -> Signature:
    """Record that a person signs exactly the procedure whose digest they name.

    Raises:
        AmbiguousReferenceError: The digest is none, or shorter than 12 hex digits.
        StaleProcedureError: Another procedure stands there now.
        RefusedError: See ``authority.check_signature``; or the person signed it before.
    """
    workflow = offer.workflow
    if not offer.digest.startswith(_prefix(named, workflow.id)):
        raise StaleProcedureError(workflow.id, named, offer.digest)
    person = hand.actor.person
    signature = Signature(
        workflow=workflow.id,
        procedure=offer.digest,
        form=digest(offer.form.encode()),
        person=person.id,
        name=person.name,
        role=may_sign(person, workflow, roles, organisation),
        identity_assurance=hand.actor.assurance,
        reason=hand.reason,
        signed_at=clock.now(),
    )
    signature = _keyed(signature, hand.key)
    contents = [*offer.contents.values()]
    ledger.signatures.add(signature, workflow, roles, organisation, contents)
    return signature


def revoke(
    named: str,
    workflow: str,
    hand: Hand,
    organisation: Organisation,
    ledger: Ledger,
    clock: Clock,
) -> Revocation:
    """Take back what stands under a procedure, as far as the person may.

    The practice is not read: a procedure that is gone or broken can be taken back too.

    Raises:
        AmbiguousReferenceError: The digest is none, too short, or fits several procedures.
        NothingToRevokeError: No signature stands under it.
        RefusedError: See ``authority.check_revocation``.
    """
    under = _standing_under(named, workflow, ledger)
    person = hand.actor.person
    role, back = may_revoke(person, under, organisation)
    revocation = Revocation(
        workflow=workflow,
        procedure=under[0].procedure,
        person=person.id,
        name=person.name,
        role=role,
        identity_assurance=hand.actor.assurance,
        reason=hand.reason,
        signatures=tuple(signature.record_digest for signature in back),
        revoked_at=clock.now(),
    )
    revocation = _keyed(revocation, hand.key)
    ledger.signatures.revoke(revocation, organisation)
    return revocation


def _standing_under(named: str, workflow: str, ledger: Ledger) -> list[Signature]:
    """Return the signatures that were not taken back, under the one procedure that is named."""
    prefix = _prefix(named, workflow)
    every = [s.signature for s in ledger.signatures.of(workflow) if s.revocation is None]
    found = [signature for signature in every if signature.procedure.startswith(prefix)]
    if not found:
        raise NothingToRevokeError(workflow, named)
    if len({signature.procedure for signature in found}) > 1:
        why = "it fits several procedures that were signed"
        raise AmbiguousReferenceError(named, why, f"assent sign {workflow}")
    return found


def _keyed(said_: _Said, key: Path | None) -> _Said:
    """Return what is said with an SSH signature over it, when there is a key."""
    if key is None:
        return said_
    assured = said_.model_copy(update={"identity_assurance": "signed-key"})
    made = sign_with(key, assured.signed_bytes, said_.person)
    return assured.model_copy(update={"signature": made})


def _prefix(named: str, workflow: str) -> str:
    found = _NAMED.fullmatch(named)
    if found is None or len(found[1]) < _SHORTEST:
        why = f"a procedure is named by at least {_SHORTEST} hex digits of its digest"
        raise AmbiguousReferenceError(named, why, f"assent sign {workflow}")
    return f"sha256:{found[1]}"
