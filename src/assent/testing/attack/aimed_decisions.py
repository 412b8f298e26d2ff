"""Attacks aimed at what a decision needs, and what the guards are replaced by."""

from typing import Any

from assent.errors import AssentError
from assent.records import Outcome
from assent.runner import Choice
from assent.testing.attack import duties
from assent.testing.attack.aiming import Aim, Shot
from assent.testing.attack.facts import Tally
from assent.testing.attack.forged import CHANGES, decision_for
from assent.testing.attack.front import rightly
from assent.testing.attack.larkmoor import MANAGER, NOTE, OWNER, REQUESTER, launch_of

__all__ = [
    "approved_by_its_editor",
    "approved_by_its_requester",
    "at_a_closed_gate",
    "before_it_was_asked",
    "bound_to_something_else",
    "hand_in",
    "hidden_edit",
    "hidden_reason",
    "high_by_a_strange_signature",
    "high_by_name_alone",
    "not_offered",
    "only_asserted",
    "two_seats_for_one",
    "unconfirmed",
    "without_a_reason",
    "without_the_role",
]

_OUTSIDER = "daniel-abara"
_BOUND = ("bound.plan", "bound.environment", "bound.window", "nonce", "packet_digest", "run_id")


def approved_by_its_requester(aim: Aim) -> Tally:
    """The requester holds the seat's role, too, and approves."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    shot.approve(REQUESTER)
    return shot.tally()


def approved_by_its_editor(aim: Aim) -> Tally:
    """The reviewer edits the plan, and then approves it."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    opened = shot.gate.opened
    text = shot.world.runner.ledger.content.text(opened.subject_digest)
    duties.edit(shot.world, shot.run, opened.subject, f"{text}\nMore.\n", MANAGER)
    shot.approve(MANAGER)
    return shot.tally()


def bound_to_something_else(aim: Aim) -> Tally:
    """A decision of somebody entitled names another plan, packet, window, run or nonce."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    for changed in _BOUND:
        hand_in(shot, changed, **CHANGES[changed](shot.gate.opened))
    return shot.tally()


def without_the_role(aim: Aim) -> Tally:
    """Somebody without the role sits down in the seat."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    hand_in(shot, "person without the role", _OUTSIDER, seat="cm-manager")
    return shot.tally()


def two_seats_for_one(aim: Aim) -> Tally:
    """One person holds the roles of both seats, and approves twice."""
    shot = aim.shot(NOTE, "asked")
    for _ in range(2):
        shot.approve(OWNER)
    return shot.tally()


def unconfirmed(aim: Aim) -> Tally:
    """An approval leaves items out."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    choice = rightly(shot.world, shot.gate, MANAGER).model_copy(update={"confirmed": ()})
    shot.world.decide(shot.gate.opened.packet_digest, choice)
    return shot.tally()


def high_by_name_alone(aim: Aim) -> Tally:
    """A gate of tier high is approved without a signature."""
    shot = aim.shot(launch_of("critical"), "planned")
    choice = rightly(shot.world, shot.gate, MANAGER).model_copy(update={"key": None})
    shot.world.decide(shot.gate.opened.packet_digest, choice)
    return shot.tally()


def high_by_a_strange_signature(aim: Aim) -> Tally:
    """A gate of tier high is approved with something that is no signature of the person."""
    shot = aim.shot(launch_of("critical"), "planned")
    shot.world.show(shot.gate.opened.packet_digest, MANAGER)
    hand_in(shot, "signature", **CHANGES["signature"](shot.gate.opened))
    return shot.tally()


def only_asserted(aim: Aim) -> Tally:
    """A name is only asserted, and practice.yaml does not allow that."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    practice = shot.world.practice
    strict = practice.organisation.model_copy(update={"allow_asserted": False})
    shot.world.change(practice.model_copy(update={"organisation": strict}))
    hand_in(shot, "assurance")
    return shot.tally()


def not_offered(aim: Aim) -> Tally:
    """An outcome is decided that the gate does not have."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    outcome = Outcome.approve_with_conditions
    hand_in(shot, "outcome", decision=outcome, conditions=("Later.",))
    return shot.tally()


def without_a_reason(aim: Aim) -> Tally:
    """An approval says nothing."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    hand_in(shot, "reason", reason=" ")
    return shot.tally()


def hidden_reason(aim: Aim) -> Tally:
    """A reason holds characters that a reader would not see."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    hand_in(shot, "hidden reason", **CHANGES["hidden reason"](shot.gate.opened))
    return shot.tally()


def hidden_edit(aim: Aim) -> Tally:
    """An edit holds characters that a reader would not see."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    opened = shot.gate.opened
    text = shot.world.runner.ledger.content.text(opened.subject_digest)
    duties.edit(shot.world, shot.run, opened.subject, f"{text}\nMo\u200bre.\n", OWNER)
    return shot.tally()


def before_it_was_asked(aim: Aim) -> Tally:
    """A decision is dated before the gate was opened."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    changed = "before it was asked"
    hand_in(shot, changed, **CHANGES[changed](shot.gate.opened))
    return shot.tally()


def at_a_closed_gate(aim: Aim) -> Tally:
    """A packet is approved after an edit has voided it."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    old = shot.gate
    text = shot.world.runner.ledger.content.text(old.opened.subject_digest)
    duties.edit(shot.world, shot.run, old.opened.subject, f"{text}\nMore.\n", OWNER)
    choice: Choice = rightly(shot.world, old, MANAGER)
    shot.world.decide(old.opened.packet_digest, choice)
    return shot.tally()


def hand_in(shot: Shot, what: str, person: str = MANAGER, **changed: Any) -> None:
    """Hand the ledger a decision that no ledger may take."""
    world = shot.world
    decision = decision_for(world, shot.gate.opened, person, **changed)
    told = world.call(world.runner.ledger.gates.decide, decision, world.practice.organisation)
    if not isinstance(told, AssentError):
        world.judge.tally.breach("decision", f"one with another {what} was accepted")
