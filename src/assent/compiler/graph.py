"""Blueprint → LangGraph StateGraph."""

import os
from collections.abc import Callable
from typing import Any, cast

os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")  # read once, when langgraph is imported

from langgraph.graph import END, START, StateGraph

from assent.compiler.blueprint import Blueprint, Node, NodeKind
from assent.compiler.context import RunContext
from assent.compiler.deciding import deciding
from assent.compiler.drafting import assembly
from assent.compiler.ending import closing, stopping
from assent.compiler.examining import examining
from assent.compiler.executing import executing
from assent.compiler.packing import packing
from assent.compiler.redrawing import redrawing
from assent.compiler.settling import routing, settling
from assent.compiler.state import Body, State
from assent.compiler.turn import turn
from assent.compiler.vouching import vouched
from assent.errors import BlueprintError, InspectionOnlyError

__all__ = ["build", "drawing"]

_BODIES: dict[NodeKind, Callable[[RunContext, Node], Body]] = {
    NodeKind.examine: examining,
    NodeKind.execute: executing,
    NodeKind.turn: turn,
    NodeKind.assemble: assembly,
    NodeKind.route: routing,
    NodeKind.settle: settling,
    NodeKind.packet: packing,
    NodeKind.gate: deciding,
    NodeKind.redraw: redrawing,
    NodeKind.close: closing,
    NodeKind.stop: stopping,
}


def build(context: RunContext) -> StateGraph[State]:
    """Return the graph of a run, ready to be compiled with a saver.

    Raises:
        BlueprintError: The workflow has a node this engine cannot run yet.
    """
    strange = [n.id for n in context.blueprint.nodes if n.kind not in _BODIES]
    if strange:
        reasons = [
            f"{node!r} is of a kind that this version draws but does not run" for node in strange
        ]
        raise BlueprintError(context.workflow.id, reasons)
    return _graph(
        context.blueprint, lambda node: vouched(context, node, _BODIES[node.kind](context, node))
    )


def drawing(blueprint: Blueprint) -> StateGraph[State]:
    """Return the graph for looking at: its nodes refuse to run."""

    def refusing(node: Node) -> Body:
        async def body(state: State) -> None:
            raise InspectionOnlyError(blueprint.workflow, node.id)

        return body

    return _graph(blueprint, refusing)


def _graph(blueprint: Blueprint, body: Callable[[Node], Body]) -> StateGraph[State]:
    graph = StateGraph(State)
    ways: dict[str, tuple[str, ...]] = {}
    for branch in blueprint.branches:
        ways[branch.source] = (*ways.get(branch.source, ()), *branch.targets)
    for node in blueprint.nodes:
        graph.add_node(node.id, cast("Any", body(node)), destinations=ways.get(node.id))
    for first in blueprint.start:
        graph.add_edge(START, first)
    for edge in blueprint.edges:
        graph.add_edge(
            list(edge.sources) if len(edge.sources) > 1 else edge.sources[0], edge.target
        )
    for end in blueprint.ends:
        graph.add_edge(end, END)
    return graph
