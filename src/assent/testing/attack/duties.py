"""What people do besides deciding, and what the judge makes of it when it is accepted."""

from collections.abc import Collection
from typing import Any, Literal

from assent.canonical import hidden_characters
from assent.records import Budget
from assent.testing.attack.facts import key_of
from assent.testing.attack.ground import Launch
from assent.testing.attack.world import World

__all__ = [
    "close_incident",
    "edit",
    "extend",
    "halt",
    "meet",
    "reschedule",
    "revoke",
    "roles_of",
    "settle",
    "sign",
    "unhalt",
    "withdraw",
]


def roles_of(world: World, person: str) -> tuple[str, ...]:
    """Return the roles a person holds now; none for somebody unknown."""
    known = world.practice.organisation.person(person)
    return known.roles if known else ()


def edit(world: World, run: str, name: str, text: str, person: str) -> Any:
    """Edit a document under decision; whoever holds a role may, with words that can be seen."""
    told = world.call(world.runner.edit, run, name, text, by=person)
    if _accepted(world, told):
        _expect(world, bool(roles_of(world, person)), f"{person!r} edited {name}")
        _expect(world, not hidden_characters(text), f"{name} of {run} hides characters")
    world.look(run)
    return told


def withdraw(world: World, run: str, reason: str, person: str) -> Any:
    """Withdraw a run; who asked for it and who decides in it may, with a reason."""
    told = world.call(world.runner.withdraw, run, reason, by=person)
    fact = world.judge.runs.get(run)
    if _accepted(world, told) and fact:
        gates = [f.opened for f in world.judge.gates.values() if f.opened.run_id == run]
        seats = {seat.role for gate in gates for seat in gate.seats} | {*fact.seats}
        may = person == fact.requester or seats & {*roles_of(world, person)}
        _expect(world, bool(may) and bool(reason.strip()), f"{person!r} withdrew {run}")
        fact.ended = True
    return told


def halt(world: World, reason: str, person: str) -> Any:
    """Stop all writes; anybody known may."""
    told = world.call(world.runner.halt, reason, by=person)
    if _accepted(world, told):
        world.judge.stopped = True
    return told


def unhalt(world: World, reason: str, person: str) -> Any:
    """Let writes go on; whoever holds a role may."""
    told = world.call(world.runner.unhalt, reason, by=person)
    if _accepted(world, told):
        _expect(world, bool(roles_of(world, person)), f"{person!r} let writes go on")
        world.judge.stopped = world.judge.stopped and not roles_of(world, person)
    return told


def settle(
    world: World,
    run: str,
    index: int,
    outcome: Literal["applied", "absent"],
    reason: str,
    person: str,
) -> Any:
    """Say what became of a write in doubt; who could have approved it may, with a reason."""
    told = world.call(world.runner.settle, run, index, outcome, reason, by=person)
    if _accepted(world, told):
        _expect(world, _seated(world, told.gate, person, reason), f"{person!r} settled {run}")
        if outcome == "absent":  # a person answers for it that the write may be made again
            for kind in ("action", "undo"):
                world.judge.made.pop(key_of(run, told.plan, index, kind), None)
    return told


def close_incident(world: World, run: str, reason: str, person: str) -> Any:
    """Close an incident; who could have approved the plan may, with a reason."""
    told = world.call(world.runner.close_incident, run, reason, by=person)
    if _accepted(world, told):
        _expect(world, _seated(world, told.gate, person, reason), f"{person!r} closed {run}")
    return told


def sign(world: World, launch: Launch, reason: str, person: str) -> Any:
    """Sign a procedure as it stands; who decides matters of its class may, with a reason."""
    procedure = launch.procedure(world.practice)
    offer = world.call(world.runner.signable, launch.workflow)
    if isinstance(offer, BaseException):
        return offer
    told = world.call(world.runner.sign, launch.workflow, offer.digest, reason, by=person)
    if _accepted(world, told):
        cards = world.practice.roles.values()
        signers = world.practice.organisation.signers
        of = procedure.decision_class
        deciding = {card.id for card in cards if card.id in signers and of in card.decides}
        held = frozenset(deciding & {*roles_of(world, person)})
        if held and reason.strip():
            world.judge.signed.setdefault(world.text_of(procedure), {})[person] = held
        else:
            world.judge.tally.breach("state", f"{person!r} signed {procedure.id}")
    return told


def revoke(world: World, launch: Launch, reason: str, person: str) -> Any:
    """Take back what stands under a procedure; its signers may, and who signs procedures."""
    offer = world.call(world.runner.signable, launch.workflow)
    if isinstance(offer, BaseException):
        return offer
    told = world.call(world.runner.revoke, launch.workflow, offer.digest, reason, by=person)
    if _accepted(world, told):
        signers = {*world.practice.organisation.signers} & {*roles_of(world, person)}
        text = world.text_of(launch.procedure(world.practice))
        theirs = world.judge.signed.get(text, {})
        may = bool(signers) or person in theirs
        _expect(world, may and bool(reason.strip()), f"{person!r} took back {launch.workflow}")
        world.judge.signed[text] = {} if signers else {p: theirs[p] for p in theirs if p != person}
    return told


def reschedule(world: World, run: str, window: str, reason: str, person: str) -> Any:
    """Move a window; who asked for it and who decides in it may, with a reason."""
    moves = world.runner.ledger.moves
    before = moves.count(run)
    told = world.call(world.runner.reschedule, run, window, reason, by=person)
    fact = world.judge.runs.get(run)
    if fact and moves.count(run) > before:
        may = person == fact.requester or {*fact.seats} & {*roles_of(world, person)}
        _expect(world, bool(may) and bool(reason.strip()), f"{person!r} moved {run}")
        fact.moves = moves.count(run)
    world.look(run)
    return told


def meet(
    world: World, run: str, condition: str, reason: str, person: str, *, waive: bool = False
) -> Any:
    """Say that a condition is met; who holds the role that set it may, and did not ask for it."""
    told = world.call(world.runner.meet, run, condition, reason, by=person, waive=waive)
    fact = world.judge.runs.get(run)
    if _accepted(world, told) and fact:
        gate = world.judge.gates.get(told.gate)
        away = person == fact.requester or (gate is not None and person in gate.opened.editors)
        may = told.role in roles_of(world, person) and not away
        may = may and (not waive or person == told.raised_by)
        _expect(world, may and bool(reason.strip()), f"{person!r} closed a condition of {run}")
    return told


def extend(world: World, run: str, more: Budget, reason: str, person: str) -> Any:
    """Let a run spend more; who decides for the practice may, and not who asked for the run."""
    told = world.call(world.runner.extend, run, more, reason, by=person)
    fact = world.judge.runs.get(run)
    if _accepted(world, told) and fact:
        may = person != fact.requester and roles_of(world, person)
        _expect(world, bool(may) and bool(reason.strip()), f"{person!r} extended {run}")
    return told


def _accepted(world: World, told: object) -> bool:
    """Tell whether it was accepted; where names are not taken on trust, nothing may be."""
    accepted = not isinstance(told, BaseException)
    if accepted and not world.practice.organisation.allow_asserted:
        world.judge.tally.breach("state", "somebody acted in another's name")
    return accepted


def _seated(world: World, gate: str, person: str, reason: str) -> bool:
    fact = world.judge.gates.get(gate)
    seats: Collection[str] = {s.role for s in fact.opened.seats} if fact else ()
    return bool({*seats} & {*roles_of(world, person)}) and bool(reason.strip())


def _expect(world: World, holds: object, what: str) -> None:
    if not holds:
        world.judge.tally.breach("state", what)
