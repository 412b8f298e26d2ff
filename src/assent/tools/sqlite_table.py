"""sqlite-row: some columns of one row, with the idempotency key in the same transaction.

Target: ``{kind: sqlite, database: FILE, tables: {TABLE: {key: COLUMN, version: COLUMN,
columns: [COLUMN, …]}}}``, and ``records: TABLE`` when the rows of a table are the records
that requests name. Only declared tables and columns are written. Keys are kept in
the table ``assent_keys``, which is made when it is first needed.
"""

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assent.canonical import digest_of
from assent.errors import ProposalError, ToolError, WriteError
from assent.records import Action, Probed, Record, Simulated, Target, ToolDescriptor

__all__ = ["SQLiteRow"]

NAME = "sqlite-row"

_PATIENCE = 10.0
_NAMED = re.compile(r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")
_KEYS = "CREATE TABLE IF NOT EXISTS assent_keys (key TEXT PRIMARY KEY, written_at TEXT NOT NULL)"
_DESCRIPTOR = ToolDescriptor(
    name=NAME,
    description="Changes columns of one row of a table in a SQLite database.",
    effect="write",
    parameters={
        "type": "object",
        "properties": {
            "table": {"type": "string"},
            "key": {"type": ["string", "integer"], "description": "value of the key column"},
            "changes": {
                "type": "object",
                "description": "column to its new value",
                "additionalProperties": True,
            },
        },
        "required": ["table", "key", "changes"],
        "additionalProperties": False,
    },
)

Values = dict[str, Any]


class _Table(Record):
    """What a target declares of a table."""

    key: str
    version: str
    columns: tuple[str, ...]


class SQLiteRow:
    """The tool; ``root`` is what relative paths of targets are below."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root or Path.cwd()

    @property
    def descriptor(self) -> ToolDescriptor:
        """Return what it is called, what it does, and what it takes."""
        return _DESCRIPTOR

    def simulate(
        self, target: Target, arguments: dict[str, Any], so_far: Sequence[Action]
    ) -> Simulated:
        """Return the change over the row as it is, and the actions before.

        Raises:
            ProposalError: The table, the row or a column is not there, or not to be changed.
            ToolError: The database could not be read.
        """
        table = _declared(target, arguments)
        with self._reading(target) as connection:
            row = _row(connection, target, table, arguments)
        for action in so_far:
            if all(action.arguments[name] == arguments[name] for name in ("table", "key")):
                row = _after(row, table, action.arguments["changes"])
        changes = arguments["changes"]
        after = _after(row, table, changes)
        earlier = {column: row[column] for column in changes}
        if earlier == changes:
            raise ProposalError(NAME, target.name, "the row is already so; nothing would change")
        place = f"{arguments['table']} {arguments['key']}"
        return Simulated(
            expected={"row": _digest(row, table), "version": str(row[table.version])},
            result={"row": _digest(after, table)},
            before=_shown(earlier),
            after=_shown(changes),
            diff="".join(
                f"-{place} {column}: {_told(earlier[column])}\n"
                f"+{place} {column}: {_told(changes[column])}\n"
                for column in changes
            ),
            validation={"changes": changes},
            undo={**arguments, "changes": earlier, "restore": True},
        )

    def observe(self, target: Target, action: Action) -> dict[str, str]:
        """Return the digest of the row, and its version when the action names one."""
        table = _declared(target, action.arguments)
        with self._reading(target) as connection:
            row = _row(connection, target, table, action.arguments)
        found = {"row": _digest(row, table), "version": str(row[table.version])}
        return {name: found[name] for name in found if name in {"row", *action.expected}}

    def read(self, target: Target, name: str, key: str) -> Values | None:
        """Return key and declared columns of a row as plain data; None when there is no row.

        Raises:
            ProposalError: The table is not declared, or has more than one such row.
            ToolError: The database could not be read.
        """
        table = _table(target, name)
        with self._reading(target) as connection:
            found = connection.execute(
                f'SELECT * FROM "{name}" WHERE "{table.key}" = ?', (key,)
            ).fetchmany(2)
        if len(found) > 1:
            raise ProposalError(NAME, target.name, f"{name} has more than one row {key!r}")
        shown = {table.key, *table.columns}
        return {c: found[0][c] for c in found[0].keys() if c in shown} if found else None  # noqa: SIM118 - a row iterates over its values

    def apply(self, target: Target, action: Action, key: str) -> dict[str, Any]:
        """Change the row, count its version up, and keep the key, in one transaction.

        Raises:
            WriteError: The row is not as expected, the key is there, or SQLite refused.
        """
        table = _declared(target, action.arguments)
        try:
            with closing(self._connect(target, "rw")) as connection:
                connection.execute("BEGIN IMMEDIATE")
                version = self._change(connection, target, table, action, key)
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise WriteError(NAME, f"SQLite refused: {error}") from error
        return {"key": key, "row": action.arguments["key"], "version": str(version)}

    def probe(self, target: Target, key: str) -> Probed:
        """Return whether the key is in the table of keys."""
        try:
            with self._reading(target) as connection:
                made = "SELECT 1 FROM sqlite_master WHERE name = 'assent_keys'"
                if not connection.execute(made).fetchone():
                    return Probed.absent
                held = "SELECT 1 FROM assent_keys WHERE key = ?"
                there = connection.execute(held, (key,)).fetchone()
        except ToolError:
            return Probed.unknown
        return Probed.applied if there else Probed.absent

    def validate(self, target: Target, action: Action) -> list[str]:
        """Return which columns are not as approved."""
        table = _declared(target, action.arguments)
        with self._reading(target) as connection:
            row = _row(connection, target, table, action.arguments)
        wanted = action.validation.get("changes", {})
        return [
            f"{c} is {_told(row[c])}, approved was {_told(v)}"
            for c, v in wanted.items()
            if row[c] != v
        ]

    def _change(
        self,
        connection: sqlite3.Connection,
        target: Target,
        table: _Table,
        action: Action,
        key: str,
    ) -> int:
        arguments = action.arguments
        row = _row(connection, target, table, arguments)
        found = {"row": _digest(row, table), "version": str(row[table.version])}
        if any(found.get(name) != version for name, version in action.expected.items()):
            raise WriteError(NAME, "the row is not as the plan expects it")
        connection.execute(_KEYS)
        connection.execute("INSERT INTO assent_keys VALUES (?, datetime('now'))", (key,))
        columns = ", ".join(f'"{column}" = ?' for column in (*arguments["changes"], table.version))
        following = int(row[table.version]) + 1
        connection.execute(
            f'UPDATE "{arguments["table"]}" SET {columns} WHERE "{table.key}" = ?',
            (*arguments["changes"].values(), following, arguments["key"]),
        )
        return following

    @contextmanager
    def _reading(self, target: Target) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connect(target, "ro")) as connection:
                yield connection
        except sqlite3.Error as error:
            raise ToolError(NAME, f"the database of {target.name!r}: {error}") from error

    def _connect(self, target: Target, mode: str) -> sqlite3.Connection:
        file = target.settings.get("database")
        if target.kind != "sqlite" or not isinstance(file, str):
            raise ProposalError(NAME, target.name, "its target is no SQLite database")
        uri = f"{(self._root / file).resolve().as_uri()}?mode={mode}"
        connection = sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA trusted_schema = OFF")
        if mode == "rw":
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        return connection


def _declared(target: Target, arguments: dict[str, Any]) -> _Table:
    """Return what the target declares of the table; refuse every column it does not."""
    table = _table(target, arguments["table"])
    strange = sorted(
        {*arguments["changes"]} - {*table.columns}
        | {table.key, table.version} & {*arguments["changes"]}
    )
    if strange or not arguments["changes"]:
        why = f"column {strange[0]!r} is not to be changed" if strange else "nothing is changed"
        raise ProposalError(NAME, target.name, why)
    for column, value in arguments["changes"].items():
        if not isinstance(value, str | int | float | None):
            raise ProposalError(NAME, target.name, f"{column!r} takes a text, a number or null")
    return table


def _table(target: Target, name: str) -> _Table:
    tables = target.settings.get("tables")
    stated = tables.get(name) if isinstance(tables, dict) else None
    try:
        table = _Table.model_validate(stated)
    except ValidationError as error:
        why = f"table {name!r} is not declared with its key, version and columns"
        raise ProposalError(NAME, target.name, why) from error
    names = (name, table.key, table.version, *table.columns)
    if not all(_NAMED.match(one) for one in names):
        raise ProposalError(NAME, target.name, "a name of a table or column is not plain")
    return table


def _row(
    connection: sqlite3.Connection, target: Target, table: _Table, arguments: dict[str, Any]
) -> Values:
    query = f'SELECT * FROM "{arguments["table"]}" WHERE "{table.key}" = ?'
    found = connection.execute(query, (arguments["key"],)).fetchmany(2)
    if len(found) != 1:
        why = f"{arguments['table']} has {'no' if not found else 'more than one'} row "
        raise ProposalError(NAME, target.name, f"{why}{arguments['key']!r}")
    row = dict(found[0])
    missing = {table.version, *arguments["changes"]} - {*row}
    if missing:
        why = f"{arguments['table']} has no column {sorted(missing)[0]!r}"
        raise ProposalError(NAME, target.name, why)
    return row


def _after(row: Values, table: _Table, changes: Values) -> Values:
    return {**row, **changes, table.version: int(row[table.version]) + 1}


def _digest(row: Values, table: _Table) -> str:
    """Return the digest of a row without its version, which an undo does not set back."""
    plain = {
        column: value.hex() if isinstance(value, bytes) else value
        for column, value in row.items()
        if column != table.version
    }
    return digest_of(json.loads(json.dumps(plain)))


def _shown(values: Values) -> str:
    return "\n".join(f"{column}: {_told(value)}" for column, value in values.items())


def _told(value: Any) -> str:
    return json.dumps(value.hex() if isinstance(value, bytes) else value, ensure_ascii=False)
