"""Whether a person had the right to make a decision, and made it whole."""

from collections.abc import Sequence

from assent.authority.binding import bound
from assent.authority.overriding import answered, lawful
from assent.authority.recognising import grave, known, recognised
from assent.authority.seats import (
    REQUESTER,
    already,
    needed,
    reachable,
    seated,
    separate,
    vacancies,
)
from assent.canonical import visible
from assent.errors import (
    GateClosedError,
    IncompleteDecisionError,
    NotAuthorisedError,
    NotConfirmedError,
    OutcomeNotOfferedError,
    QuorumUnreachableError,
    RationaleMissingError,
)
from assent.records import Decision, OpenGate, Organisation, Outcome, Person

__all__ = ["check"]

_APPROVING = frozenset({Outcome.approve, Outcome.approve_with_conditions})


def check(
    decision: Decision, gate: OpenGate, earlier: Sequence[Decision], organisation: Organisation
) -> None:
    """Refuse a decision that its author had no right to make, or did not finish.

    ``earlier`` are the decisions that fill seats of this gate; deferrals fill none.

    Raises:
        UnknownPersonError: practice.yaml does not name the person.
        IdentityError: The printed name is not theirs, or how they were recognised is
            weaker than the gate's tier or the organisation allows.
        OutcomeNotOfferedError: The gate does not offer the outcome, or no rework any more.
        StalePacketError: It was made over something else than what is open.
        NotAuthorisedError: The person does not hold the seat's role now.
        SelfApprovalError: The person requested or edited the subject.
        SeatTakenError: The person fills another seat of the gate.
        AlreadyDecidedError: The seat has its decision.
        QuorumUnreachableError: It approves, and nobody may fill seats that are needed.
        RationaleMissingError: It does not say why.
        NotCanonicalError: Its words hold characters that a reader would not see.
        IncompleteDecisionError: Conditions or the date of a deferral are missing.
        NotConfirmedError: An approval leaves items of the gate unconfirmed.
        FindingNotAnsweredError: It passes over a major finding; for overrides see ``lawful``.
        GateClosedError: The gate expired, or the clock was set back.
    """
    person = known(decision.approver_identity, organisation)
    _recognised(decision, person, gate, organisation)
    _offered(decision.decision, gate)
    bound(decision, gate)
    _authorised(decision, person, gate)
    separate(person.id, gate, decision.decision)
    seated(person.id, decision.seat, gate, earlier)
    already(decision.seat, gate, earlier)
    _reachable(decision, gate, earlier, organisation)
    _reasoned(decision, gate)
    _complete(decision, gate)
    _confirmed(decision, gate)
    lawful(decision, gate, person, organisation)
    answered(decision, gate, earlier)
    _in_time(decision, gate)


def _recognised(
    decision: Decision, person: Person, gate: OpenGate, organisation: Organisation
) -> None:
    see = f"Decide again: assent review {gate.id}"
    name, unsigned = decision.approver_name, grave(gate)
    recognised(decision, name, person, organisation, see=see, unsigned=unsigned)


def _offered(outcome: Outcome, gate: OpenGate) -> None:
    last = {Outcome.rework} if gate.final_round else set()
    offered = [o.value for o in gate.gate.outcomes if o not in last]
    if outcome.value not in offered:
        why = "the rounds are spent" if outcome in last else ""
        raise OutcomeNotOfferedError(gate.id, outcome.value, offered, why)


def _authorised(decision: Decision, person: Person, gate: OpenGate) -> None:
    withdrawing = decision.decision is Outcome.withdraw and person.id == gate.requester
    if withdrawing and decision.seat == REQUESTER:
        return
    seat = gate.seat(decision.seat)
    if seat is None:
        raise NotAuthorisedError(person.id, gate.id, [seat.role for seat in gate.seats])
    fillers = gate.fillers(seat.id)
    role = decision.acting_role or seat.role
    if (role not in fillers or role not in person.roles) and not withdrawing:
        raise NotAuthorisedError(person.id, gate.id, list(fillers))


def _reachable(
    decision: Decision, gate: OpenGate, earlier: Sequence[Decision], organisation: Organisation
) -> None:
    """Refuse to count towards an approval that nobody can complete."""
    if decision.decision in _APPROVING and not reachable(gate, organisation, earlier):
        vacant = [seat.id for seat in vacancies(gate, organisation, earlier)]
        raise QuorumUnreachableError(gate.id, vacant, needed(gate))


def _reasoned(decision: Decision, gate: OpenGate) -> None:
    if not decision.reason.strip():
        raise RationaleMissingError(gate.id, decision.decision.value)
    stated = (text for o in decision.overrides for text in (o.quote, o.rationale))
    for text in (decision.reason, *(c.text for c in decision.conditions), *stated):
        visible(text, "reason")
    for item in decision.confirmed:
        visible(item, "item confirmed")


def _complete(decision: Decision, gate: OpenGate) -> None:
    said = decision.decision
    texts = [condition.text.strip() for condition in decision.conditions]
    conditional = said is Outcome.approve_with_conditions
    if conditional and not (texts and all(texts)):
        raise IncompleteDecisionError(gate.id, said.value, "a condition", "--condition 'TEXT'")
    if texts and not conditional:
        instead = f"{Outcome.approve_with_conditions.value} in place of {said.value}"
        missing = "another outcome for its conditions"
        raise IncompleteDecisionError(gate.id, said.value, missing, instead)
    until = decision.deferred_until
    if said is Outcome.defer and (until is None or until <= decision.decided_at):
        raise IncompleteDecisionError(gate.id, said.value, "a later date", "--until DATE")


def _confirmed(decision: Decision, gate: OpenGate) -> None:
    missing = [item for item in gate.gate.confirms if item not in decision.confirmed]
    if missing and decision.decision in _APPROVING:
        raise NotConfirmedError(gate.id, missing)


def _in_time(decision: Decision, gate: OpenGate) -> None:
    again = f"assent show {gate.run_id}"
    if gate.expires_at and decision.decided_at >= gate.expires_at:
        raise GateClosedError(gate.id, f"it expired at {gate.expires_at.isoformat()}", again)
    if decision.decided_at < gate.requested_at:
        raise GateClosedError(gate.id, "the clock stands before the gate was opened", again)
