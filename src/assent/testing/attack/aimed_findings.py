"""Attacks aimed at findings, conditions, classes of matters, budgets and what people were shown."""

from typing import Any

from assent.records import AuditFinding, AuditWeight, Budget, Outcome, Override, RunStatus
from assent.testing.attack import duties
from assent.testing.attack.aimed_decisions import hand_in
from assent.testing.attack.aiming import Aim, Shot
from assent.testing.attack.facts import Tally
from assent.testing.attack.front import rightly
from assent.testing.attack.ground import Launch
from assent.testing.attack.larkmoor import MANAGER, NOTE, OWNER, REQUESTER, launch_of, note

__all__ = [
    "approved_by_who_advises",
    "closed_with_a_condition_open",
    "extended_by_its_requester",
    "external_overridden",
    "met_by_anybody",
    "never_shown",
    "not_argued",
    "not_quoted",
    "overridden_from_another_seat",
    "passed_over",
]

_OUTSIDER, _BOARD = "daniel-abara", "priya-raman"
_TEXT = "The note names no owner of the harbour lamps."
_WHY = "The owner is named in the register that the note points to."


def never_shown(aim: Aim) -> Tally:
    """A gate of tier high is approved, signed, by somebody who never saw its packet."""
    shot = aim.shot(launch_of("critical"), "planned")
    shot.world.decide(
        shot.gate.opened.packet_digest, rightly(shot.world, shot.gate, MANAGER, show=False)
    )
    return shot.tally()


def met_by_anybody(aim: Aim) -> Tally:
    """A condition is said to be met by somebody who holds no role that set it."""
    shot = _conditional(aim)
    duties.meet(shot.world, shot.run, "condition-1", "I counted them.", _OUTSIDER)
    return shot.tally()


def closed_with_a_condition_open(aim: Aim) -> Tally:
    """A run goes on to its end, and nobody has said that its condition is met."""
    shot = _conditional(aim)
    shot.world.resume(shot.run)
    if shot.world.runner.run(shot.run).status is RunStatus.closed:
        shot.world.judge.tally.breach("state", f"{shot.run} closed on an open condition")
    return shot.tally()


def approved_by_who_advises(aim: Aim) -> Tally:
    """One approval is enough, and it comes from a seat whose role only advises on such matters."""
    procedure = note()
    step = procedure.steps[0]
    assert step.gate is not None
    gate = step.gate.model_copy(update={"quorum": 1})
    steps = (step.model_copy(update={"gate": gate}),)
    launch = Launch(procedure.model_copy(update={"steps": steps}), NOTE.inputs, REQUESTER)
    shot = aim.begun(launch, aim.ground.practice)
    shot.approve(_BOARD)
    return shot.tally()


def extended_by_its_requester(aim: Aim) -> Tally:
    """The requester, who decides operational matters too, lets their own run spend more."""
    shot = aim.shot(launch_of("lamp-staging"), "asked")
    duties.extend(shot.world, shot.run, Budget(calls=99), "There is more to do.", REQUESTER)
    return shot.tally()


def passed_over(aim: Aim) -> Tally:
    """An approval says nothing of a major finding."""
    shot = _audited(aim)
    hand_in(shot, "answer to a finding", OWNER)
    return shot.tally()


def not_quoted(aim: Aim) -> Tally:
    """A finding is overridden with words that do not stand in it."""
    return _overridden(aim, quote="The lamps are of no concern to anybody.")


def not_argued(aim: Aim) -> Tally:
    """A finding is overridden, and nothing is said against it."""
    return _overridden(aim, rationale="No.")


def external_overridden(aim: Aim) -> Tally:
    """A finding of an external framework is overridden."""
    return _overridden(aim, clause="NIST SP 800-53 Rev. 5, moderate baseline CM-3")


def overridden_from_another_seat(aim: Aim) -> Tally:
    """A finding is overridden by somebody whose seat overrides none."""
    return _overridden(aim, person=_BOARD)


def _conditional(aim: Aim) -> Shot:
    """Return a shot at a run that was approved on a condition."""
    shot = aim.shot(NOTE, "asked")
    conditional = {
        "decision": Outcome.approve_with_conditions,
        "conditions": ("Count the lamps.",),
    }
    choice = rightly(shot.world, shot.gate, OWNER).model_copy(update=conditional)
    shot.world.decide(shot.gate.opened.packet_digest, choice)
    shot.world.decide(shot.gate.opened.packet_digest, rightly(shot.world, shot.gate, _BOARD))
    return shot


def _overridden(
    aim: Aim,
    *,
    quote: str = _TEXT,
    rationale: str = _WHY,
    clause: str = "ISO/IEC 20000-1:2018 9.2",
    person: str = OWNER,
) -> Tally:
    shot = _audited(aim, clause=clause)
    said = Override(finding="finding-1", quote=quote, rationale=rationale)
    hand_in(shot, "override", person, overrides=(said,))
    return shot.tally()


def _audited(aim: Aim, **changed: Any) -> Shot:
    """Return a shot at a gate over a note in which an auditor found something major."""
    shot = aim.shot(NOTE, "asked")
    opened = shot.gate.opened
    finding = {
        "id": "finding-1",
        "clause": "ISO/IEC 20000-1:2018 9.2",
        "weight": AuditWeight.major,
        "external": False,
        "text": _TEXT,
        "document": opened.subject,
        "digest": opened.subject_digest,
        "roles": ("cm-auditor",),
    }
    found = (AuditFinding.model_validate({**finding, **changed}),)
    shot.open_again(b"A major finding.\n", findings=found, overriders=("cm-practice-owner",))
    return shot
