"""Signing a procedure: a person stands for its source, cards, prompts and tools as they are."""

from assent.authority import may_sign
from assent.errors import UnknownWorkflowError
from assent.ledger import Ledger
from assent.ports import Clock
from assent.records import LaunchedRun, Practice, Signature
from assent.runner.identity import Actor
from assent.runner.snapshot import procedure_of, take

__all__ = ["is_signed", "sign"]


def sign(
    workflow: str, reason: str, actor: Actor, practice: Practice, ledger: Ledger, clock: Clock
) -> Signature:
    """Record that a person signs a procedure as it stands.

    Raises:
        UnknownWorkflowError: The practice has no such workflow.
        NotAuthorisedError: The person holds no role that decides matters of its class.
        RationaleMissingError: The signature does not say why.
    """
    found = practice.workflows.get(workflow)
    if found is None:
        raise UnknownWorkflowError(workflow, sorted(practice.workflows))
    roles = practice.roles.values()
    role = may_sign(actor.person, workflow, found.decision_class, roles, reason)
    signature = Signature(
        workflow=found.id,
        procedure=procedure_of(take(practice, found), found),
        person=actor.person.id,
        name=actor.person.name,
        role=role,
        identity_assurance=actor.assurance,
        reason=reason,
        signed_at=clock.now(),
    )
    ledger.signatures.add(signature)
    return signature


def is_signed(run: LaunchedRun, ledger: Ledger) -> bool:
    """Tell whether the procedure of a run was signed, as it was launched, before the launch."""
    signatures = ledger.signatures.of(run.procedure or "")
    return any(signature.signed_at <= run.launched_at for signature in signatures)
