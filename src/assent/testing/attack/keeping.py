"""Moves through the front door besides deciding: settle, sign, take back, move, extend, meet."""

from datetime import timedelta
from typing import Literal

from assent.records import Budget, Outcome, Override
from assent.testing.attack import duties
from assent.testing.attack.dice import Dice
from assent.testing.attack.front import REASONS, everybody, rightly, told_of
from assent.testing.attack.moves import move, some_gate, some_run
from assent.testing.attack.world import World

_WINDOWS = (
    "2026-12-01T10:05Z/2026-12-01T10:35Z",
    "2026-12-02T10:00Z/2026-12-02T10:30Z",
    "2026-01-01T10:00Z/2026-01-01T10:30Z",
    "2026-12-02T10:00Z",
    "at once",
    "",
)

__all__ = ["tick"]


@move("front door", 16)
def settle(world: World, dice: Dice) -> str:
    """Settle a doubt or close an incident, whether there is one or not."""
    run, person = some_run(world, dice), dice.pick(everybody(world.practice.organisation))
    if dice.chance(30):
        told = duties.close_incident(world, run, dice.pick(REASONS), person)
    else:
        outcome: Literal["applied", "absent"] = "applied" if dice.chance(50) else "absent"
        told = duties.settle(world, run, 1 + dice.below(3), outcome, dice.pick(REASONS), person)
    return f"settle {run} as {person} -> {told_of(told)}"


@move("front door", 2)
def sign(world: World, dice: Dice) -> str:
    """Sign a procedure as anybody."""
    named = [one for one in world.ground.launches if isinstance(one.workflow, str)]
    if not named:
        return "there is nothing to sign"
    launch_, person = dice.pick(named), dice.pick(everybody(world.practice.organisation))
    told = duties.sign(world, launch_, dice.pick(REASONS), person)
    return f"sign {launch_.workflow} as {person} -> {told_of(told)}"


@move("front door", 3)
def take_back(world: World, dice: Dice) -> str:
    """Take back the signature under a procedure as anybody."""
    named = [one for one in world.ground.launches if isinstance(one.workflow, str)]
    if not named:
        return "there is nothing to take back"
    launch, person = dice.pick(named), dice.pick(everybody(world.practice.organisation))
    told = duties.revoke(world, launch, dice.pick(REASONS), person)
    return f"take back {launch.workflow} as {person} -> {told_of(told)}"


@move("clock", 4)
def tick(world: World, dice: Dice) -> str:
    """Let the clock do what it may, a while later or at once; it approves nothing."""
    world.clock.advance(timedelta(hours=dice.pick([0, 1, 24, 240])))
    told = world.call(world.runner.tick)
    for run in [*world.judge.runs]:
        world.look(run)
    return f"tick at {world.clock.now():%Y-%m-%d %H:%M} -> {told_of(told)}"


@move("front door", 6)
def reschedule(world: World, dice: Dice) -> str:
    """Move the window of a run as anybody, to a time that will do or not."""
    run, person = some_run(world, dice), dice.pick(everybody(world.practice.organisation))
    window = dice.pick(_WINDOWS)
    told = duties.reschedule(world, run, window, dice.pick(REASONS), person)
    return f"move {run} to {window!r} as {person} -> {told_of(told)}"


@move("front door", 6)
def extend(world: World, dice: Dice) -> str:
    """Let a run spend more, as anybody."""
    run, person = some_run(world, dice), dice.pick(everybody(world.practice.organisation))
    more = dice.pick([Budget(calls=5), Budget(tokens=0), Budget()])
    told = duties.extend(world, run, more, dice.pick(REASONS), person)
    return f"extend {run} as {person} -> {told_of(told)}"


@move("front door", 12)
def meet(world: World, dice: Dice) -> str:
    """Say that a condition is met, or let it go, as anybody, whether there is one or not."""
    run, person = some_run(world, dice), dice.pick(everybody(world.practice.organisation))
    name, waive = f"condition-{1 + dice.below(2)}", dice.chance(50)
    told = duties.meet(world, run, name, dice.pick(REASONS), person, waive=waive)
    return f"{'waive' if waive else 'meet'} {name} of {run} as {person} -> {told_of(told)}"


@move("front door", 12)
def show(world: World, dice: Dice) -> str:
    """Show a packet to anybody."""
    gate, person = some_gate(world, dice), dice.pick(everybody(world.practice.organisation))
    return f"show {gate} to {person} -> {told_of(world.show(gate, person))}"


@move("front door", 12)
def approve_unseen(world: World, dice: Dice) -> str:
    """Approve, signed, what was perhaps never shown, with conditions or overrides of nothing."""
    fact = world.judge.gates.get(some_gate(world, dice))
    people = [*world.ground.keys] or everybody(world.practice.organisation)
    if fact is None:
        return "there is no gate"
    choice = rightly(world, fact, dice.pick(people), show=False)
    override = Override(finding="finding-1", quote="All is well.", rationale="It is.")
    more: dict[str, object] = dice.pick(
        [
            {},
            {"overrides": (override,)},
            {"decision": Outcome.approve_with_conditions, "conditions": ("Count the lamps.",)},
        ]
    )
    told = world.decide(fact.opened.packet_digest, choice.model_copy(update=more))
    return f"approve {fact.opened.id} unseen as {choice.person} -> {told_of(told)}"
