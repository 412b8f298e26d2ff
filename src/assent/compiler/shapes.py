"""The shape each collaboration mode gives to a step: who speaks after whom, seeing what."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from assent.compiler.blueprint import Branch, Edge, Node, NodeKind
from assent.records import Mode, Record, Step, TurnKind

__all__ = ["SHAPES", "Fragment"]


class Fragment(Record):
    """Part of a graph: where it is entered, and which nodes must be done before what follows."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    branches: tuple[Branch, ...] = ()
    entries: tuple[str, ...]
    tails: tuple[str, ...]

    @property
    def ids(self) -> frozenset[str]:
        """Return the ids of its nodes."""
        return frozenset(node.id for node in self.nodes)


def name(step: Step, what: str) -> str:
    """Return the node id of something in a step."""
    return f"step-{step.number}-{what}"


def _turn(step: Step, role: str, kind: TurnKind, sees: Sequence[Node] = (), as_: str = "") -> Node:
    return Node(
        id=name(step, as_ or role),
        kind=NodeKind.turn,
        step=step.number,
        role=role,
        turn=kind,
        sees=tuple(node.id for node in sees),
    )


def _chained(nodes: Sequence[Node]) -> tuple[Edge, ...]:
    return tuple(Edge(sources=(before.id,), target=after.id) for before, after in pairwise(nodes))


def single(step: Step) -> Fragment:
    """One role, one turn."""
    node = _turn(step, step.agents[0], step.turn or TurnKind.draft)
    return Fragment(nodes=(node,), entries=(node.id,), tails=(node.id,))


def sequence(step: Step) -> Fragment:
    """Each role adds its part in the order given, seeing the parts before it."""
    nodes: list[Node] = []
    for role in step.agents:
        kind = TurnKind.contribute if nodes else step.turn or TurnKind.draft
        nodes.append(_turn(step, role, kind, nodes))
    return Fragment(
        nodes=tuple(nodes), edges=_chained(nodes), entries=(nodes[0].id,), tails=(nodes[-1].id,)
    )


def round_robin(step: Step) -> Fragment:
    """One after the other; on an independent step the first opens and the others follow at once."""
    if not step.independent or len(step.agents) == 1:
        return sequence(step)
    first = _turn(step, step.agents[0], TurnKind.draft)
    others = [_turn(step, role, TurnKind.contribute, [first]) for role in step.agents[1:]]
    return Fragment(
        nodes=(first, *others),
        edges=tuple(Edge(sources=(first.id,), target=node.id) for node in others),
        entries=(first.id,),
        tails=tuple(node.id for node in others),
    )


def parallel(step: Step) -> Fragment:
    """All at once; nobody sees another."""
    nodes = tuple(_turn(step, role, TurnKind.review) for role in step.agents)
    ids = tuple(node.id for node in nodes)
    return Fragment(nodes=nodes, entries=ids, tails=ids)


def negotiation(step: Step) -> Fragment:
    """A proposal, and the answers to it; the next round's proposal recalls this one's answers.

    The loop itself is laid behind the assembly, since every round leaves a version.
    """
    first = _turn(step, step.agents[0], TurnKind.propose)
    answers: list[Node] = []
    for role in step.agents[1:]:
        answers.append(_turn(step, role, TurnKind.answer, [first, *answers]))
    recalling = first.model_copy(update={"recalls": tuple(node.id for node in answers)})
    nodes = (recalling, *answers)
    return Fragment(nodes=nodes, edges=_chained(nodes), entries=(first.id,), tails=(nodes[-1].id,))


def consensus(step: Step) -> Fragment:
    """A facilitator frames the question, all state their positions at once, one rules."""
    leader = step.facilitator or step.agents[0]
    frame = _turn(step, leader, TurnKind.draft, as_=f"{leader}-frames")
    voices = [
        _turn(step, role, TurnKind.propose, [frame]) for role in step.agents if role != leader
    ]
    ruling = _turn(
        step, step.decider or leader, TurnKind.rule, [frame, *voices], as_=f"{leader}-rules"
    )
    heard = tuple(node.id for node in voices) or (frame.id,)
    return Fragment(
        nodes=(frame, *voices, ruling),
        edges=(
            *(Edge(sources=(frame.id,), target=node.id) for node in voices),
            Edge(sources=heard, target=ruling.id),
        ),
        entries=(frame.id,),
        tails=(ruling.id,),
    )


SHAPES: dict[Mode, Callable[[Step], Fragment]] = {
    Mode.single: single,
    Mode.sequence: sequence,
    Mode.round_robin: round_robin,
    Mode.parallel: parallel,
    Mode.negotiation: negotiation,
    Mode.consensus: consensus,
}
