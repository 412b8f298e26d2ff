"""Moves in which rows of the store are forged: each must be found, and none may have effect."""

import json
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assent.canonical import digest, dumps
from assent.errors import AssentError, IntegrityError
from assent.ports import Row
from assent.records import Resolution, Verdict
from assent.store import MemoryStore, SQLiteStore
from assent.testing.attack.dice import Dice
from assent.testing.attack.forged import decision_for, execute
from assent.testing.attack.front import entitled
from assent.testing.attack.moves import move, some_gate, some_run
from assent.testing.attack.tables import TABLES, FileTables, HeldTables, Tables, written_to
from assent.testing.attack.world import World

__all__ = ["forge_an_approval", "forge_one"]

_OTHER = digest(b"another")
_WORDS = ("closed", "resolved", "approved", "open", "void", "", "nonsense", _OTHER)
_NUMBERS = {"closed", "marked", "revoked", "step"}
"""Columns that hold a number or nothing."""
_BYTES = {"resolution", "revocation", "record"}
"""Columns that hold bytes, some of them or nothing."""


def _another(column: str, value: Any, dice: Dice) -> Any:
    """Return another value of the same kind, or one that makes no sense."""
    if value is None and column in _NUMBERS:
        return 1
    if value is None and column in _BYTES:
        return b"{}"
    if isinstance(value, bytes):
        return _other_bytes(value, dice)
    if isinstance(value, int):
        return dice.pick([value + 1, value - 1, 0, 10**9])
    return dice.pick([word for word in _WORDS if word != value])


def _other_bytes(value: bytes, dice: Dice) -> bytes:
    try:
        data = json.loads(value)
    except ValueError:
        return dice.pick([zlib.compress(b"{}"), b"", value[:-1], value + b" "])
    if isinstance(data, dict) and data and dice.chance(80):
        name = dice.pick(sorted(data))
        data[name] = _other_data(data[name], dice)
        return json.dumps(data, separators=(",", ":"), sort_keys=True).encode()
    return dice.pick([b"{}", b"", value + b" ", b"\xff"])


def _other_data(value: Any, dice: Dice) -> Any:
    if isinstance(value, dict) and value:
        name = dice.pick(sorted(value))
        return {**value, name: _other_data(value[name], dice)}
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return value[1:] or ["mallory"]
    return dice.pick(["mallory", "2026-01-01T00:00:00Z", _OTHER, None])


def forge_one(tables: Tables, dice: Dice) -> tuple[str, str] | None:
    """Change, remove or double one row; returns table and what was done, or None for nothing."""
    table = dice.pick(TABLES)
    rows = tables.rows(table)
    if not rows:
        return None
    row = dice.pick(rows)
    if dice.chance(15):
        tables.replace(table, row, None)
        return table, "a row removed"
    column = dice.pick(sorted(row))
    forged = {**row, column: _another(column, row[column], dice)}
    if forged == row or _is_last(table, row, rows):
        return None
    tables.replace(table, row, forged)
    return table, f"{column} changed"


def _is_last(table: str, row: Row, rows: list[Row]) -> bool:
    """Tell whether nothing holds the row yet: the newest entry has no other behind it."""
    return table == "entries" and row["sequence"] == max(r["sequence"] for r in rows)


def forge_an_approval(world: World, tables: Tables, gate: str) -> None:
    """Put an approval by somebody entitled at a gate, as well as rows alone can tell it."""
    fact = world.judge.gates[gate]
    person = (entitled(world, fact) or ["mallory"])[0]
    decision = decision_for(world, fact.opened, person)
    record, row = dumps(decision.plain()), {"gate": gate, "seat": decision.seat}
    entry = max(row["sequence"] for row in tables.rows("entries"))
    said = {"person": person, "combined": 0, "record": record, "entry": entry}
    tables.add("decisions", {**row, **said})
    ended = Resolution(gate=gate, verdict=Verdict.approved, decisions=(decision.record_digest,))
    (old,) = [row for row in tables.rows("gates") if row["id"] == gate]
    closed = {"state": "resolved", "resolution": dumps(ended.plain()), "closed": entry}
    tables.replace("gates", old, {**old, **closed})


def _follow(world: World, dice: Dice, gate: str) -> None:
    """Try to profit by what was forged."""
    fact = world.judge.gates.get(gate)
    run = fact.opened.run_id if fact else some_run(world, dice)
    plan = fact.opened.bound.plan if fact else None
    if plan:
        world.clock.set(world.judge.plans[plan].window[0])
        execute(world, run, plan, gate)
    if dice.chance(30):
        world.call(world.runner.resume, run)
    world.call(world.runner.inbox)


def _found(world: World, table: str, what: str) -> None:
    """Expect that verifying finds it; who is at work now is nothing that can be proven."""
    told = world.call(world.runner.ledger.verify)
    if table != "leases" and not isinstance(told, IntegrityError):
        also = f" (it raised {type(told).__name__})" if isinstance(told, AssentError) else ""
        world.judge.tally.breach("hidden", f"{table}: {what}, and verify finds nothing{also}")


@move("rows in memory", 9)
def forge_a_row(world: World, dice: Dice) -> str:
    """Change one row anywhere, see that it is found, and try to profit by it."""
    gate = some_gate(world, dice)
    other = world.copy()
    try:
        assert isinstance(other.store, MemoryStore)
        forged = forge_one(HeldTables(other.store), dice)
        if forged is None:
            return "nothing was forged"
        _found(other, *forged)
        _follow(other, dice, gate)
        return f"forge {forged[0]}: {forged[1]}"
    finally:
        other.close()


@move("rows in memory", 4)
def forge_a_resolution(world: World, dice: Dice) -> str:
    """Forge an approval with all its rows but the log, and execute on it."""
    gate = some_gate(world, dice)
    if gate not in world.judge.gates or not world.judge.gates[gate].open:
        return "no gate waits"
    other = world.copy()
    try:
        assert isinstance(other.store, MemoryStore)
        forge_an_approval(other, HeldTables(other.store), gate)
        _found(other, "gates", "an approval forged")
        _follow(other, dice, gate)
        return f"forge an approval of {gate}"
    finally:
        other.close()


@move("rows in a file", 2)
def forge_a_file(world: World, dice: Dice) -> str:
    """Do the same to a store in a file, with SQL."""
    gate = some_gate(world, dice)
    with TemporaryDirectory() as folder:
        other = on_disk(world, Path(folder))
        try:
            with FileTables.of(Path(folder) / "assent.db") as tables:
                forged = forge_one(tables, dice)
            if forged is None:
                return "nothing was forged"
            _found(other, *forged)
            _follow(other, dice, gate)
            return f"forge {forged[0]} in the file: {forged[1]}"
        finally:
            other.close()


def on_disk(world: World, folder: Path) -> World:
    """Return the world with its store in a file, and LangGraph's place forgotten."""
    assert isinstance(world.store, MemoryStore)
    SQLiteStore(folder / "assent.db").close()
    written_to(folder / "assent.db", world.store)
    other = World(world.ground, world.judge.copy(), world.model, folder)
    other.take_over(world)
    return other
