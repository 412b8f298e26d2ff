"""Who may sign a procedure, and who may take a signature back.

A signature is judged by the same rules when it is made, when a live run is launched and
before each write: people, their roles and their keys are those of that moment.
"""

from collections.abc import Mapping, Sequence

from assent.authority.recognising import known, recognised
from assent.canonical import visible
from assent.errors import (
    NotAuthorisedError,
    RationaleMissingError,
)
from assent.records import (
    DecisionClass,
    Organisation,
    Person,
    Revocation,
    Role,
    Signature,
    Workflow,
)

__all__ = [
    "check_revocation",
    "check_signature",
    "may_revoke",
    "may_sign",
    "needs_key",
    "signing_roles",
]


def check_signature(
    signature: Signature, workflow: Workflow, roles: Mapping[str, Role], organisation: Organisation
) -> None:
    """Refuse a signature that its author has no right to make, or not any more.

    Raises:
        UnknownPersonError: practice.yaml does not name the person.
        IdentityError: The printed name is not theirs, a name that is only asserted is not
            enough here, no key of theirs made the SSH signature, or a key is listed for
            them and a name alone is not enough for this procedure.
        NotAuthorisedError: They do not hold the role, or it may not sign this procedure.
        RationaleMissingError: It does not say why.
        NotCanonicalError: Its reason holds characters that a reader would not see.
    """
    person = known(signature.person, organisation)
    unsigned = ""
    if needs_key(person, workflow):
        unsigned = f"a key is listed for {person.id!r}, and {workflow.id!r} takes no name alone"
    see = f"See: assent sign {workflow.id}"
    recognised(signature, signature.name, person, organisation, see=see, unsigned=unsigned)
    if signature.role not in {*signing_roles(workflow, roles, organisation)} & {*person.roles}:
        raise _unentitled(person, workflow, roles, organisation)
    _reasoned(signature, "sign")


def check_revocation(
    revocation: Revocation, standing: Sequence[Signature], organisation: Organisation
) -> None:
    """Refuse to take back what its author may not take back.

    Raises:
        UnknownPersonError: practice.yaml does not name the person.
        IdentityError: They could not be recognised, as for a signature.
        NotAuthorisedError: They may not take back all that the revocation names.
        RationaleMissingError: It does not say why.
        NotCanonicalError: Its reason holds characters that a reader would not see.
    """
    person = known(revocation.person, organisation)
    see = f"See: assent sign {revocation.workflow}"
    recognised(revocation, revocation.name, person, organisation, see=see)
    role, theirs = may_revoke(person, standing, organisation)
    named = {signature.record_digest for signature in theirs}
    if role != revocation.role or not {*revocation.signatures} <= named:
        raise _stranger(person, revocation.workflow, organisation)
    _reasoned(revocation, "revoke")


def may_sign(
    person: Person, workflow: Workflow, roles: Mapping[str, Role], organisation: Organisation
) -> str:
    """Return the role in which the person signs the procedure.

    Raises:
        NotAuthorisedError: They hold none that may.
    """
    for role in signing_roles(workflow, roles, organisation):
        if role in person.roles:
            return role
    raise _unentitled(person, workflow, roles, organisation)


def may_revoke(
    person: Person, standing: Sequence[Signature], organisation: Organisation
) -> tuple[str | None, tuple[Signature, ...]]:
    """Return in which role the person takes back signatures, and which of those that stand.

    A holder of a role that signs takes back all of them, whatever their class: stopping is
    never harder than starting. Anybody else takes back their own.

    Raises:
        NotAuthorisedError: None of them is theirs, and they hold no role that signs.
    """
    role = next((role for role in organisation.signers if role in person.roles), None)
    theirs = tuple(s for s in standing if role or s.person == person.id)
    if standing and not theirs:
        raise _stranger(person, standing[0].workflow, organisation)
    return role, theirs


def signing_roles(
    workflow: Workflow, roles: Mapping[str, Role], organisation: Organisation
) -> tuple[str, ...]:
    """Return the roles that may sign: named as signers here, and deciding matters of its class.

    A practice that names no signers has nobody who may.
    """
    return tuple(
        role
        for role in organisation.signers
        if role in roles and workflow.decision_class in roles[role].decides
    )


def needs_key(person: Person, workflow: Workflow) -> bool:
    """Tell whether the person's name alone is not enough under this procedure.

    It is not where they have a key, and the procedure is strategic or executes: a plan of
    tier high may come of any procedure that executes.
    """
    executes = any(step.executes for step in workflow.steps)
    grave = executes or workflow.decision_class is DecisionClass.strategic
    return bool(person.keys) and grave


def _reasoned(said: Signature | Revocation, what: str) -> None:
    if not any(map(str.isalnum, said.reason)):
        raise RationaleMissingError(said.workflow, what, "procedure")
    visible(said.reason, "reason")


def _unentitled(
    person: Person, workflow: Workflow, roles: Mapping[str, Role], organisation: Organisation
) -> NotAuthorisedError:
    needed = signing_roles(workflow, roles, organisation)
    where = "'signers' in practice.yaml"
    wanted = f"a role that decides {workflow.decision_class.value} matters"
    see = f"assent sign {workflow.id}" if needed else f"{where}, which names no such role"
    return NotAuthorisedError(
        person.id, workflow.id, needed or [f"{wanted}, under {where}"], "sign procedure", see
    )


def _stranger(person: Person, workflow: str, organisation: Organisation) -> NotAuthorisedError:
    needed = ["the signer", *organisation.signers]
    what, see = "take back a signature under procedure", f"assent sign {workflow}"
    return NotAuthorisedError(person.id, workflow, needed, what, see)
