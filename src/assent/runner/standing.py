"""How a procedure stands: whose signatures hold now, or why none does and what was changed."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from assent.authority import check_signature
from assent.errors import AssentError
from assent.ledger import Ledger, Signed
from assent.records import (
    Instant,
    LaunchedRun,
    Organisation,
    Plan,
    Practice,
    Procedure,
    Revocation,
    Role,
    Signature,
    Workflow,
)
from assent.runner.procedure import difference

__all__ = ["NEVER", "Standing", "said", "standing", "taken_back", "unsigned"]


NEVER = "nobody has signed this one"
"""Why a procedure is unsigned that was never signed in any form."""


class Standing(NamedTuple):
    """The signatures that hold under a procedure now; without one, why, and what changed."""

    holding: tuple[Signature, ...]
    why: str = ""
    difference: str = ""


def standing(
    procedure: Procedure,
    workflow: Workflow,
    roles: Mapping[str, Role],
    organisation: Organisation,
    ledger: Ledger,
    text: Callable[[str], str],
) -> Standing:
    """Return how a procedure stands with people, roles and keys as they are now.

    ``text`` returns the content of a digest of the procedure.
    """
    signed = ledger.signatures.of(workflow.id)
    under = [s for s in signed if s.signature.procedure == procedure.record_digest]
    lapses = {s.entry: _lapse(s, workflow, roles, organisation) for s in under}
    holding = tuple(s.signature for s in under if not lapses[s.entry])
    if holding:
        return Standing(holding)
    if under:
        return Standing((), "; ".join(lapses.values()))
    if not signed:
        return Standing((), NEVER)
    last = _last(signed)
    signature, back = last.signature, ", which was taken back" if last.revocation else ""
    before = Procedure.model_validate_json(ledger.content.get(signature.procedure))
    changed = difference(before, procedure, text)
    return Standing((), f"this one was changed since {said(signature)}{back}", changed)


def unsigned(
    run: LaunchedRun,
    workflow: Workflow,
    launched: Practice,
    plan: Plan,
    organisation: Organisation,
    ledger: Ledger,
) -> tuple[str, str] | None:
    """Return why no signature holds under a run's procedure now, and what was changed.

    What a card decides is read from the cards as they were launched, which is what was
    signed; people, their roles and keys are those of this moment. A plan that writes with
    a tool that was not signed, or declares something else now, is not covered.
    """
    if run.procedure is None:
        return "it was launched before procedures were kept", ""
    people_only = {role.id: role for role in organisation.roles}
    cards = {role.id: role for role in launched.roles.values() if role.kind == "agent"}
    procedure = Procedure.model_validate_json(ledger.content.get(run.procedure))
    found = standing(
        procedure, workflow, {**people_only, **cards}, organisation, ledger, ledger.content.text
    )
    if not found.holding:
        return found.why, found.difference
    strange = [name for name, now in plan.tools.items() if procedure.tools.get(name) != now]
    return (f"the tool {strange[0]!r} is not the one that was signed", "") if strange else None


def said(signature: Signature) -> str:
    """Return who signed, in which role, and when, as the end of a sentence."""
    at = _moment(signature.signed_at)
    return f"{signature.name} ({signature.person}) signed it as {signature.role} at {at}"


def taken_back(revocation: Revocation) -> str:
    """Return who took a signature back, when and why, as the end of a sentence."""
    by, at = f"{revocation.name} ({revocation.person})", _moment(revocation.revoked_at)
    return f"{by} took back at {at} ({revocation.reason})"


def _moment(at: Instant) -> str:
    return at.isoformat(" ", "minutes").replace("+00:00", " UTC")


def _last(signed: list[Signed]) -> Signed:
    """Return the signature to compare with: the last that stands, else the last of all."""
    return ([one for one in signed if one.revocation is None] or signed)[-1]


def _lapse(
    one: Signed, workflow: Workflow, roles: Mapping[str, Role], organisation: Organisation
) -> str:
    """Return why a signature does not hold any more; empty while it does."""
    if one.revocation:
        return f"{said(one.signature)}, which {taken_back(one.revocation)}"
    try:
        check_signature(one.signature, workflow, roles, organisation)
    except AssentError as error:
        return f"{said(one.signature)}, which does not hold any more: {error}".rstrip(".")
    return ""
