"""A git repository and a database for tests to write to; names and places are invented."""

import json
import os
import sqlite3
import subprocess
from pathlib import Path

from assent.records import Target

RECORD = """{
  "account-type": "member",
  "environments": [
    {
      "name": "development",
      "access": [
        { "group": "harbour-devs", "level": "fleet-manager" }
      ],
      "reviewers": ["reviewer-1", "reviewer-2"]
    }
  ],
  "tags": {
    "application": "harbour",
    "critical": false
  },
  "go-live-date": "2023-07-24"
}
"""
YAML_RECORD = """# who looks after it
owner: dock-team
reviewers:
  - reviewer-1   # first
  - reviewer-2
tags: {application: harbour, critical: false}
"""


def git(folder: Path, *words: str) -> str:
    who = {f"GIT_{w}_{k}": "test" for w in ("AUTHOR", "COMMITTER") for k in ("NAME", "EMAIL")}
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(
        ["git", *words],
        cwd=folder,
        env={**os.environ, **who, **settings},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def repository(folder: Path, *, bare: bool = False) -> Path:
    """Make a repository with two records on its branch ``main``."""
    made = folder / "records"
    made.mkdir(parents=True)
    git(made, "init", "-q", "-b", "main", "--template=")
    (made / "environments").mkdir()
    (made / "environments" / "harbour.json").write_text(RECORD)
    (made / "harbour.yaml").write_text(YAML_RECORD)
    git(made, "add", "-A")
    git(made, "commit", "-q", "-m", "Records")
    if not bare:
        return made
    git(folder, "clone", "-q", "--bare", "records", "bare.git")
    return folder / "bare.git"


def git_target(place: Path, **settings: str) -> Target:
    stated = {"repository": str(place), "branch": "main", **settings}
    return Target(name="records", kind="git", settings=stated)


def database(folder: Path) -> Path:
    """Make a database with a table of two services."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "services.db"
    with sqlite3.connect(file) as connection:
        connection.executescript(
            "CREATE TABLE services (id TEXT PRIMARY KEY, owner TEXT, tier INTEGER, secret TEXT,"
            " version INTEGER NOT NULL);"
            "INSERT INTO services VALUES ('harbour', 'dock-team', 2, 's', 7),"
            " ('ferry', 'boat-team', 1, 's', 3);"
        )
    connection.close()
    return file


TABLES = {"services": {"key": "id", "version": "version", "columns": ["owner", "tier"]}}


def sqlite_target(file: Path) -> Target:
    return Target(
        name="services", kind="sqlite", settings={"database": str(file), "tables": TABLES}
    )


def rows(file: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute("SELECT id, owner, tier FROM services ORDER BY id").fetchall()
    finally:
        connection.close()


def record(place: Path, path: str = "environments/harbour.json") -> str:
    return git(place, "show", f"main:{path}") + "\n"


def tree(place: Path) -> str:
    return git(place, "rev-parse", "main^{tree}")


def commits(place: Path) -> list[str]:
    return git(place, "log", "--format=%s", "main").splitlines()


def read(text: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(text)
    return found
