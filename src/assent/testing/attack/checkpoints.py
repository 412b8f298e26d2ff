"""Moves in what LangGraph kept: checkpoints that are gone, another run's, spoilt or censored."""

from collections.abc import Callable
from typing import Any

from assent.testing.attack.dice import Dice
from assent.testing.attack.moves import move, some_run
from assent.testing.attack.world import World

__all__ = ["spoil_a_checkpoint", "strike", "strike_something_out", "swap_checkpoints"]

_CHANNELS = ("run", "documents", "contributions", "positions", "rounds", "open_items")


@move("LangGraph", 4)
def swap_checkpoints(world: World, dice: Dice) -> str:
    """Take a run's checkpoints away, or give it those of another run."""
    run, other = some_run(world, dice), some_run(world, dice)
    memory = world.runner._memory
    if memory is None:
        return "there are no checkpoints"
    if dice.chance(50):
        memory.storage.pop(run, None)
        return f"the checkpoints of {run} are gone -> {type(world.resume(run)).__name__}"
    memory.storage[run] = memory.storage[other]
    for (thread, *rest), held_ in list(memory.blobs.items()):
        if thread == other:
            memory.blobs[(run, *rest)] = held_
    return f"{run} has those of {other} -> {type(world.resume(run)).__name__}"


@move("LangGraph", 4)
def spoil_a_checkpoint(world: World, dice: Dice) -> str:
    """Change bytes of what LangGraph kept of a run, and resume it."""
    run, memory = some_run(world, dice), world.runner._memory
    kept = [name for name in memory.blobs if name[0] == run] if memory else []
    if not kept:
        return "there are no checkpoints"
    if dice.chance(40):
        answers = [held for name, held in memory.writes.items() if name[0] == run]
        place = dice.pick(answers)
        key = dice.pick(sorted(place))
        task, channel, content, path = place[key]
        place[key] = (task, channel, _spoilt(content, dice), path)
        return f"spoil {channel} of {run} -> {type(world.resume(run)).__name__}"
    name = dice.pick(sorted(kept, key=str))
    memory.blobs[name] = _spoilt(memory.blobs[name], dice)
    return f"spoil {name[2]} of {run} -> {type(world.resume(run)).__name__}"


def strike(world: World, run: str, channel: str, out: Callable[[dict[str, Any]], object]) -> None:
    """Take something out of one channel of what LangGraph kept of a run."""
    memory = world.runner._memory
    for name, typed in list(memory.blobs.items()) if memory else ():
        if (name[0], name[2]) == (run, channel) and typed[0] != "empty":
            said = memory.serde.loads_typed(typed)
            out(said)
            memory.blobs[name] = memory.serde.dumps_typed(said)


@move("LangGraph", 4)
def strike_something_out(world: World, dice: Dice) -> str:
    """Leave something out of a run's state, and resume it."""
    run, channel = some_run(world, dice), dice.pick(_CHANNELS)
    struck: list[str] = []

    def out(said: dict[str, Any]) -> None:
        held = said.get("artifacts") if channel == "run" and dice.chance(70) else said
        if held:
            struck.append(dice.pick(sorted(held)))
            del held[struck[-1]]

    strike(world, run, channel, out)
    return f"strike {struck} out of {channel} of {run} -> {type(world.resume(run)).__name__}"


def _spoilt(typed: tuple[str, bytes], dice: Dice) -> tuple[str, bytes]:
    """Return serialised bytes that are cut, turned round, of another kind or another value."""
    form, content = typed
    other = [
        content[:-1],
        b"",
        b"\xc1" + content,
        content[::-1],
        b"\x81\xa2id\x01",
        b"\xc0",
        b"\x01",
    ]
    return dice.pick([form, form, form, "json", "pickle", "nonsense"]), dice.pick(other)
