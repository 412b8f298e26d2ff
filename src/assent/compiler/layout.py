"""Workflow → Blueprint: the steps laid one after the other, gates between them, ends declared."""

from collections.abc import Sequence

from assent.compiler.blueprint import Blueprint, Branch, Edge, Node, NodeKind
from assent.compiler.shapes import SHAPES, Fragment, name
from assent.compiler.soundness import check
from assent.errors import BlueprintError
from assent.records import DecisionClass, Gate, Mode, Seat, Step, TurnKind, Workflow

__all__ = ["lay"]

CLOSE = Node(id="close", kind=NodeKind.close)
STOP = Node(id="stop", kind=NodeKind.stop)
REDRAW = NodeKind.redraw.value


def lay(workflow: Workflow) -> Blueprint:
    """Lay the workflow out as a blueprint.

    Raises:
        BlueprintError: The workflow does not make a sound graph; carries every reason.
    """
    fragments = _fragments(workflow)
    nodes = [node for fragment in fragments for node in fragment.nodes]
    edges = [edge for fragment in fragments for edge in fragment.edges]
    branches = [branch for fragment in fragments for branch in fragment.branches]
    targets = [fragment.entries for fragment in fragments[1:]] + [(CLOSE.id,)]
    for fragment, following in zip(fragments, targets, strict=True):
        _follow(fragment, following, edges, branches)
    stop = (STOP,) if any(STOP.id in branch.targets for branch in branches) else ()
    blueprint = Blueprint(
        workflow=workflow.id,
        nodes=(*nodes, *stop, CLOSE),
        edges=tuple(edges),
        branches=tuple(branches),
        start=fragments[0].entries,
        ends=tuple(node.id for node in (*stop, CLOSE)),
    )
    check(blueprint)
    return blueprint


def _fragments(workflow: Workflow) -> list[Fragment]:
    fragments: list[Fragment] = []
    drafting: tuple[str, ...] = ()
    planned = False
    before: Step | None = None
    following = [*workflow.steps[1:], None]
    for step, after in zip(workflow.steps, following, strict=True):
        fragment = _fragment(step, drafting)
        if step.gate and not step.agents and after and after.executes:
            fragment = _readied(step, after.agents[0], fragment)
        planned = step.turn is TurnKind.plan if step.agents else planned
        if step.gate and planned and after and after.executes:
            fragment = _movable(step, fragment)
        if step.executes and before and name(before, REDRAW) in fragments[-1].ids:
            fragment = _going_back(step, fragment, name(before, REDRAW))
        before = step
        drafting = fragment.entries if step.agents else drafting
        fragments.append(fragment)
    if not fragments:
        raise BlueprintError(workflow.id, ["it has no steps"])
    return fragments


def _fragment(step: Step, drafting: tuple[str, ...]) -> Fragment:
    """Return the step's turns, its assembly or execution, and its gate."""
    if not step.agents:
        if step.gate is None:
            raise BlueprintError(
                step.title, [f"step {step.number} has neither an agent nor a gate"]
            )
        return _gated(step, step.gate, None, drafting)
    shape = SHAPES[step.collaboration](step)
    if step.executes:
        shape = _before(step, NodeKind.execute, shape)
    if step.turn is TurnKind.intake:
        shape = _before(step, NodeKind.examine, shape)
    last = Node(id=name(step, "assemble"), kind=NodeKind.assemble, step=step.number)
    worked = shape.model_copy(
        update={
            "nodes": (*shape.nodes, last),
            "edges": (*shape.edges, Edge(sources=shape.tails, target=last.id)),
            "tails": (last.id,),
        }
    )
    if step.collaboration is Mode.negotiation:
        worked = _bounded(step, worked)
    if step.gate is None:
        return worked
    return _gated(step, step.gate, worked, worked.entries)


def _readied(step: Step, role: str, gated: Fragment) -> Fragment:
    """Let the one who will execute say, before the gate, what it would stop at."""
    node = Node(
        id=name(step, f"{role}-ready"),
        kind=NodeKind.turn,
        step=step.number,
        role=role,
        turn=TurnKind.ready,
    )
    (packet,) = gated.entries
    return gated.model_copy(
        update={
            "nodes": (node, *gated.nodes),
            "edges": (Edge(sources=(node.id,), target=packet), *gated.edges),
            "entries": (node.id,),
        }
    )


def _movable(step: Step, gated: Fragment) -> Fragment:
    """Let the window of an approved plan be moved: it is drawn anew, and a new packet follows."""
    node = Node(id=name(step, REDRAW), kind=NodeKind.redraw, step=step.number)
    packet = next(n.id for n in gated.nodes if n.kind is NodeKind.packet)
    ahead = (
        Branch(source=gated.tails[0], outcome="rescheduled", targets=(node.id,)),
        Branch(source=node.id, outcome="redrawn", targets=(packet,)),
    )
    return gated.model_copy(
        update={"nodes": (*gated.nodes, node), "branches": (*gated.branches, *ahead)}
    )


def _going_back(step: Step, executing: Fragment, redraw: str) -> Fragment:
    """Let an execution whose window was moved since its approval go back instead of on."""
    source = name(step, NodeKind.execute.value)
    back = Branch(source=source, outcome="rescheduled", targets=(redraw,))
    return executing.model_copy(update={"branches": (*executing.branches, back)})


def _before(step: Step, kind: NodeKind, shape: Fragment) -> Fragment:
    """Put plain code before the turns of a step: an examination, or the execution of a plan.

    Either may end the run; otherwise it goes on to the turns.
    """
    node = Node(id=name(step, kind.value), kind=kind, step=step.number, role=step.agents[0])
    ways = {"proceed": shape.entries, "stopped": (STOP.id,)}
    ahead = tuple(Branch(source=node.id, outcome=way, targets=to) for way, to in ways.items())
    return shape.model_copy(
        update={
            "nodes": (node, *shape.nodes),
            "branches": (*shape.branches, *ahead),
            "entries": (node.id,),
        }
    )


def _bounded(step: Step, worked: Fragment) -> Fragment:
    """Put the loop of a negotiation behind its assembly.

    Agreed, it goes on; open, it goes round again; with the rounds spent, a person rules: the
    decider named in the step.
    """
    gate = Gate(
        id=f"step-{step.number}-escalation",
        kind="escalation",
        decision_class=DecisionClass.operational,
        seats=(Seat(role=step.decider or step.agents[0]),),
    )
    ruled = _gated(step, gate, None, worked.entries, "escalation")
    route = Node(
        id=name(step, "positions"), kind=NodeKind.route, step=step.number, rounds=step.rounds
    )
    settled = Node(id=name(step, "settled"), kind=NodeKind.settle, step=step.number)
    ways = {"agreed": (settled.id,), "again": worked.entries, "unresolved": ruled.entries}
    return Fragment(
        nodes=(*worked.nodes, route, *ruled.nodes, settled),
        edges=(*worked.edges, Edge(sources=worked.tails, target=route.id), *ruled.edges),
        branches=(
            *(Branch(source=route.id, outcome=way, targets=to) for way, to in ways.items()),
            *ruled.branches,
            Branch(source=ruled.tails[0], outcome="approved", targets=(settled.id,)),
        ),
        entries=worked.entries,
        tails=(settled.id,),
    )


def _gated(
    step: Step, gate: Gate, before: Fragment | None, drafting: Sequence[str], what: str = ""
) -> Fragment:
    """Put a packet and a gate behind what was drafted; rework leads back to ``drafting``."""
    prefix = f"{what}-" if what else ""
    packet = Node(
        id=name(step, f"{prefix}packet"), kind=NodeKind.packet, step=step.number, gate=gate
    )
    node = Node(
        id=name(step, f"{prefix}gate"),
        kind=NodeKind.gate,
        step=step.number,
        gate=gate,
        rounds=step.rounds,
    )
    ways: dict[str, tuple[str, ...]] = {
        "edited": (packet.id,),
        "rejected": (STOP.id,),
        "withdrawn": (STOP.id,),
    }
    if gate.expire_after_hours is not None:
        ways["expired"] = (STOP.id,)
    if drafting:
        ways["rework"] = tuple(drafting)
    joins = tuple(
        Edge(sources=(tail,), target=packet.id) for tail in (before.tails if before else ())
    )
    return Fragment(
        nodes=(*(before.nodes if before else ()), packet, node),
        edges=(
            *(before.edges if before else ()),
            *joins,
            Edge(sources=(packet.id,), target=node.id),
        ),
        branches=(
            *(before.branches if before else ()),
            *(Branch(source=node.id, outcome=way, targets=to) for way, to in ways.items()),
        ),
        entries=before.entries if before else (packet.id,),
        tails=(node.id,),
    )


def _follow(
    fragment: Fragment, following: tuple[str, ...], edges: list[Edge], branches: list[Branch]
) -> None:
    """Join a fragment to what follows: behind a gate only when it was approved."""
    (tail,) = fragment.tails
    last = next(node for node in fragment.nodes if node.id == tail)
    if last.kind is NodeKind.gate:
        branches.append(Branch(source=tail, outcome="approved", targets=following))
    else:
        edges.extend(Edge(sources=(tail,), target=target) for target in following)
