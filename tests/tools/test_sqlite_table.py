"""sqlite-row: declared columns of one row, with version and key in one transaction."""

import sqlite3
from pathlib import Path

import pytest
from tests.tools.targets import database, rows, sqlite_target

from assent.errors import ProposalError, ToolError, WriteError
from assent.records import Action, Probed
from assent.testing.tools import ToolConformance
from assent.tools.sqlite_table import SQLiteRow

KEY = "sha256:" + "a" * 64
TOOL = SQLiteRow()


def said(key: str = "harbour", table: str = "services", **changes: object):
    return {"table": table, "key": key, "changes": changes}


def action(target, arguments) -> Action:
    found = TOOL.simulate(target, arguments, ())
    return Action(
        index=1, tool="sqlite-row", target="services", arguments=arguments, **found.plain()
    )


class TestSQLiteRow(ToolConformance):
    arguments = (said(owner="quay-team"), said(tier=1, owner="pier-team"))

    def make(self, folder):
        return SQLiteRow(), sqlite_target(database(folder))

    def state(self, target):
        return rows(Path(target.settings["database"]))


@pytest.fixture
def target(tmp_path):
    return sqlite_target(database(tmp_path))


def test_the_version_counts_up_with_the_row(target) -> None:
    told = TOOL.apply(target, action(target, said(tier=1)), KEY)

    assert told["version"] == "8"
    assert rows(Path(target.settings["database"]))[1] == ("harbour", "dock-team", 1)


def test_a_row_with_another_version_is_refused_whatever_it_holds(target) -> None:
    late = action(target, said(tier=1))
    with sqlite3.connect(target.settings["database"]) as other:
        other.execute("UPDATE services SET version = 9 WHERE id = 'harbour'")
    other.close()

    with pytest.raises(WriteError, match="not as the plan expects"):
        TOOL.apply(target, late, KEY)
    assert TOOL.probe(target, KEY) is Probed.absent


def test_a_key_is_used_once(target) -> None:
    TOOL.apply(target, action(target, said(tier=1)), KEY)

    with pytest.raises(WriteError, match="UNIQUE"):
        TOOL.apply(target, action(target, said(tier=3)), KEY)
    assert rows(Path(target.settings["database"]))[1][2] == 1


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (said(secret="x"), "'secret' is not to be changed"),
        (said(version=9), "'version' is not to be changed"),
        (said(id="x"), "'id' is not to be changed"),
        (said(), "nothing is changed"),
        (said("nobody", tier=1), "no row 'nobody'"),
        (said(table="sqlite_master", tier=1), "not declared"),
        (said(tier=2), "already so"),
        (said(tier=[1]), "a text, a number or null"),
    ],
)
def test_only_what_is_declared_is_changed(target, arguments, why) -> None:
    with pytest.raises(ProposalError, match=why):
        TOOL.simulate(target, arguments, ())


def test_a_database_that_is_not_there_is_not_made(tmp_path, target) -> None:
    gone = target.model_copy(update={"settings": {**target.settings, "database": "gone.db"}})

    with pytest.raises(ToolError):
        SQLiteRow(tmp_path).simulate(gone, said(tier=1), ())
    assert SQLiteRow(tmp_path).probe(gone, KEY) is Probed.unknown
    assert not (tmp_path / "gone.db").exists()
