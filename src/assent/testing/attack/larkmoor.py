"""The ground that is attacked when nobody names another: change control, and a note of two seats.

The shipped documents, with targets that only remember, records in a database, and people
who hold more than one role, so that nothing but the separation of duties stops them.
"""

import json
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from assent.practice import load, shipped
from assent.reading import read_practice
from assent.records import Gate, Input, Outcome, Plan, Practice, Seat, Step, Workflow
from assent.testing.attack.ground import Ground, Launch
from assent.testing.attack.keys import key_for
from assent.testing.attack.recording import Recording
from assent.testing.attack.requests import asked

__all__ = [
    "MANAGER",
    "NOTE",
    "OWNER",
    "REQUESTER",
    "START",
    "WINDOW",
    "larkmoor",
    "launch_of",
    "note",
    "ruled",
]

REQUESTER, MANAGER, OWNER = "lucia-ferrante", "tomas-lindqvist", "ines-okafor"
START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
WINDOW = (datetime(2026, 12, 1, 10, 0, tzinfo=UTC), datetime(2026, 12, 1, 10, 30, tzinfo=UTC))
_CONTROL = "ops-change-control"
_RULES = {
    "notice_hours": 72,
    "level": "A3",
    "critical": [{"pointer": "/tier", "values": [1]}],
}


def _launch(text: str, mode: str, by: str = REQUESTER) -> Launch:
    return Launch(_CONTROL, {"request": text, "mode": mode}, by, {"reviewer": "cm-manager"})


_LAMP = ("panel", "harbour", "/lamp", '"green"')
_TWO = (("panel", "harbour", "/lamp", '"white"'), ("panel", "quay", "/lamp", '"red"'))
_ROW = ("services", "harbour", "/owner", '"quay-team"')
_CRITICAL = ("services", "beacon", "/owner", '"quay-team"')
_PAGE = ("pager", "harbour", "/number", '"112"')


def note() -> Workflow:
    """Return a procedure without writes: a draft, and a gate that two people must approve."""
    seats = (Seat(role="cm-practice-owner"), Seat(role="governance-board"))
    outcomes = tuple(Outcome)
    gate = Gate(id="note", seats=seats, outcomes=outcomes, confirms=("facts",))
    step = Step(
        number=1,
        title="Draft",
        agents=("cm-analyst",),
        reads=("brief",),
        output="note.md",
        gate=gate,
        rounds=3,
    )
    return Workflow(id="note", title="A note", inputs=(Input(name="brief"),), steps=(step,))


NOTE = Launch(note(), {"brief": "- The harbour has 3 lamps.\n"}, REQUESTER)
"""The one launch of a procedure without writes."""


def _launches() -> tuple[Launch, ...]:
    return (
        _launch(asked("lamp-staging", _LAMP), "staging"),
        _launch(asked("lamp-live", _LAMP), "live"),
        _launch(asked("lamp-dry", _LAMP), "dry-run"),
        _launch(asked("two", *_TWO), "staging"),
        _launch(asked("row", _ROW), "staging"),
        _launch(asked("critical", _CRITICAL, record="beacon"), "staging"),
        _launch(asked("page", _PAGE), "staging"),
        _launch(asked("page-kept", _PAGE, more="restore point: the rota's book"), "staging"),
        _launch(asked("other", _LAMP), "staging", MANAGER),
        NOTE,
    )


def launch_of(name: str) -> Launch:
    """Return the launch of change control whose request goes by a name."""
    mark = f"id: chg-{name}\n"
    return next(one for one in _launches() if one.inputs.get("request", "").startswith(mark))


def ruled(practice: Practice, **rules: Any) -> Practice:
    """Return a practice with some of its rules of change replaced, also for runs launched then."""
    head, _, rest = practice.sources["practice.yaml"].partition("\nchange: ")
    stated, _, after = rest.partition("\n")
    text = f"{head}\nchange: {json.dumps({**json.loads(stated), **rules})}\n{after}"
    made, _ = read_practice({**practice.sources, "practice.yaml": text})
    return made


@cache
def _documents() -> Mapping[str, str]:
    return load(shipped()).sources


def _practice(targets: Mapping[str, Any], key: str) -> Practice:
    """Return the shipped practice with other targets, rules and people."""
    head, _, rest = _documents()["practice.yaml"].partition("\ntargets:")
    head = head.replace("accounts: [tlindqvist]", f'accounts: [tlindqvist], keys: ["{key}"]')
    head = re.sub(r"(id: lucia-ferrante.*?roles: \[)", r"\1cm-manager, ", head)
    head = re.sub(r"(id: ines-okafor.*?roles: \[)", r"\1cm-manager, governance-board, ", head)
    models = rest.partition("\nmodels:")[2]
    own = f"\ntargets: {json.dumps(targets)}\nchange: {json.dumps(_RULES)}\n\nmodels:{models}"
    made, _ = read_practice({**_documents(), "practice.yaml": head + own})
    return made


def larkmoor(folder: Path) -> Ground:
    """Return the ground, with a database and a key in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    database, key = folder / "services.db", key_for(folder, "manager")
    _records(database)
    table = {"key": "id", "version": "version", "columns": ["owner", "tier"]}
    held = {"database": str(database), "tables": {"services": table}, "records": "services"}
    named = {"name": "record", "value": "value"}
    targets = {
        "services": {"kind": "sqlite", **held, "staging": {"kind": "sqlite"}},
        "panel": _remembered("record", "panel", named),
        "pager": _remembered("page", "pager", named),
    }
    tools = (Recording(), Recording("page", undoes=False, versions=False))

    def keep() -> Any:
        return [tool.keep() for tool in tools], database.read_bytes()

    def bring(kept: Any) -> None:
        for tool, held in zip(tools, kept[0], strict=True):
            tool.bring(held)
        if database.read_bytes() != kept[1]:
            database.write_bytes(kept[1])

    def drift() -> None:
        tools[0].held["panel in staging", "harbour"] = "somebody else's"

    return Ground(
        practice=_practice(targets, key.with_suffix(".pub").read_text().strip()),
        launches=_launches(),
        tools=tools,
        start=START,
        rows=({"target": "pager"}, {"target": "panel", "record": "quay"}, {"record": "beacon"}),
        keys={MANAGER: key},
        keep=keep,
        bring=bring,
        grave=_grave,
        drift=drift,
    )


def _remembered(tool: str, place: str, named: Mapping[str, str]) -> dict[str, Any]:
    staging = {"place": f"{place} in staging"}
    return {
        "kind": "function",
        "tool": tool,
        "place": place,
        "arguments": named,
        "staging": staging,
    }


def _grave(plan: Plan) -> bool:
    """Tell whether a plan touches the one critical record, or the column that makes it one."""
    said = [action.arguments for action in plan.actions]
    return any(a.get("key") == "beacon" or "tier" in a.get("changes", {}) for a in said)


def _records(file: Path) -> None:
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "CREATE TABLE services (id TEXT PRIMARY KEY, owner TEXT, tier INTEGER,"
            " version INTEGER NOT NULL)"
        )
        rows = [("harbour", "dock-team", 2, 1), ("beacon", "dock-team", 1, 1)]
        connection.executemany("INSERT INTO services VALUES (?, ?, ?, ?)", rows)
