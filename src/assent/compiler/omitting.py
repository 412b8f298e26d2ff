"""What a state may not leave out: whatever the ledger holds from before a node stands in it.

A state that says nothing false can still hide something: a plan that was approved, a write
that was made, a document that the next step has to read.
"""

from assent.compiler.blueprint import Node, NodeKind
from assent.compiler.context import RunContext
from assent.compiler.examining import EXAMINATION
from assent.compiler.executing import EXECUTION
from assent.compiler.planning import PLAN
from assent.compiler.state import State
from assent.records import TurnKind

__all__ = ["RECORDS", "left_out"]

RECORDS = {NodeKind.examine: EXAMINATION, NodeKind.execute: EXECUTION}
"""The artifact of each kind of node that leaves what it found beside its contribution."""


def left_out(context: RunContext, node: Node, state: State) -> str:
    """Return what the state does not say, in words; nothing when it is whole.

    Where a run is built again, its state grows with it.
    """
    if context.rebuilding:
        return ""
    recorded = context.ledger.runs.row(context.run.id).artifacts
    return _documents(context, node, state) or _artifacts(context, node, state, recorded)


def _documents(context: RunContext, node: Node, state: State) -> str:
    drafted = context.ledger.documents.latest(context.run.id)
    for step in context.workflow.steps:
        earlier = node.step is None or step.number < node.step
        if earlier and step.output in drafted and step.output not in state["documents"]:
            return f"{step.output!r} is left out"
    return ""


def _artifacts(context: RunContext, node: Node, state: State, recorded: dict[str, str]) -> str:
    held = state["run"]["artifacts"]
    for maker in context.blueprint.nodes:
        name = _made_by(context, maker)
        if not name or not recorded.get(name) or not _after(node, maker):
            continue
        if not held.get(name):
            return f"its artifact {name!r} is left out"
        if maker.kind in RECORDS and not state["contributions"].get(maker.id):
            return f"what {maker.id!r} left is left out"
    return ""


def _made_by(context: RunContext, maker: Node) -> str:
    """Return the artifact that a node makes and that others rest on, or nothing."""
    if maker.kind is NodeKind.assemble and context.step(maker.step).turn is TurnKind.plan:
        return PLAN
    return RECORDS.get(maker.kind, "")


def _after(node: Node, maker: Node) -> bool:
    """Tell whether a node only ever runs when another one has left what it makes."""
    if node.step is None or maker.step is None or node.step != maker.step:
        return node.step is None or (maker.step or 0) < node.step
    if maker.kind is NodeKind.assemble:
        return node.gate is not None
    return node.kind is not maker.kind
