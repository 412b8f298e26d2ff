"""Attacks aimed at what a write needs."""

from datetime import timedelta

from assent.canonical import digest, dumps
from assent.records import DocumentStatus, Practice
from assent.testing.attack import duties
from assent.testing.attack.aiming import Aim, Shot
from assent.testing.attack.facts import Tally
from assent.testing.attack.larkmoor import MANAGER, OWNER, REQUESTER, WINDOW, launch_of, ruled
from assent.testing.attack.recording import Recording

__all__ = [
    "after_the_end",
    "another_plan",
    "another_target",
    "another_tool",
    "clock_set_back",
    "drifted",
    "expired",
    "irreversible",
    "moved_on",
    "only_proposed",
    "rehearsed",
    "revoked",
    "too_late",
    "undecided",
    "unsigned",
    "while_stopped",
    "with_roles",
]


def at_hand(aim: Aim, name: str = "lamp-staging") -> Shot:
    return aim.shot(launch_of(name), "approved")


def while_stopped(aim: Aim) -> Tally:
    """Somebody has stopped all writes."""
    shot = at_hand(aim)
    duties.halt(shot.world, "Fire.", MANAGER)
    shot.execute()
    return shot.tally()


def after_the_end(aim: Aim) -> Tally:
    """The run was withdrawn."""
    shot = at_hand(aim)
    duties.withdraw(shot.world, shot.run, "Not needed any more.", REQUESTER)
    shot.execute()
    return shot.tally()


def another_plan(aim: Aim) -> Tally:
    """A plan that nobody was asked about is executed under the gate of one that was approved."""
    shot = at_hand(aim)
    body = dumps(shot.drawn("black").plain())
    shot.world.runner.ledger.content.put(body)
    shot.execute(plan=digest(body))
    return shot.tally()


def moved_on(aim: Aim) -> Tally:
    """The document was changed after it was approved."""
    shot = at_hand(aim)
    ledger, opened = shot.world.runner.ledger, shot.gate.opened
    old, text = ledger.documents.get(shot.run, opened.subject), b"# Another\n"
    said = {"digest": digest(text), "editors": (MANAGER,), "status": DocumentStatus.draft}
    ledger.documents.add(old.model_copy(update={"version": old.version + 1, **said}), text)
    shot.world.judge.runs[shot.run].edited[opened.subject] = 1
    shot.execute()
    return shot.tally()


def undecided(aim: Aim) -> Tally:
    """Nobody has decided."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    shot.execute()
    return shot.tally()


def revoked(aim: Aim) -> Tally:
    """Who approved has lost the role."""
    shot = at_hand(aim)
    shot.world.change(with_roles(shot.world.practice, MANAGER, ()))
    shot.execute()
    return shot.tally()


def clock_set_back(aim: Aim) -> Tally:
    """The clock stands before the approval, and in the window."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    shot.world.clock.set(WINDOW[0] + timedelta(minutes=10))
    shot.approve_without_resuming()
    shot.execute(WINDOW[0] + timedelta(minutes=5))
    return shot.tally()


def too_late(aim: Aim) -> Tally:
    """The window is over."""
    shot = at_hand(aim)
    shot.execute(WINDOW[1])
    return shot.tally()


def expired(aim: Aim) -> Tally:
    """The approval was good for a while only."""
    shot = aim.shot(launch_of("lamp-staging"), "planned")
    shot.open_until(WINDOW[0] + timedelta(minutes=5))
    shot.approve_without_resuming()
    shot.execute(WINDOW[0] + timedelta(minutes=10))
    return shot.tally()


def only_proposed(aim: Aim) -> Tally:
    """The practice goes as far as A2."""
    shot = aim.begun(launch_of("lamp-staging"), ruled(aim.ground.practice, level="A2"))
    shot.approve()
    shot.approve()
    shot.execute()
    return shot.tally()


def unsigned(aim: Aim) -> Tally:
    """A live plan is executed, and the signature under its procedure was taken back."""
    shot = at_hand(aim, "lamp-live")
    duties.revoke(shot.world, shot.launch, "No longer fit.", OWNER)
    shot.execute()
    return shot.tally()


def rehearsed(aim: Aim) -> Tally:
    """The plan was approved as a dry run."""
    shot = at_hand(aim, "lamp-dry")
    shot.execute()
    return shot.tally()


def irreversible(aim: Aim) -> Tally:
    """A write without an undo has no restore point."""
    shot = at_hand(aim, "page")
    shot.execute()
    return shot.tally()


def another_tool(aim: Aim) -> Tally:
    """The tool declares something else than when the plan was made."""
    shot = at_hand(aim)
    for tool in recordings(shot):
        other = {"description": "Does something else."}
        tool.descriptor = tool.descriptor.model_copy(update=other)
    shot.execute()
    return shot.tally()


def another_target(aim: Aim) -> Tally:
    """The target is defined otherwise than when the plan was made."""
    shot = at_hand(aim)
    organisation = shot.world.practice.organisation
    targets = organisation.extra["targets"]
    moved = {**targets["panel"], "staging": {"place": "elsewhere"}}
    extra = {**organisation.extra, "targets": {**targets, "panel": moved}}
    changed = organisation.model_copy(update={"extra": extra})
    shot.world.change(shot.world.practice.model_copy(update={"organisation": changed}))
    shot.execute()
    return shot.tally()


def drifted(aim: Aim) -> Tally:
    """The target was changed behind everybody's back, and the tool does not look by itself."""
    shot = at_hand(aim)
    for tool in recordings(shot):
        tool.checks = False
    shot.world.ground.drift()
    shot.execute()
    return shot.tally()


def recordings(shot: Shot) -> list[Recording]:
    return [tool for tool in shot.world.ground.tools if isinstance(tool, Recording)]


def with_roles(practice: Practice, person: str, roles: tuple[str, ...]) -> Practice:
    """Return a practice in which somebody holds other roles."""
    organisation = practice.organisation
    named = organisation.people
    others = [p for p in named if p.id != person]
    theirs = [p.model_copy(update={"roles": roles}) for p in named if p.id == person]
    changed = organisation.model_copy(update={"people": (*others, *theirs)})
    return practice.model_copy(update={"organisation": changed})
