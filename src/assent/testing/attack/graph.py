"""Moves against LangGraph itself: whoever has its checkpoints, or holds the graph in Python."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from langgraph.types import Command

from assent.canonical import digest
from assent.runner.checkpoints import config
from assent.runner.holding import held
from assent.testing.attack.dice import Dice
from assent.testing.attack.moves import move, some_run
from assent.testing.attack.world import World

__all__ = ["goto", "with_graph"]

Act = Callable[[Any, Any], Awaitable[Any]]
_OTHER = digest(b"another")
_LIMIT = 100


def with_graph(world: World, run: str, act: Act) -> Any:
    """Do something to the compiled graph of a run, as somebody with its checkpoints could.

    What LangGraph raises is LangGraph's own; what matters is what a runner makes of it after.
    """

    async def forging() -> Any:
        runner = world.runner
        engine = runner._engine()
        async with (
            held(runner.ledger, run) as lease,
            engine._graph(run, lease) as (graph, _),
        ):
            return await act(graph, config(run, _LIMIT))

    try:
        return asyncio.run(forging())
    except Exception as error:
        return error


def goto(node: str, update: Any = None) -> Any:
    """Return what sends a graph to one of its nodes."""
    return Command(goto=node, update=update)


def _nodes(graph: Any) -> list[str]:
    return [name for name in graph.nodes if not name.startswith("__")]


def forged_values(world: World, run: str, dice: Dice) -> dict[str, Any]:
    """Return values for a state that say what nobody decided, or make no sense."""
    other = dice.pick([*world.judge.plans] or [_OTHER])
    gates = [f.opened for f in world.judge.gates.values() if f.opened.run_id == run]
    name = gates[-1].subject if gates else "note.md"
    foreign = world.runner.ledger.content.put(b"# Foreign\n\nPlan " + other.encode() + b".\n")
    return dice.pick(
        [
            {"run": {"status": "closed", "stage": "closed"}},
            {"run": {"id": some_run(world, dice)}},
            {"run": {"artifacts": {"plan": other}}},
            {"run": {"artifacts": {"plan": foreign, "packet.execution-plan": foreign}}},
            {"run": {"trace": [{"kind": "decision", "verdict": "approved"}]}},
            {"documents": {name: {"version": 1, "digest": foreign, "status": "approved"}}},
            {"documents": {name: {"version": 99, "digest": _OTHER, "status": "signed"}}},
            {"documents": {name: dice.pick([None, 7, [], "approved", {}])}},
            {"documents": {"../x.md": {"version": 1, "digest": foreign, "status": "draft"}}},
            {"rounds": {"1": dice.pick([0, -1, 99, "2", None]), "4": 1}},
            {
                "contributions": {
                    node: {"1": foreign} for node in ("step-1-examine", "step-6-execute")
                }
            },
            {"positions": {"x": {"1": "accept"}}, "open_items": {}},
        ]
    )


@move("LangGraph", 6)
def update_the_state(world: World, dice: Dice) -> str:
    """Write a state, as no node or as one of them, and resume."""
    run = some_run(world, dice)
    values = forged_values(world, run, dice) if dice.chance(70) else None

    async def act(graph: Any, settings: Any) -> str:
        node = dice.pick([None, *_nodes(graph)])
        await graph.aupdate_state(settings, values, as_node=node)
        return str(node)

    told = with_graph(world, run, act)
    world.resume(run)
    return f"update_state of {run} as {told!s:.40} with {str(values)[:60]}"


@move("LangGraph", 4)
def go_elsewhere(world: World, dice: Dice) -> str:
    """Send the graph to any of its nodes."""
    run = some_run(world, dice)

    async def act(graph: Any, settings: Any) -> str:
        node = dice.pick(_nodes(graph))
        update = forged_values(world, run, dice) if dice.chance(30) else None
        await graph.ainvoke(goto(node, update), settings)
        return node

    told = with_graph(world, run, act)
    world.look(run)
    return f"goto in {run}: {told!s:.60}"


@move("LangGraph", 4)
def answer_the_gate(world: World, dice: Dice) -> str:
    """Resume the interrupt of a gate with an answer of one's own."""
    run = some_run(world, dice)
    answers: list[Any] = [
        {"decision": _OTHER},
        {"decision": "approve"},
        {"decisions": [{"type": "approve"}]},
        {"retry": True},
        True,
        "approve",
        {},
    ]

    async def act(graph: Any, settings: Any) -> str:
        answer = dice.pick(answers)
        state = await graph.aget_state(settings)
        named = {one.id: answer for one in state.interrupts}
        given = dice.pick([answer, named, named])
        update = forged_values(world, run, dice) if dice.chance(40) else None
        await graph.ainvoke(Command(resume=given, update=update), settings)
        return str(answer)

    told = with_graph(world, run, act)
    world.look(run)
    world.resume(run)
    return f"answer a gate of {run}: {told!s:.60}"


@move("LangGraph", 3)
def go_back(world: World, dice: Dice) -> str:
    """Go on from an older checkpoint, or from the newest without an answer."""
    run = some_run(world, dice)

    async def act(graph: Any, settings: Any) -> str:
        past = [one async for one in graph.aget_state_history(settings)]
        chosen = dice.pick([None, *past])
        await graph.ainvoke(None, chosen.config if chosen else settings)
        return "an older one" if chosen else "the newest one"

    told = with_graph(world, run, act)
    world.look(run)
    world.resume(run)
    return f"invoke {run} from {told!s:.60}"
