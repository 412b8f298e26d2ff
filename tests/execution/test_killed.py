"""A process killed at any named point, and started again: nothing is written twice."""

import shutil
import signal
import sqlite3
from pathlib import Path

import pytest
from tests.execution.dying import execute, prepare
from tests.forking import forked
from tests.tools.targets import commits, git, rows, tree

PER_ACTION = ("before-intent", "after-intent", "after-effect", "before-result", "after-result")
PER_UNDO = tuple(point.replace("-", "-undo-", 1) for point in PER_ACTION)
ONCE = ("before-end", "after-end")
FORTH = ("before-start", "after-start", *(f"{p}:{n}" for p in PER_ACTION for n in (1, 2)), *ONCE)
BACK = ("before-back-out", "after-back-out", *(f"{p}:{n}" for p in PER_UNDO for n in (1, 2)), *ONCE)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("prepared") / "world"
    prepare(folder, "plan")
    return folder


def dies(folder: Path, way: str, point: str, allowed: str = "1") -> int:
    crash = {"ASSENT_CRASH": point, "ASSENT_CRASH_ALLOWED": allowed}
    return forked("tests.execution.dying", str(folder), way, env=crash).returncode


def keys(folder: Path) -> list[str]:
    connection = sqlite3.connect(folder / "services.db")
    try:
        return [row[0] for row in connection.execute("SELECT key FROM assent_keys ORDER BY key")]
    finally:
        connection.close()


@pytest.mark.parametrize("point", FORTH)
def test_each_write_is_made_exactly_once(tmp_path, prepared, point) -> None:
    folder = shutil.copytree(prepared, tmp_path / "world")
    assert dies(folder, "forth", point) == -signal.SIGKILL

    told = execute(folder, "forth")

    assert told.outcome == "done"
    assert len(commits(folder / "records")) == 2
    assert rows(folder / "services.db")[1] == ("harbour", "quay-team", 2)
    assert keys(folder) == [told.effects[0].key]
    assert git(
        folder / "records", "log", "-1", "--format=%(trailers:key=Assent-Key,valueonly)"
    ) == (told.effects[1].key)


@pytest.mark.parametrize("point", BACK)
def test_each_undo_is_made_exactly_once(tmp_path, prepared, point) -> None:
    folder = shutil.copytree(prepared, tmp_path / "world")
    before = tree(folder / "records"), rows(folder / "services.db")
    assert dies(folder, "back", point) == -signal.SIGKILL

    told = execute(folder, "back")

    assert told.outcome == "undone"
    assert (tree(folder / "records"), rows(folder / "services.db")) == before
    assert len(commits(folder / "records")) == 3
    assert keys(folder) == sorted(e.key for e in told.effects if e.tool == "sqlite-row")


@pytest.mark.parametrize("point", ["after-intent", "after-effect", "before-result"])
def test_a_write_that_cannot_be_looked_up_is_in_doubt(tmp_path, point) -> None:
    folder = tmp_path / "world"
    prepare(folder, "silent")
    assert dies(folder, "silent", point) == -signal.SIGKILL
    pages = folder / "pages"
    written = pages.read_text() if pages.exists() else ""

    told = execute(folder, "silent")

    assert told.outcome == "in-doubt"
    assert (pages.read_text() if pages.exists() else "") == written
    assert len(commits(folder / "records")) == 1


def test_a_point_kills_only_where_that_is_allowed(tmp_path, prepared) -> None:
    folder = shutil.copytree(prepared, tmp_path / "world")

    assert dies(folder, "forth", "before-start", allowed="0") == 0
    assert len(commits(folder / "records")) == 2
