"""What the judge sees of a run: each gate once, by its bytes, and how it ended."""

from typing import TYPE_CHECKING

from assent.records import OpenGate, RunStatus
from assent.testing.attack.facts import RunFact, plan_in, same

if TYPE_CHECKING:
    from assent.testing.attack.world import World

__all__ = ["look"]


def look(world: "World", run: str) -> None:
    """Read the gates of a run and where it stands, and tell the judge what is new."""
    ledger, judge = world.runner.ledger, world.judge
    for gate in ledger.gates.for_run(run):
        if gate.id not in judge.gates:
            _saw(world, gate)
        resolution = ledger.gates.resolution(gate.id)
        if resolution and gate.id not in world.closed_gates:
            world.closed_gates.add(gate.id)
            judge.gates[gate.id].open = False
            if resolution.verdict == "approved" and not judge.agreed(judge.gates[gate.id]):
                judge.tally.breach("decision", f"nobody entitled approved {gate.id}")
    fact, status = judge.runs.get(run), ledger.runs.row(run).status
    if fact and status.ended and not fact.ended:
        fact.ended = True
        if status is RunStatus.closed:
            _closed(world, fact)


def _closed(world: "World", run: RunFact) -> None:
    for declared in run.gates:
        facts = [f for f in world.judge.gates.values() if f.opened.run_id == run.id]
        last = [f for f in facts if f.opened.gate.id == declared][-1:]
        if not last or not world.judge.agreed(last[0]):
            world.judge.tally.breach("state", f"{run.id} closed without {declared}")


def _saw(world: "World", gate: OpenGate) -> None:
    """Read a gate with its plan and its packet, by their bytes."""
    content = world.runner.ledger.content
    packet, subject = content.get(gate.packet_digest), content.get(gate.subject_digest)
    name = gate.bound.plan
    plan = plan_in(content.get(name), name) if name else None
    drafted = world.runner.ledger.documents.versions(gate.run_id, gate.subject)
    honest = same(packet) == gate.packet_digest and same(subject) == gate.subject_digest
    honest = honest and any(d.digest == gate.subject_digest for d in drafted)
    if not honest:
        world.judge.tally.breach("state", f"{gate.id} was opened over what nobody drafted")
    if plan:
        shown = [f"{a.tool} on {a.target}" for a in plan.actions]
        named = f"Plan {name}.".encode() in subject or bool(gate.editors)
        honest = honest and named and all(w.encode() in packet for w in shown)
    world.judge.saw_gate(gate, plan, honest=honest)
