"""Attacks aimed at what changes while an approval waits: windows, calendars, roles, seats."""

from datetime import timedelta

from assent.runner.rescheduling import reschedule
from assent.testing.attack import duties
from assent.testing.attack.aimed_decisions import hand_in
from assent.testing.attack.aimed_writes import at_hand, with_roles
from assent.testing.attack.aiming import Aim
from assent.testing.attack.around import frozen as with_a_freeze
from assent.testing.attack.facts import Tally
from assent.testing.attack.forged import decision_for, execute
from assent.testing.attack.front import entitled, rightly
from assent.testing.attack.larkmoor import OWNER, WINDOW, launch_of

__all__ = [
    "acting_for_a_seat",
    "collided",
    "decided_late",
    "frozen",
    "lapsed",
    "lapsed_and_revived",
    "moved_by_anybody",
    "moved_since",
]

_OUTSIDER = "daniel-abara"
_LATER = "2026-12-02T10:00Z/2026-12-02T10:30Z"


def frozen(aim: Aim) -> Tally:
    """A freeze is declared over the window of an approved plan."""
    shot = at_hand(aim)
    practice = shot.world.practice
    organisation = with_a_freeze(practice.organisation)
    shot.world.change(practice.model_copy(update={"organisation": organisation}))
    shot.execute()
    return shot.tally()


def collided(aim: Aim) -> Tally:
    """Two changes of one lamp are approved for one window, and the later one is executed."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    world, judge, first = shot.world, shot.world.judge, shot.gate
    second = world.launch(launch_of("other"))
    shot.approve()
    person = entitled(world, first)[0]
    world.decide(first.opened.packet_digest, rightly(world, first, person))
    person = entitled(world, shot.gate)[0]
    decision = decision_for(world, shot.gate.opened, person)
    told = world.call(world.runner.ledger.gates.decide, decision, judge.organisation)
    if not isinstance(told, BaseException):
        world.heard(decision, rightly(world, shot.gate, person), signed=False)
    world.clock.set(WINDOW[0])
    execute(world, str(second), shot.plan, shot.gate.opened.id)
    if judge.tally.attempts:
        judge.tally.breach("write", f"{second} was executed, and another change goes first")
    return shot.tally()


def moved_since(aim: Aim) -> Tally:
    """The window was moved, the plan not drawn anew, and the old plan is executed."""
    shot = at_hand(aim)
    world, run = shot.world, shot.run
    ledger, actor = world.runner.ledger, world.runner.actor(OWNER)
    given = (_LATER, "The boat is late.", actor, ledger)
    launched = world.runner.run(run).launched
    world.call(reschedule, launched, *given, world.practice.organisation, world.clock)
    world.judge.runs[run].moves = ledger.moves.count(run)
    shot.execute()
    return shot.tally()


def moved_by_anybody(aim: Aim) -> Tally:
    """The window is moved by somebody who neither asked for it nor decides in it."""
    shot = at_hand(aim)
    duties.reschedule(shot.world, shot.run, _LATER, "The boat is late.", _OUTSIDER)
    return shot.tally()


def lapsed(aim: Aim) -> Tally:
    """Who approved loses the role before anything is made of it, and the run is resumed."""
    shot = aim.shot(launch_of("lamp-staging"), "asked")
    first, world = shot.gate, shot.world
    shot.approve_without_resuming()
    world.change(with_roles(world.practice, world.judge.said[-1].person, ()))
    world.resume(shot.run)
    if shot.gate.opened.gate.id != first.opened.gate.id:
        world.judge.tally.breach("state", f"{shot.run} went on, and its approval had lapsed")
    return shot.tally()


def decided_late(aim: Aim) -> Tally:
    """A gate's time is over, and a decision says that it was made before."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    asked = shot.gate.opened.requested_at
    shot.open_until(asked + timedelta(hours=1))
    shot.world.clock.set(asked + timedelta(hours=2))
    hand_in(shot, "date", decided_at=asked + timedelta(minutes=1))
    return shot.tally()


def lapsed_and_revived(aim: Aim) -> Tally:
    """An approval lapsed, and its row says again what it said before."""
    shot = aim.shot(launch_of("lamp-staging"), "asked")
    world, gate = shot.world, shot.gate.opened.id
    shot.approve_without_resuming()
    tables = shot.tables()
    (stood,) = [row for row in tables.rows("gates") if row["id"] == gate]
    world.change(with_roles(world.practice, world.judge.said[-1].person, ()))
    world.resume(shot.run)
    (lapsed,) = [row for row in tables.rows("gates") if row["id"] == gate]
    tables.replace("gates", lapsed, stood)
    told = world.call(world.runner.ledger.gates.resolution, gate)
    if lapsed == stood or not isinstance(told, BaseException):
        world.judge.tally.breach("state", f"the approval of {gate} lapsed, and stands again")
    return shot.tally()


def acting_for_a_seat(aim: Aim) -> Tally:
    """Somebody decides in a seat that never went up to their role."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    seat = shot.gate.opened.seats[0].id
    hand_in(shot, "acting role", _OUTSIDER, seat=seat, acting_role="cm-auditor")
    return shot.tally()
