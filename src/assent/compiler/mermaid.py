"""A blueprint drawn as a Mermaid flowchart."""

from assent.compiler.blueprint import Blueprint, Node, NodeKind
from assent.records import Workflow

__all__ = ["mermaid"]

_SHAPES = {
    NodeKind.turn: ('["', '"]'),
    NodeKind.route: ('{"', '"}'),
    NodeKind.settle: ('("', '")'),
    NodeKind.assemble: ('[/"', '"/]'),
    NodeKind.packet: ('[["', '"]]'),
    NodeKind.gate: ('{{"', '"}}'),
    NodeKind.examine: ('[/"', '"\\]'),
    NodeKind.redraw: ('[/"', '"/]'),
    NodeKind.execute: ('[\\"', '"\\]'),
    NodeKind.close: ('(["', '"])'),
    NodeKind.stop: ('(["', '"])'),
}


def mermaid(blueprint: Blueprint, workflow: Workflow) -> str:
    """Return the Mermaid source of the blueprint, one subgraph per step."""
    lines = ["flowchart TD"]
    for step in workflow.steps:
        inside = [node for node in blueprint.nodes if node.step == step.number]
        lines.append(f'  subgraph s{step.number}["{step.number}. {_safe(step.title)}"]')
        lines.extend(f"    {_drawn(node, workflow)}" for node in inside)
        lines.append("  end")
    lines.extend(f"  {_drawn(node, workflow)}" for node in blueprint.nodes if node.step is None)
    lines.append('  start(["start"])')
    lines.extend(f"  start --> {node}" for node in blueprint.start)
    for edge in blueprint.edges:
        lines.append(f"  {' & '.join(edge.sources)} --> {edge.target}")
    for branch in blueprint.branches:
        lines.append(f"  {branch.source} -- {branch.outcome} --> {' & '.join(branch.targets)}")
    return "\n".join(lines) + "\n"


def _drawn(node: Node, workflow: Workflow) -> str:
    before, after = _SHAPES[node.kind]
    return f"{node.id}{before}{_safe(_label(node, workflow))}{after}"


def _label(node: Node, workflow: Workflow) -> str:
    if node.kind is NodeKind.turn:
        return f"{node.role} · {node.turn}"
    if node.kind is NodeKind.gate and node.gate:
        return f"{node.gate.id}: " + " + ".join(seat.role for seat in node.gate.seats)
    step = next((s for s in workflow.steps if s.number == node.step), None)
    if node.kind is NodeKind.assemble and step and step.output:
        return step.output
    return str(node.kind)


def _safe(text: str) -> str:
    return text.replace('"', "'").replace("\n", " ")
