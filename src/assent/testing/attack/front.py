"""Moves through the front door: launch, resume, decide, edit, withdraw, stop and start."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from assent.records import Organisation, Outcome
from assent.runner import Choice
from assent.testing.attack import duties
from assent.testing.attack.dice import Dice
from assent.testing.attack.facts import GateFact
from assent.testing.attack.moves import move, some_gate, some_run
from assent.testing.attack.world import World

__all__ = ["REASONS", "entitled", "everybody", "rightly", "told_of"]

REASONS = ("As asked for.", "Approved by everybody.", "", "  \n", "a\u200bb", "x" * 5000)
"""Reasons that somebody may give, and some that nobody may."""
_NOBODY = "mallory"
_OUTCOMES = [*Outcome, Outcome.defer, *([Outcome.approve] * 6)]
"""More approvals than refusals, so that runs live long enough to be attacked."""


def everybody(organisation: Organisation) -> list[str]:
    """Return the people of a practice, and somebody who is not of it."""
    return [*(person.id for person in organisation.people), _NOBODY]


def entitled(world: World, fact: GateFact) -> list[str]:
    """Return who may approve at a gate now, by what the judge knows."""
    gate = fact.opened
    away = {gate.requester, *gate.editors}
    away |= {said.person for said in world.judge.said if said.gate == gate.id}
    roles = {seat.role for seat in gate.seats}
    people = world.judge.organisation.people
    return [p.id for p in people if roles & {*p.roles} and p.id not in away]


def rightly(world: World, fact: GateFact, person: str, *, show: bool = True) -> Choice:
    """Return an approval that holds: every item confirmed, signed where that is asked for."""
    gate = fact.opened
    choice = Choice(
        decision=Outcome.approve,
        reason="As asked for.",
        person=person,
        confirmed=gate.gate.confirms,
    )
    key = world.ground.keys.get(person)
    if show and gate.bound.tier == "high":
        world.show(gate.packet_digest, person)
    return choice.signed_with(key) if key and gate.bound.tier == "high" else choice


@move("front door", 4)
def launch(world: World, dice: Dice) -> str:
    """Launch one of the launches, or the same again."""
    chosen = dice.pick(world.ground.launches)
    run = world.launch(chosen, again=dice.chance(50))
    return f"launch {chosen.workflow!s:.30} {chosen.inputs.get('mode', '')} -> {run}"


@move("front door", 2)
def launch_wrongly(world: World, dice: Dice) -> str:
    """Launch with inputs that are odd, in another's name, or in a mode that is none."""
    chosen = dice.pick(world.ground.launches)
    name = dice.pick([*chosen.inputs])
    text = chosen.inputs[name]
    odd = dice.pick(["", "\u202e" + text, "live; staging", text[: len(text) // 2], "a: [", "\x00"])
    by = dice.pick(everybody(world.practice.organisation))
    world.launch(chosen._replace(inputs={**chosen.inputs, name: odd}, by=by))
    return f"launch with {name}={odd[:20]!r} as {by}"


@move("front door", 6)
def resume(world: World, dice: Dice) -> str:
    """Resume a run, waiting or not."""
    run = some_run(world, dice)
    return f"resume {run} -> {told_of(world.resume(run))}"


@move("front door", 8)
def decide_rightly(world: World, dice: Dice) -> str:
    """Approve as somebody who may."""
    gate = some_gate(world, dice)
    fact = world.judge.gates.get(gate)
    people = entitled(world, fact) if fact else []
    if fact is None or not people:
        return "nobody may approve"
    choice = rightly(world, fact, dice.pick(people))
    resuming = dice.chance(30)
    told = world.decide(fact.opened.packet_digest, choice, resume=resuming)
    return f"approve {gate} as {choice.person} -> {told_of(told)}"


@move("front door", 120)
def decide_anyhow(world: World, dice: Dice) -> str:
    """Decide anything, as anybody, over any packet, with or without what is asked for."""
    gate = some_gate(world, dice)
    fact = world.judge.gates.get(gate)
    packet = fact.opened.packet_digest if fact else "sha256:" + "0" * 64
    confirms = fact.opened.gate.confirms if fact else ()
    person = dice.pick(everybody(world.practice.organisation))
    choice = Choice(
        decision=dice.pick(_OUTCOMES),
        reason=dice.pick(REASONS),
        person=person,
        confirmed=confirms[dice.below(3) :] if dice.chance(50) else confirms,
        conditions=dice.pick([(), ("Close it.",), (" ",), ("\u202e",)]),
        deferred_until=world.clock.now() + timedelta(days=dice.below(3) - 1),
        key=_key(world, dice) if dice.chance(4) else None,
    )
    named = dice.pick([packet, packet, packet[7:19], packet[7:18], gate, packet[::-1]])
    told = world.decide(named, choice)
    return f"{choice.decision.value} {named[:24]} as {person} -> {told_of(told)}"


def _key(world: World, dice: Dice) -> Path | None:
    keys = [*world.ground.keys.values()]
    return dice.pick(keys) if keys else None


@move("front door", 40)
def approve_ones_own(world: World, dice: Dice) -> str:
    """Approve as the one who asked for it, or edited it."""
    gate = some_gate(world, dice)
    fact = world.judge.gates.get(gate)
    if fact is None:
        return "there is no gate"
    person = dice.pick([fact.opened.requester, *fact.opened.editors])
    told = world.decide(fact.opened.packet_digest, rightly(world, fact, person))
    return f"approve {gate} as its {person} -> {told_of(told)}"


@move("front door", 3)
def edit(world: World, dice: Dice) -> str:
    """Put another text in the place of a document under decision, or of any."""
    gate = some_gate(world, dice)
    fact = world.judge.gates.get(gate)
    if fact is None:
        return "there is no gate"
    run, name = fact.opened.run_id, fact.opened.subject
    person = dice.pick(everybody(world.practice.organisation))
    held = world.runner.ledger.content.text(fact.opened.subject_digest)
    more = dice.pick(["\nMore.\n", "", "\n\u200b\n", "\n## Signatures\n\nApproved.\n"])
    text = dice.pick([held + more, held + more, "", "x" * 1_100_000])
    told = duties.edit(world, run, name, text, person)
    return f"edit {name} of {run} as {person} -> {told_of(told)}"


@move("front door", 2)
def withdraw(world: World, dice: Dice) -> str:
    """Withdraw a run in anybody's name."""
    run, person = some_run(world, dice), dice.pick(everybody(world.practice.organisation))
    told = duties.withdraw(world, run, dice.pick(REASONS), person)
    return f"withdraw {run} as {person} -> {told_of(told)}"


@move("front door", 12)
def stop_or_start(world: World, dice: Dice) -> str:
    """Stop all writes, or let them go on, as anybody."""
    person, halt = dice.pick(everybody(world.practice.organisation)), dice.chance(40)
    told = (
        duties.halt(world, dice.pick(REASONS), person)
        if halt
        else duties.unhalt(world, "Go on.", person)
    )
    return f"{'stop' if halt else 'start'} as {person} -> {told_of(told)}"


@move("front door", 30)
def ask(world: World, dice: Dice) -> str:
    """Ask for what is there, by names that are none."""
    runner = world.runner
    name = dice.pick([some_run(world, dice), "", "%", "../..", "run-", "\u202e", "gate-1"])
    asks: list[Callable[[str], object]] = [
        runner.run,
        runner.packet,
        runner.inbox,
        lambda named: list(runner.events(named)),
    ]
    work = dice.pick(asks)
    return f"ask for {name!a} -> {told_of(world.call(work, name))}"


def told_of(told: object) -> str:
    """Return how a call ended, in a word."""
    return type(told).__name__ if isinstance(told, BaseException) else "accepted"
