"""Change control over real git repositories, in this process or in one that is told to die.

``python -m tests.runner.changing FOLDER`` takes the example request to its end.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.tools.targets import git

from assent.practice import load
from assent.reading import read_practice
from assent.records import OpenGate, Practice, RunStatus, Signature
from assent.runner import Run, Runner, approve
from assent.testing.clocks import FixedClock
from assent.testing.running import open_runner

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "change"
WORKFLOW = "ops-change-control"
REQUESTER, REVIEWER = "lucia-ferrante", "tomas-lindqvist"
RAISED = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
INSIDE = datetime(2026, 12, 1, 10, 5, tzinfo=UTC)
SEATS = {"reviewer": "cm-manager"}
RULES = {
    "notice_hours": 72,
    "level": "A3",
    "critical": [{"pointer": "/criticality", "values": ["safety-critical", "fare-critical"]}],
    "known": {"level": ["viewer", "operator", "administrator"]},
}


@lru_cache
def _sources() -> Mapping[str, str]:
    return load().sources


def practice(
    targets: Mapping[str, Any],
    rules: Mapping[str, Any],
    key: str = "",
    calendar: Mapping[str, Any] | None = None,
) -> Practice:
    """Return the shipped practice with other targets, rules and calendar, and perhaps a key."""
    text = _sources()["practice.yaml"]
    head, _, rest = text.partition("\ntargets:")
    models = rest.partition("\nmodels:")[2]
    if key:
        head = head.replace("accounts: [tlindqvist]", f'accounts: [tlindqvist], keys: ["{key}"]')
    own = f"\ntargets: {json.dumps(targets)}\nchange: {json.dumps(rules)}\n"
    own += f"calendar: {json.dumps(calendar or {})}\n"
    made, _ = read_practice({**_sources(), "practice.yaml": f"{head}{own}\nmodels:{models}"})
    return made


def repository(folder: Path, records: Mapping[str, str]) -> Path:
    """Make a repository of records by path, with a branch for staging."""
    place = folder / "records"
    place.mkdir(parents=True)
    git(place, "init", "-q", "-b", "main", "--template=")
    for path, text in records.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text)
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", "Records")
    git(place, "branch", "staging")
    return place


def examples() -> dict[str, str]:
    """Return the records of the examples by path."""
    return {f"records/{p.name}": p.read_text() for p in (EXAMPLES / "records").glob("*.yaml")}


def request(name: str, **changed: str) -> str:
    """Return a request of the examples, with other values for some of its fields."""
    text = (EXAMPLES / "requests" / f"{name}.yaml").read_text()
    for field, value in changed.items():
        text = re.sub(f"^{field}:.*", f"{field}: {value}", text, flags=re.M)
    return text


class World:
    """One repository, one practice over it, one runner on a clock that stands still."""

    def __init__(self, folder: Path, **options: Any) -> None:
        """Make what is not there yet; other rules, records and calendars replace the usual."""
        self.folder, self.place = folder, folder / "records"
        if not self.place.exists():
            repository(folder, options.get("records") or examples())
        form = options.get("form", "records/{record}.yaml")
        target = {"kind": "git", "repository": str(self.place), "branch": "main", "records": form}
        governed = {"records": {**target, "staging": {"branch": "staging"}}}
        self.key = options.get("key")
        line = self.key.with_suffix(".pub").read_text().strip() if self.key else ""
        rules = {**RULES, **options.get("rules", {})}
        calendar = options.get("calendar")
        self.practice = practice(options.get("targets", governed), rules, line, calendar)
        self.clock = FixedClock(options.get("at", RAISED))
        settings = {"practice": self.practice, "clock": self.clock}
        settings["tools"] = options.get("tools", ())
        if "store" in options:
            listen = options.get("listen")
            self.runner = Runner.open(
                self.practice, options["store"], clock=self.clock, listen=listen
            )
        else:
            self.runner: Runner = open_runner(options.get("models"), **settings)

    def sign(self) -> Signature:
        """Read the procedure as it stands, and sign what was read."""
        read = self.runner.signable(WORKFLOW).digest
        return self.runner.sign(WORKFLOW, read, "Fit to be carried out.", by=REVIEWER, key=self.key)

    def launch(self, text: str, mode: str = "staging") -> Run:
        given = {"request": text, "mode": mode}
        return self.runner.launch(WORKFLOW, given, roles=SEATS, by=REQUESTER)

    def approve(self, run: Run) -> OpenGate:
        """Read and approve the open gate item by item, signed when a key is there."""
        (gate,) = run.gates
        self.runner.packet(gate.id, by=REVIEWER)
        choice = approve("As asked for.", by=REVIEWER, confirm=gate.gate.confirms)
        choice = choice.signed_with(self.key) if self.key else choice
        self.runner.decide(gate.packet_digest, choice, resume=True)
        return gate

    def planned(self, text: str, mode: str = "staging") -> Run:
        """Take a request to the gate of its plan."""
        run = self.launch(text, mode)
        self.approve(run)
        return run

    def executed(self, text: str, mode: str = "staging", at: datetime = INSIDE) -> Run:
        """Take a request through both gates, and resume it at a moment of its window."""
        run = self.planned(text, mode)
        self.approve(run)
        self.clock.set(at)
        return self.runner.resume(run.id)

    def tree(self, branch: str = "staging") -> str:
        return git(self.place, "rev-parse", f"{branch}^{{tree}}")

    def commits(self, branch: str = "staging") -> list[str]:
        """Return the subjects of the branch's commits, without the first one."""
        return git(self.place, "log", "--reverse", "--format=%s", branch).splitlines()[1:]


def keyed(folder: Path) -> Path:
    """Make a key to sign decisions with."""
    made = folder / "reviewer"
    call = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(made)]
    subprocess.run(call, check=True, timeout=30)
    return made


def states(run: Run) -> list[str]:
    """Return kind, index and state of every write-back on the run's trace."""
    return [f"{row['kind']} {row['index']} {row['state']}" for row in run.trace if "state" in row]


def _to_the_end(folder: Path) -> Iterator[str]:
    world = World(folder, store=folder / "store", at=INSIDE)
    run = world.launch(request("rostering-access"))
    while run.gates:
        world.approve(run)
    if run.status is not RunStatus.closed:
        world.runner.resume(run.id)
    yield from [run.status.value, *states(run)]
    world.runner.ledger.verify()
    world.runner.close()


if __name__ == "__main__":
    print("\n".join(_to_the_end(Path(sys.argv[1]))))
