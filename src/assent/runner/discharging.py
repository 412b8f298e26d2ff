"""Closing a condition: what a person says of it, put into one record and signed if asked."""

from datetime import datetime
from pathlib import Path

from assent.errors import UnknownConditionError
from assent.records import Discharge, Ending, Obligation
from assent.runner.identity import Actor
from assent.runner.keys import sign_with
from assent.runner.run import Run

__all__ = ["named", "said"]


def named(run: Run, condition: str) -> Obligation:
    """Return the condition of that id.

    Raises:
        UnknownConditionError: The run has none of it.
    """
    owed = {one.id: one for one in run.conditions}
    if condition not in owed:
        raise UnknownConditionError(condition, run.id, list(owed))
    return owed[condition]


def said(
    one: Obligation,
    ending: Ending,
    evidence: str,
    actor: Actor,
    at: datetime,
    key: Path | None = None,
) -> Discharge:
    """Return what the person says of the condition; with ``key``, signed by them.

    Raises:
        IdentityError: ssh-keygen could not sign with the key.
    """
    made = Discharge(
        run_id=one.run_id,
        condition=one.id,
        gate=one.gate,
        ending=ending,
        evidence=evidence,
        person=actor.person.id,
        name=actor.person.name,
        role=one.role,
        identity_assurance="signed-key" if key else actor.assurance,
        at=at,
    )
    if key is None:
        return made
    signature = sign_with(key, made.signed_bytes, actor.person.id)
    return made.model_copy(update={"signature": signature})
