"""The bodies of a negotiation's loop: where everybody stands, and what follows from it."""

from typing import Any

from langgraph.types import Command

from assent.compiler.blueprint import Node, NodeKind
from assent.compiler.context import RunContext
from assent.compiler.state import Body, State, round_of
from assent.records import TurnKind

__all__ = ["routing", "settling"]


def routing(context: RunContext, node: Node) -> Body:
    """Return the body that reads the answers of the round: agreed, again, or unresolved."""
    ways = {b.outcome: b.targets for b in context.blueprint.branches if b.source == node.id}

    async def body(state: State) -> Command[Any]:
        step = node.step or 0
        round_ = round_of(state, step)
        stances = answers(context, state, step, round_)
        if all(stance == "accept" for stance in stances):
            outcome = "agreed"
        else:
            outcome = "again" if round_ < node.rounds else "unresolved"
        context.report("positions", step, detail=f"round {round_}: {outcome}")
        update = {"rounds": {str(step): round_ + 1}} if outcome == "again" else {}
        return Command(update=update, goto=list(ways[outcome]))

    return body


def answers(context: RunContext, state: State, step: int, round_: int) -> list[str]:
    """Return where everybody who answered in a round stands."""
    return [
        state["positions"].get(n.id, {}).get(str(round_), "")
        for n in context.blueprint.nodes
        if n.step == step and n.kind is NodeKind.turn and n.turn is TurnKind.answer
    ]


def settling(context: RunContext, node: Node) -> Body:
    """Return the body of the place where agreement and ruling meet; it changes nothing."""

    async def body(state: State) -> dict[str, Any]:
        return {}

    return body
