"""The plan of a graph as plain data: what runs, in which order, and what follows a decision."""

from enum import StrEnum

from assent.records import Gate, Record, TurnKind

__all__ = ["Blueprint", "Branch", "Edge", "Node", "NodeKind"]


class NodeKind(StrEnum):
    """What a node does."""

    examine = "examine"
    turn = "turn"
    route = "route"
    settle = "settle"
    assemble = "assemble"
    packet = "packet"
    gate = "gate"
    redraw = "redraw"
    execute = "execute"
    close = "close"
    stop = "stop"


class Node(Record):
    """One node of the graph.

    ``sees`` names the turns whose contributions of the same round it is shown, ``recalls``
    those of the round before. ``rounds`` bounds how often the loops that pass through this
    node may run.
    """

    id: str
    kind: NodeKind
    step: int | None = None
    role: str | None = None
    turn: TurnKind | None = None
    sees: tuple[str, ...] = ()
    recalls: tuple[str, ...] = ()
    gate: Gate | None = None
    rounds: int = 1


class Edge(Record):
    """From every one of ``sources`` to ``target``; with several sources it waits for all."""

    sources: tuple[str, ...]
    target: str


class Branch(Record):
    """Where ``source`` goes when its outcome is ``outcome``; several targets run at once."""

    source: str
    outcome: str
    targets: tuple[str, ...]


class Blueprint(Record):
    """A compiled workflow. ``start`` are the first nodes; ``ends`` the declared ends.

    ``record_digest`` identifies it: a run resumes only on the blueprint it was launched with.
    """

    workflow: str
    form: int = 1
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    branches: tuple[Branch, ...]
    start: tuple[str, ...]
    ends: tuple[str, ...]

    def node(self, node: str) -> Node:
        """Return the node of that id.

        Raises:
            KeyError: There is none.
        """
        for known in self.nodes:
            if known.id == node:
                return known
        raise KeyError(node)

    @property
    def ids(self) -> frozenset[str]:
        """Return the ids of all nodes."""
        return frozenset(node.id for node in self.nodes)

    def turns(self, step: int) -> tuple[Node, ...]:
        """Return the turns of a step, in the order their parts appear in its document."""
        return tuple(n for n in self.nodes if n.step == step and n.kind is NodeKind.turn)

    def successors(self) -> dict[str, tuple[str, ...]]:
        """Return, for every node, the nodes that may directly follow it."""
        after: dict[str, list[str]] = {node.id: [] for node in self.nodes}
        for edge in self.edges:
            for source in edge.sources:
                after.setdefault(source, []).append(edge.target)
        for branch in self.branches:
            after.setdefault(branch.source, []).extend(branch.targets)
        return {source: tuple(dict.fromkeys(targets)) for source, targets in after.items()}

    @property
    def supersteps(self) -> int:
        """Return an upper bound of the supersteps a run can take, all rework included."""
        loops = 1 + sum(node.rounds for node in self.nodes if node.rounds > 1)
        edits = 50 * sum(node.kind is NodeKind.gate for node in self.nodes)
        return len(self.nodes) * loops + edits + 10
