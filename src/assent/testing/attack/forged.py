"""Moves past the front door: forged decisions, calls of the executor, leases that were lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from assent.canonical import digest
from assent.errors import AssentError
from assent.records import Decision, OpenGate, Outcome, RunStatus
from assent.runner import Choice
from assent.testing.attack.dice import Dice
from assent.testing.attack.front import entitled, everybody
from assent.testing.attack.moves import move, some_gate, some_run
from assent.testing.attack.world import World

__all__ = ["CHANGES", "decision_for", "execute"]

_OTHER = digest(b"another")


def decision_for(world: World, gate: OpenGate, person: str, **changed: Any) -> Decision:
    """Return a decision as the front door would make it for somebody, but for what is changed."""
    known = world.practice.organisation.person(person)
    roles = known.roles if known else ()
    seat = next((s.id for s in gate.seats if s.role in roles), gate.seats[0].id)
    seen = world.runner.ledger.gates.showings.of(gate.run_id)
    facts = {
        "run_id": gate.run_id,
        "thread_id": gate.thread_id,
        "gate": gate.id,
        "seat": seat,
        "decision": Outcome.approve,
        "reason": "As asked for.",
        "confirmed": gate.gate.confirms,
        "approver_identity": person,
        "approver_name": known.name if known else person,
        "identity_assurance": "asserted",
        "subject_digest": gate.subject_digest,
        "packet_digest": gate.packet_digest,
        "bound": gate.bound,
        "policy_version": gate.bound.policy,
        "nonce": gate.nonce,
        "requested_at": gate.requested_at,
        "decided_at": world.clock.now(),
        "expires_at": gate.expires_at,
        "shown_at": next(
            (s.shown_at for s in seen if (s.gate, s.person) == (gate.id, person)), None
        ),
    }
    return Decision(**{**facts, **changed})


def _bound(**changed: Any) -> Callable[[OpenGate], dict[str, Any]]:
    return lambda gate: {"bound": gate.bound.model_copy(update=changed)}


CHANGES: dict[str, Callable[[OpenGate], dict[str, Any]]] = {
    **{
        f"bound.{name}": _bound(**{name: _OTHER})
        for name in ("workflow", "prompts", "cards", "tools", "policy", "plan")
    },
    "bound.targets": _bound(targets={"1.version": _OTHER}),
    "bound.window": lambda gate: _bound(window=(gate.requested_at, gate.requested_at))(gate),
    "bound.tier": lambda gate: _bound(tier="low" if gate.bound.tier == "high" else "high")(gate),
    "bound.environment": _bound(environment="elsewhere"),
    "run_id": lambda _: {"run_id": "run-other-0123456789"},
    "thread_id": lambda _: {"thread_id": "run-other-0123456789"},
    "subject_digest": lambda _: {"subject_digest": _OTHER},
    "packet_digest": lambda _: {"packet_digest": _OTHER},
    "policy_version": lambda _: {"policy_version": _OTHER},
    "nonce": lambda _: {"nonce": "n-0"},
    "requested_at": lambda gate: {"requested_at": gate.requested_at + timedelta(seconds=1)},
    "expires_at": lambda gate: {"expires_at": gate.requested_at + timedelta(days=900)},
    "approver_name": lambda _: {"approver_name": "Somebody Else"},
    "signature": lambda _: {"identity_assurance": "signed-key", "signature": "none"},
    "seat": lambda _: {"seat": "emperor"},
    "before it was asked": lambda gate: {"decided_at": gate.requested_at - timedelta(days=1)},
    "reason": lambda _: {"reason": " "},
    "hidden reason": lambda _: {"reason": "Fit\u202e."},
}
"""What a forger changes in a decision, by name: any one of these alone makes it invalid."""


@move("ledger", 160)
def forge_a_decision(world: World, dice: Dice) -> str:
    """Hand the ledger a decision of somebody entitled, with one thing changed."""
    gate = some_gate(world, dice)
    fact = world.judge.gates.get(gate)
    people = entitled(world, fact) if fact else []
    if fact is None or not people:
        return "nobody may approve"
    changed = dice.pick([*CHANGES])
    decision = decision_for(world, fact.opened, dice.pick(people), **CHANGES[changed](fact.opened))
    told = world.call(world.runner.ledger.gates.decide, decision, world.practice.organisation)
    if not isinstance(told, BaseException):
        world.judge.tally.breach("decision", f"one with another {changed} was accepted at {gate}")
    return f"decision with another {changed} at {gate}"


@move("ledger", 120)
def hand_in_a_decision(world: World, dice: Dice) -> str:
    """Hand the ledger a whole decision in anybody's name, at any gate, over what is open there."""
    gate = some_gate(world, dice)
    fact = world.judge.gates.get(gate)
    if fact is None:
        return "there is no gate"
    person = dice.pick(everybody(world.practice.organisation))
    outcome = dice.pick([Outcome.approve, Outcome.approve, Outcome.approve_with_conditions])
    confirmed = fact.opened.gate.confirms[dice.below(2) :]
    changed = {"decision": outcome, "confirmed": confirmed, "conditions": ("Look at it again.",)}
    decision = decision_for(world, fact.opened, person, **changed)
    told = world.call(world.runner.ledger.gates.decide, decision, world.practice.organisation)
    if not isinstance(told, BaseException):
        choice = Choice(
            decision=outcome, reason=decision.reason, person=person, confirmed=confirmed
        )
        world.heard(decision, choice, signed=False)
        world.look(fact.opened.run_id)
    return f"decision of {person} handed in at {gate}"


def execute(world: World, run: str, plan: str, gate: str) -> Any:
    """Call the executor of a run by itself, as whoever holds Python could."""
    ledger = world.runner.ledger
    lease = world.call(ledger.leases.take, run, "attacker:1:0", gone=lambda _: True)
    if isinstance(lease, BaseException):
        return lease
    try:
        context = world.call(lambda: world.runner._engine()._context(ledger.runs.get(run), lease))
        governor = None if isinstance(context, BaseException) else context.governor
        return world.call(governor.execute, plan, gate) if governor else context
    finally:
        world.call(ledger.leases.release, lease)


@move("executor", 70)
def call_the_executor(world: World, dice: Dice) -> str:
    """Ask the executor for any plan under any gate in any run."""
    judge = world.judge
    plan = dice.pick([*judge.plans] or [_OTHER])
    run = judge.plans[plan].run_id if plan in judge.plans else some_run(world, dice)
    over = [name for name, fact in judge.gates.items() if fact.opened.bound.plan == plan]
    gate = over[-1] if over else some_gate(world, dice)
    if dice.chance(40):
        run = some_run(world, dice)
    if dice.chance(40):
        gate = dice.pick([*judge.gates] or [gate])
    told = execute(world, run, plan, gate)
    return f"execute {plan[:19]} under {gate} in {run} -> {getattr(told, 'outcome', told)!s:.60}"


@move("ledger", 20)
def write_with_a_lost_lease(world: World, dice: Dice) -> str:
    """Change a run under a lease that somebody else has taken over."""
    ledger, run = world.runner.ledger, some_run(world, dice)
    first = world.call(ledger.leases.take, run, "late:1:0", gone=lambda _: True)
    second = world.call(ledger.leases.take, run, "next:1:0", gone=lambda _: True)
    if isinstance(first, BaseException) or isinstance(second, BaseException):
        return "the run cannot be taken"
    before = ledger.runs.row(run)
    other = RunStatus.parked if before.status is RunStatus.running else RunStatus.running
    told = world.call(ledger.runs.change, first, status=other, note=f"late {dice.below(9)}")
    if not isinstance(told, AssentError):
        world.judge.tally.breach("state", f"{run} was changed under a lost lease")
    world.call(ledger.leases.release, second)
    return f"change {run} under a lost lease"
