"""Who may say that a condition of an approval is met, and who may let it go."""

from assent.authority.recognising import grave, known, recognised
from assent.canonical import visible
from assent.errors import (
    EvidenceMissingError,
    GateClosedError,
    NotAuthorisedError,
    SelfApprovalError,
)
from assent.records import Discharge, Ending, Obligation, OpenGate, Organisation, Person

__all__ = ["dischargeable", "may_discharge"]


def may_discharge(
    discharge: Discharge, obligation: Obligation, gate: OpenGate, organisation: Organisation
) -> None:
    """Refuse that a condition is closed by somebody who had no right to, or showed nothing.

    ``gate`` is the one at which the condition was set. A holder of the role of the seat that
    set it may say that it is met; only who set it may waive it.

    Raises:
        UnknownPersonError: practice.yaml does not name the person.
        IdentityError: They were recognised by less than the gate's tier or the practice asks.
        NotAuthorisedError: They do not hold the role, or did not set what they would waive.
        SelfApprovalError: They requested the run, or edited what was approved.
        EvidenceMissingError: Nothing is said of how it was met, or why it is waived.
        GateClosedError: The clock stands before the condition was set.
        NotCanonicalError: The evidence holds characters that a reader would not see.
    """
    person = known(discharge.person, organisation)
    _recognised(discharge, person, gate, organisation)
    _entitled(discharge, obligation, person)
    _apart(person, obligation, gate)
    if discharge.at < obligation.raised_at:
        why = f"the clock stands before {obligation.id!r} was set"
        raise GateClosedError(gate.id, why, f"assent conditions {obligation.run_id}")
    if not any(map(str.isalnum, discharge.evidence)):
        raise EvidenceMissingError(obligation.id, discharge.ending.value)
    visible(discharge.evidence, "reason")


def dischargeable(
    obligation: Obligation, gate: OpenGate, organisation: Organisation
) -> tuple[Person, ...]:
    """Return who may say that the condition is met."""
    away = {gate.requester, *gate.editors}
    return tuple(p for p in organisation.holders(obligation.role) if p.id not in away)


def _recognised(
    discharge: Discharge, person: Person, gate: OpenGate, organisation: Organisation
) -> None:
    """Ask no less than was asked of the decision that set the condition."""
    see = f"See: assent conditions {discharge.run_id}"
    name, unsigned = discharge.name, grave(gate)
    recognised(discharge, name, person, organisation, see=see, unsigned=unsigned)


def _entitled(discharge: Discharge, obligation: Obligation, person: Person) -> None:
    see = f"assent conditions {obligation.run_id}"
    stated = (discharge.gate, discharge.role) == (obligation.gate, obligation.role)
    if not stated or obligation.role not in person.roles:
        what = "say what became of"
        raise NotAuthorisedError(person.id, obligation.id, [obligation.role], what, see)
    if discharge.ending is Ending.waived and person.id != obligation.raised_by:
        raise NotAuthorisedError(person.id, obligation.id, [obligation.raised_by], "waive", see)


def _apart(person: Person, obligation: Obligation, gate: OpenGate) -> None:
    if person.id == gate.requester:
        raise SelfApprovalError(person.id, gate.id, f"requested what {obligation.id!r} is about")
    if person.id in gate.editors:
        raise SelfApprovalError(person.id, gate.id, f"edited what {obligation.id!r} is about")
