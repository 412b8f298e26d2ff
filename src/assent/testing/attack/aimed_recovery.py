"""Attacks aimed at what people do after a stop or a crash, and at what is found out then."""

from assent.records import Person
from assent.testing.attack import duties
from assent.testing.attack.aimed_writes import at_hand, recordings
from assent.testing.attack.aiming import Aim
from assent.testing.attack.crashes import die
from assent.testing.attack.facts import Tally
from assent.testing.attack.larkmoor import MANAGER

__all__ = ["cut_off", "settled_by_anybody", "started_by_nobody"]

_OUTSIDER, _GUEST = "daniel-abara", "guest"


def cut_off(aim: Aim) -> Tally:
    """The process dies just after a write to a target that shows no version and knows no key."""
    shot = at_hand(aim, "page-kept")
    for tool in recordings(shot):
        tool.checks = False
    shot.world.watch.behind.append(die)
    shot.execute()
    shot.execute()
    return shot.tally()


def started_by_nobody(aim: Aim) -> Tally:
    """Writes are stopped, and somebody without any role lets them go on."""
    shot = at_hand(aim)
    practice = shot.world.practice
    people = practice.organisation.people
    guest = Person(id=_GUEST, name="A Guest")
    organisation = practice.organisation.model_copy(update={"people": (*people, guest)})
    shot.world.change(practice.model_copy(update={"organisation": organisation}))
    duties.halt(shot.world, "Fire.", MANAGER)
    duties.unhalt(shot.world, "Go on.", _GUEST)
    shot.execute()
    return shot.tally()


def settled_by_anybody(aim: Aim) -> Tally:
    """A write is in doubt, and somebody settles it who could not have approved it."""
    shot = at_hand(aim)
    for tool in recordings(shot):
        tool.silent = True
    shot.world.watch.behind.append(die)
    shot.execute()
    shot.execute()
    duties.settle(shot.world, shot.run, 1, "applied", "It is there.", _OUTSIDER)
    return shot.tally()
