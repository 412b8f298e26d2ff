"""A world for one journey: a small practice, its targets, a request, and what was written.

Everything lies in one folder and names nothing outside it, so a copy of the folder is the
same world at the same moment. What was written is read from the targets themselves, by
means that the writing tools have no part in.
"""

import json
import os
import shutil
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from assent.ledger import Ledger
from assent.runner.clock import SystemClock
from assent.store import SQLiteStore

__all__ = ["BACK", "FORTH", "ROW", "SILENT", "Journey", "World", "made"]

ROOT = Path(__file__).parents[2]
WORKFLOW = "ops-change-control"
AGENTS = ("audit", "change-planner", "cm-manager", "governed-executor", "intake", "risk")
TEMPLATES = (
    "audit-report",
    "execution-plan",
    "execution-telemetry",
    "generic",
    "intake-bundle",
    "readiness-note",
    "risk-summary",
)
REQUESTER = "lucia-ferrante"
REVIEWERS = ("tomas-lindqvist", *(f"reviewer-{number}" for number in range(2, 9)))
RECORD = {"owner": "dock-team", "level": "viewer", "criticality": "neither"}

_ROW = "{target: services, record: harbour, operation: replace, pointer: %s, value: quay-team}"
_FILE = (
    "{target: records, record: harbour, operation: replace, pointer: /level, value: operator,"
    " validation: '/level is \"%s\"'}"
)
_PAGE = "{target: pager, record: harbour, operation: replace, pointer: /page, value: once}"


class Journey(NamedTuple):
    """A change, the target that its record is looked up in, and what must have been written."""

    name: str
    holds: str
    actions: tuple[str, ...]
    outcome: str
    writes: dict[str, int]


FORTH = Journey(
    "forth",
    "records",
    (_ROW % "/services/owner", _FILE % "operator"),
    "done",
    {"row dock-team > quay-team": 1, "commit replace": 1},
)
"""A row of a database and a record in git, both written."""

BACK = Journey(
    "back",
    "records",
    (_ROW % "/services/owner", _FILE % "administrator"),
    "undone",
    {
        "row dock-team > quay-team": 1,
        "commit replace": 1,
        "commit restore": 1,
        "row quay-team > dock-team": 1,
    },
)
"""The same, and the second write does not pass its own check: both are undone."""

SILENT = Journey(
    "silent",
    "records",
    (_PAGE, _FILE % "operator"),
    "done",
    {"page once": 1, "commit replace": 1},
)
"""A page that nobody can look up afterwards, and a record in git."""

ROW = Journey("row", "services", (_ROW % "/owner",), "done", {"row dock-team > quay-team": 1})
"""One row and no git: the cheapest change there is, for races."""


class World:
    """One world; opening its ledger is the one place that knows which store it has."""

    def __init__(self, folder: Path, journey: Journey) -> None:
        self.folder, self.journey = folder, journey

    def copy(self, folder: Path) -> "World":
        return World(Path(shutil.copytree(self.folder, folder)), self.journey)

    @contextmanager
    def ledger(self) -> Iterator[Ledger | None]:
        """Open the ledger for looking; None while no command has made it."""
        file = self.folder / ".assent" / "assent.db"
        if not file.exists():
            yield None
            return
        store = SQLiteStore(file)
        try:
            yield Ledger(store, SystemClock())
        finally:
            store.close()

    def writes(self) -> Counter[str]:
        """Return every write that the targets show, by what it did."""
        return Counter([*self._rows(), *self._commits(), *self._pages()])

    def keys(self) -> Counter[str]:
        """Return how often each idempotency key is in the targets."""
        log = _git(self.folder, "log", "--format=%(trailers:key=Assent-Key,valueonly)", "staging")
        with closing(sqlite3.connect(self.folder / "services.db")) as database:
            made = "SELECT 1 FROM sqlite_master WHERE name = 'assent_keys'"
            held = (
                "SELECT key FROM assent_keys"
                if database.execute(made).fetchone()
                else "SELECT 1 LIMIT 0"
            )
            return Counter([*log.split(), *(key for (key,) in database.execute(held))])

    def published(self) -> set[str]:
        return {path.name for path in (self.folder / "published").rglob("*.md")}

    def _rows(self) -> Iterator[str]:
        with closing(sqlite3.connect(self.folder / "services.db")) as database:
            for before, after in database.execute("SELECT before, after FROM written"):
                yield f"row {before} > {after}"

    def _commits(self) -> Iterator[str]:
        for subject in _git(self.folder, "log", "--format=%s", "staging").splitlines()[:-1]:
            yield f"commit {subject.partition(' ')[0]}"

    def _pages(self) -> Iterator[str]:
        file = self.folder / "pages"
        for line in file.read_text().splitlines() if file.exists() else ():
            yield f"page {line}"


def made(folder: Path, journey: Journey) -> World:
    """Make the world of a journey before its first command."""
    folder.mkdir(parents=True)
    for name in (f"graphs/{WORKFLOW}.md", *(f"agents/{agent}.md" for agent in AGENTS)):
        _taken(folder, name)
    for turn in (ROOT / "prompts").glob("*.md"):
        _taken(folder, f"prompts/{turn.name}")
    for kind in TEMPLATES:
        _taken(folder, f"prompts/documents/{kind}.md")
    (folder / "practice.yaml").write_text(json.dumps(_practice(journey)))
    (folder / "request.yaml").write_text(_request(journey))
    _repository(folder)
    _database(folder / "services.db")
    return World(folder, journey)


def _taken(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / name, folder / name)


def _practice(journey: Journey) -> dict[str, object]:
    people = [{"id": REQUESTER, "name": "Lucia Ferrante", "roles": ["cm-analyst"]}]
    people += [{"id": p, "name": p.title(), "roles": ["cm-manager"]} for p in REVIEWERS]
    table = {"key": "id", "version": "version", "columns": ["owner"]}
    targets: dict[str, dict[str, object]] = {
        "records": {"kind": "git", "repository": "records", "branch": "main"},
        "services": {"kind": "sqlite", "database": "services.db", "tables": {"services": table}},
        "pager": {
            "kind": "function",
            "tool": "page",
            "file": "pages",
            "arguments": {"what": "value"},
        },
    }
    staging = {
        "records": {"branch": "staging"},
        "services": {"kind": "sqlite"},
        "pager": {"kind": "function"},
    }
    places = {"records": "{record}.json", "services": "services"}
    for name, target in targets.items():
        target["staging"] = staging[name]
    targets[journey.holds]["records"] = places[journey.holds]
    return {
        "id": "crash-works",
        "title": "Crash Works",
        "time_zone": "UTC",
        "allow_asserted": True,
        "people": people,
        "roles": [
            {"id": role, "title": role.title(), "serves": "all", "decides": ["operational"]}
            for role in _other_roles()
        ],
        "generic": {"reviewer": ["cm-manager"]},
        "levels": {"A2": "Propose.", "A3": "Execute."},
        "targets": targets,
        "change": {"notice_hours": 1, "level": "A3", "publish": {"folder": "published"}},
        "models": {"default": {"provider": "offline"}},
    }


def _other_roles() -> list[str]:
    """Return the roles that cards and templates speak of, and that only people hold here."""
    carded = {path.stem for path in (ROOT / "agents").glob("*.md")}
    return sorted({*carded, "governance-board", "senior-leadership"} - {*AGENTS})


def _request(journey: Journey) -> str:
    start = datetime.now(UTC) - timedelta(minutes=5)
    text = (ROOT / "examples" / "change" / "requests" / "rostering-access.yaml").read_text()
    stated = {
        "record": "harbour",
        "window": f"{start:%Y-%m-%dT%H:%MZ}/{start + timedelta(hours=12):%Y-%m-%dT%H:%MZ}",
        "raised": f"{start - timedelta(days=7):%Y-%m-%dT%H:%MZ}",
    }
    lines = text.partition("\nactions:")[0].splitlines()
    kept = [line for line in lines if line.partition(":")[0] not in stated]
    own = [f"{name}: {value}" for name, value in stated.items()]
    return "\n".join([*kept, *own, "actions:", *(f"- {one}" for one in journey.actions), ""])


def _repository(folder: Path) -> None:
    place = folder / "records"
    place.mkdir()
    (place / "harbour.json").write_text(json.dumps(RECORD, indent=2) + "\n")
    for words in (
        ("init", "-q", "-b", "main", "--template="),
        ("add", "-A"),
        ("commit", "-q", "-m", "Records"),
        ("branch", "staging"),
    ):
        _git(folder, *words)


def _git(folder: Path, *words: str) -> str:
    who = {f"GIT_{w}_{k}": "test" for w in ("AUTHOR", "COMMITTER") for k in ("NAME", "EMAIL")}
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *words],
        cwd=folder / "records",
        env={**os.environ, **who, **settings},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def _database(file: Path) -> None:
    """Make the table of services, and a trigger that writes down every change of a row."""
    with closing(sqlite3.connect(file)) as database:
        database.executescript(
            "CREATE TABLE services (id TEXT PRIMARY KEY, owner TEXT, criticality TEXT,"
            " version INTEGER NOT NULL);"
            "INSERT INTO services VALUES ('harbour', 'dock-team', 'neither', 1);"
            "CREATE TABLE written (before TEXT, after TEXT);"
            "CREATE TRIGGER watch AFTER UPDATE ON services BEGIN"
            " INSERT INTO written VALUES (OLD.owner, NEW.owner); END;"
        )
