"""What a gate is in a run: its reference, its packet's name, the document it decides on."""

from assent.canonical import digest_of
from assent.compiler.blueprint import Node
from assent.compiler.context import RunContext
from assent.compiler.state import State
from assent.errors import FailedError
from assent.records import Gate, Step

__all__ = ["declared", "drafted_in", "gate_reference", "packet_name", "subject_of"]


def gate_reference(run: str, gate: str, round_: int, packet: str) -> str:
    """Return the reference of a gate opened in a run: ``gate-<10 hex>``."""
    return "gate-" + digest_of([run, gate, round_, packet])[7:17]


def declared(node: Node) -> Gate:
    """Return the gate that a node stands for."""
    if node.gate is None:
        raise FailedError(f"node {node.id!r} has no gate. See: assent graph WORKFLOW")
    return node.gate


def packet_name(gate: Gate) -> str:
    """Return the name of the artifact that a gate's packet is."""
    return f"packet.{gate.id}"


def subject_of(context: RunContext, state: State, step: Step) -> str:
    """Return the document a gate decides on: the step's own, or the latest before it."""
    before = [s.output for s in context.workflow.steps if s.number <= step.number and s.output]
    return step.output or [name for name in before if name in state["documents"]][-1]


def drafted_in(context: RunContext, subject: str, gate_step: int | None) -> Step:
    """Return the step that drafts a gate's subject: an earlier one, or the gate's own."""
    made = [s for s in context.workflow.steps if s.output == subject and s.agents]
    return made[-1] if made else context.step(gate_step)
