"""Eleven requests as they were made, taken as far as each goes.

``python -m tests.runner.eleven`` prints what became of each as a table. Six are real, of two
organisations: one has records that this practice may write, the other has none.
"""

import atexit
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests.runner.changing import ROOT, World, keyed, states

from assent.records import Examination, RunStatus
from assent.runner import Run

__all__ = ["DATA", "Became", "all_of_them", "table"]

DATA = ROOT / ".." / "shared" / "data"
RULES = {
    "notice_hours": 48,
    "critical": [{"pointer": "/tags/critical-national-infrastructure", "values": [True]}],
    "known": {
        "level": ["developer", "fleet-manager", "sandbox", "quicksight-admin", "data-scientist"],
        "business-unit": ["HMPPS", "LAA", "HMCTS", "YJB"],
    },
}
ELSEWHERE = "OSM-"


class Became(NamedTuple):
    """What became of a request: how it ended, its findings, its tier, what was written."""

    id: str
    outcome: str
    findings: tuple[str, ...]
    tier: str
    proposed: tuple[str, ...]
    writes: tuple[str, ...]
    left: tuple[str, ...]
    run: Run
    world: World


def requests() -> list[dict[str, Any]]:
    """Return the eleven requests: those on records first."""
    on_records = json.loads((DATA / "record-requests.json").read_text())["requests"]
    return [*on_records, *json.loads((DATA / "change-requests.json").read_text())]


@cache
def all_of_them() -> Mapping[str, Became]:
    """Take each request through both gates to its end, in a repository of its own."""
    folder = Path(tempfile.mkdtemp(prefix="eleven-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    key = keyed(folder)
    return {stated["id"]: became(stated, folder / stated["id"], key) for stated in requests()}


def became(stated: Mapping[str, Any], folder: Path, key: Path) -> Became:
    """Take one request as far as it goes; what it should lead to is kept from the run."""
    text = json.dumps({name: v for name, v in stated.items() if name not in {"expect", "outcome"}})
    files = (DATA / "environments").glob("*.json")
    world = World(
        folder,
        records={f"environments/{file.name}": file.read_text() for file in files},
        form="environments/{record}.json",
        rules=RULES,
        key=key,
        at=_raised(stated),
        **({"targets": {}} if stated["id"].startswith(ELSEWHERE) else {}),
    )
    world.sign()
    run = world.launch(text, "live")
    tier = "-"
    while run.gates:
        tier = world.approve(run).bound.tier
    examination = _examination(world, run)
    if run.status is RunStatus.parked and examination.window:
        world.clock.set(examination.window.start + timedelta(minutes=1))
        world.runner.resume(run.id)
    plan = run.documents["execution-plan.md"].text if "execution-plan.md" in run.documents else ""
    return Became(
        id=stated["id"],
        outcome="sent back" if run.status is RunStatus.sent_back else f"proceeded, {run.status}",
        findings=tuple(remark.code for remark in examination.remarks),
        tier=tier,
        proposed=tuple(line[9:] for line in plan.split("\n") if line.startswith("#### Action")),
        writes=tuple(world.commits("main")),
        left=tuple(_questions(plan)),
        run=run,
        world=world,
    )


def _raised(stated: Mapping[str, Any]) -> datetime:
    found = datetime.fromisoformat(stated.get("raised") or stated["opened"])
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _examination(world: World, run: Run) -> Examination:
    content = world.runner.ledger.content.get(run.artifacts["intake.examination"])
    return Examination.model_validate_json(content)


def _questions(plan: str) -> Iterator[str]:
    for line in plan.split("\n"):
        if "Which write carries out" in line and line.startswith("| Q-"):
            yield line.split(" | ")[1]


def table() -> str:
    """Return what became of each as a Markdown table."""
    lines = [
        "| Request | Became | Findings | Tier | Writes |",
        "|---|---|---|---|---|",
    ]
    for b in all_of_them().values():
        told = "; ".join([*b.writes, *(s for s in states(b.run) if "done" not in s)])
        lines.append(
            f"| {b.id} | {b.outcome} | {', '.join(b.findings) or 'none'} | {b.tier} "
            f"| {told or 'none'} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
