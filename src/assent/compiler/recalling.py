"""What a run that is built again finds in the ledger, in place of doing it once more.

The world has moved on since: a record was changed, another run wants the same time, a role
was taken away. What was drafted, shown and decided then is what it was.
"""

from assent.compiler.context import RunContext
from assent.compiler.gates import packet_name
from assent.compiler.planning import PLAN
from assent.compiler.state import State, round_of
from assent.records import Document, Gate, GateState, OpenGate, Step

__all__ = ["gate_again", "plan_again", "recorded", "version_again"]


def version_again(context: RunContext, state: State, name: str) -> Document | None:
    """Return the version of a document that follows the state's, where it was drafted before."""
    if not context.rebuilding:
        return None
    following = int(state["documents"].get(name, {}).get("version", 0)) + 1
    versions = context.ledger.documents.versions(context.run.id, name)
    return next((d for d in versions if d.version == following), None)


def plan_again(context: RunContext, step: Step, document: Document) -> str | None:
    """Return the plan that was recorded together with a version of its document, or None."""
    entries = context.ledger.log.entries(context.run.id)
    kept = [entry for entry in entries if entry.kind == "artifact.recorded"]
    version = {"name": step.artifact or document.name, "reference": document.digest}
    beside = next((entry.sequence for entry in kept if entry.body == version), None)
    if beside is None:
        return None
    so_far = (entry.body for entry in kept if entry.sequence <= beside + 1)
    plans: list[str] = [body["reference"] for body in so_far if body["name"] == PLAN]
    return plans[-1] if plans else None


def gate_again(context: RunContext, state: State, gate: Gate, step: int) -> OpenGate | None:
    """Return the gate that was opened next for this declaration, where it was opened before."""
    if not context.rebuilding:
        return None
    gates = context.ledger.gates
    opened = [g for g in gates.for_run(context.run.id) if g.gate.id == gate.id]
    superseded = {g.id for g in opened if gates.state(g.id) is GateState.void}
    asked = [g for g in opened if g.id not in superseded or gates.resolution(g.id)]
    last = state["run"]["artifacts"].get(packet_name(gate))
    passed = next((n for n, g in enumerate(asked, 1) if g.packet_digest == last), 0)
    following = asked[passed] if passed < len(asked) else None
    return following if following and following.round == round_of(state, step) else None


def recorded(context: RunContext, reference: str) -> bool:
    """Tell whether the run went on with a version or an approval, by its digest."""
    entries = context.ledger.log.entries(context.run.id)
    return any(e.kind == "artifact.recorded" and e.body["reference"] == reference for e in entries)
