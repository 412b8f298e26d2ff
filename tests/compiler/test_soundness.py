"""What LangGraph would run without a word, a blueprint is refused for."""

import pytest

from assent.compiler.blueprint import Blueprint, Branch, Edge, Node, NodeKind
from assent.compiler.soundness import check, faults
from assent.errors import BlueprintError
from assent.records import Gate, Seat

GATE = Gate(id="g", seats=(Seat(role="owner"),))


def node(name: str, kind: NodeKind = NodeKind.turn, gate: Gate | None = None) -> Node:
    return Node(id=name, kind=kind, gate=gate)


def edge(*names: str) -> Edge:
    return Edge(sources=names[:-1], target=names[-1])


def drawn(nodes, edges, branches=(), start=("a",)) -> Blueprint:
    return Blueprint(
        workflow="w",
        nodes=(*nodes, node("close", NodeKind.close)),
        edges=tuple(edges),
        branches=tuple(branches),
        start=start,
        ends=("close",),
    )


def test_a_straight_line_is_sound() -> None:
    assert faults(drawn([node("a")], [edge("a", "close")])) == []


def test_an_arrow_to_nowhere_is_refused() -> None:
    blueprint = drawn([node("a")], [edge("a", "b"), edge("a", "close")])

    assert faults(blueprint) == ["an arrow names 'b', which does not exist"]


def test_two_nodes_of_one_name_are_refused() -> None:
    assert "two nodes are called 'a'" in faults(drawn([node("a"), node("a")], [edge("a", "close")]))


def test_a_name_that_is_no_name_is_refused() -> None:
    assert faults(drawn([node("A b")], [edge("A b", "close")], start=("A b",))) == [
        "'A b' is not a usable node name"
    ]


def test_an_orphan_is_refused() -> None:
    blueprint = drawn([node("a"), node("b")], [edge("a", "close")])

    assert "'b' can never be reached" in faults(blueprint)


def test_a_dead_end_is_refused() -> None:
    blueprint = drawn([node("a"), node("b")], [edge("a", "b"), edge("a", "close")])

    assert "'b' leads to no declared end" in faults(blueprint)


def test_something_behind_an_end_is_refused() -> None:
    blueprint = drawn([node("a")], [edge("a", "close"), edge("close", "a")])

    assert "'close' is a declared end, and something follows it" in faults(blueprint)


def test_a_join_by_two_arrows_is_refused() -> None:
    nodes = [node("a"), node("b"), node("c")]
    edges = [edge("a", "b"), edge("a", "c"), edge("b", "close"), edge("c", "close")]

    assert "'close' has 2 separate arrows in and would run 2 times" in faults(drawn(nodes, edges))


def test_a_fan_out_that_is_never_joined_is_refused() -> None:
    nodes = [node("a"), node("b"), node("c")]
    edges = [edge("a", "b"), edge("a", "c"), edge("b", "c", "close")]
    sound = drawn(nodes, edges)
    loose = drawn([*nodes, node("d")], [*edges, edge("a", "d"), edge("d", "close")])

    assert faults(sound) == []
    assert "b, c, d start at once and are not joined by one arrow" in faults(loose)


def test_an_unbounded_loop_is_refused() -> None:
    nodes = [node("a"), node("b")]
    blueprint = drawn(nodes, [edge("a", "b"), edge("b", "a"), edge("b", "close")])

    assert "'a' is in a loop that no gate or router bounds" in faults(blueprint)


def gated(seats=GATE, before: NodeKind = NodeKind.packet, outcomes=("approved",)) -> Blueprint:
    nodes = [node("p", before), node("g", NodeKind.gate, seats)]
    branches = [Branch(source="g", outcome=o, targets=("close",)) for o in outcomes]
    return drawn(nodes, [edge("p", "g")], branches, start=("p",))


def test_a_gate_behind_its_packet_is_sound() -> None:
    assert faults(gated()) == []


def test_a_gate_without_its_packet_before_it_is_refused() -> None:
    assert "gate 'g' must follow its packet and nothing else" in faults(gated(before=NodeKind.turn))


def test_a_gate_without_a_seat_is_refused() -> None:
    assert "gate 'g' has no seat for a person" in faults(gated(Gate(id="g", seats=())))


def test_a_gate_that_cannot_approve_is_refused() -> None:
    assert "gate 'g' leads nowhere when it is approved" in faults(gated(outcomes=("rejected",)))


def test_an_execution_that_a_path_reaches_around_its_gate_is_refused() -> None:
    nodes = [node("a"), node("p", NodeKind.packet), node("g", NodeKind.gate, GATE)]
    execute = node("x", NodeKind.execute)
    branches = [
        Branch(source="a", outcome="ask", targets=("p",)),
        Branch(source="a", outcome="skip", targets=("x",)),
        Branch(source="g", outcome="approved", targets=("x",)),
    ]
    around = drawn([*nodes, execute], [edge("p", "g"), edge("x", "close")], branches)
    through = drawn([*nodes, execute], [edge("p", "g"), edge("x", "close")], branches[::2])

    assert "'x' can be reached without passing a gate" in faults(around)
    assert faults(through) == []


def test_a_refusal_carries_every_fault_and_the_next_command() -> None:
    with pytest.raises(BlueprintError) as refused:
        check(drawn([node("a"), node("b"), node("c")], [edge("a", "close")]))

    assert len(refused.value.reasons) >= 2
    assert "assent graph w" in str(refused.value)
