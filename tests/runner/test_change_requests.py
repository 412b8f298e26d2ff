"""What becomes of the eleven requests as they were made, and of the two sample runs."""

import json
from datetime import datetime

import pytest
from tests.runner.changing import REVIEWER, World, states
from tests.runner.eleven import DATA, all_of_them

from assent.llm.offline import Offline
from assent.records import Reply, Request, RunStatus, TurnKind
from assent.testing.clocks import FixedClock

pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason="the requests lie beside the checkout"),
    pytest.mark.xdist_group("eleven"),
]

LEVEL = "replace /environments/0/access/1/level in environments/ppud.json"
ACCESS = "remove /environments/3/access/1 in environments/youth-justice-app-framework.json"


@pytest.mark.parametrize(
    ("name", "outcome", "code", "tier", "writes"),
    [
        ("REC-1", "proceeded", "fields-missing", "low", 1),
        ("REC-2", "proceeded", "changes-several", "high", 2),
        ("REC-3", "sent back", "window-date-missing", "-", 0),
        ("REC-4", "proceeded", "notice-short", "high", 1),
        ("REC-5", "sent back", "record-unknown", "-", 0),
        ("MP-10053", "proceeded", "rollback-nobody", "high", 0),
        ("MP-11110", "proceeded", "window-zone-missing", "low", 0),
        ("MP-11236", "sent back", "window-end-missing", "-", 0),
        ("MP-13095", "proceeded", "window-note", "low", 0),
        ("OSM-458", "sent back", "window-end-missing", "-", 0),
        ("OSM-1301", "proceeded", "window-zones-mixed", "high", 0),
    ],
)
def test_each_request_ends_as_its_words_and_its_record_demand(
    name, outcome, code, tier, writes
) -> None:
    became = all_of_them()[name]

    assert became.outcome.startswith(outcome)
    assert code in became.findings
    assert (became.tier, len(became.writes)) == (tier, writes)


def test_the_writes_are_those_that_were_asked_for() -> None:
    became = all_of_them()

    assert became["REC-1"].writes == (LEVEL,)
    assert became["REC-4"].writes == (ACCESS,)
    assert states(became["REC-2"].run) == ["action 1 done", "action 2 done"]


def test_what_no_pattern_reads_is_a_question_and_no_write() -> None:
    for name in ("MP-10053", "MP-11110", "MP-13095"):
        became = all_of_them()[name]

        assert len(became.left) == 1
        assert became.proposed == ()
        said = became.run.documents["execution-telemetry.md"].text
        assert "Nothing was written." in said


def test_without_a_target_the_plan_is_for_people() -> None:
    plan = all_of_them()["OSM-1301"].run.documents["execution-plan.md"].text

    assert "No governed target: nothing will be written; people carry the plan out." in plan
    assert all_of_them()["OSM-1301"].left == ()


class Unhurried:
    """The offline model, whose audit agent takes until a given moment."""

    name = "offline"

    def __init__(self, clock: FixedClock, until: datetime) -> None:
        self.clock, self.until = clock, until

    async def reply(self, request: Request) -> Reply:
        if request.kind is TurnKind.audit:
            self.clock.set(self.until)
        return await Offline().reply(request)


def sample(number: str, folder) -> tuple[dict, World, object]:
    """Run a sample again: the same inputs, everything at the minute it was done."""
    runs = json.loads((DATA / "sample-runs.json").read_text())["runs"]
    told = next(run for run in runs if run["sample"] == number)
    at = {kind: datetime.fromisoformat(moment) for kind, moment in told["trace"].items()}
    systems = told["systems"]
    world = World(
        folder,
        records={f"records/{name}.yaml": "tls: '1.2'\n" for name in systems},
        rules={"level": told["governance_level"], "notice_hours": 0},
        at=at["intake normalised"],
    )
    world.runner._models["default"] = Unhurried(world.clock, at["closed"])
    world.sign()
    run = world.launch(asked(told), "live")
    world.clock.set(at["risk approved"])
    world.approve(run)
    world.clock.set(at["plan approved"])
    world.approve(run)
    world.clock.set(at["write-back executed"])
    world.runner.resume(run.id)
    return told, world, run


def asked(told: dict) -> str:
    """Return the request of a sample: one value of each system."""
    row = {"operation": "replace", "pointer": "/tls", "value": "1.3"}
    return json.dumps(
        {
            "id": told["change_request"],
            "record": told["systems"][0],
            "asks": "Set tls to 1.3",
            "window": told["window"],
            "raised": "2025-02-01T09:00:00Z",
            "rollback": "Set it back.",
            "rollback_by": "the platform team",
            "actions": [{"record": name, **row} for name in told["systems"]],
        }
    )


def story(world: World, run) -> dict[str, str]:
    """Return the kinds of lines that a sample has, with the minute each was first logged."""
    found: dict[str, str] = {}
    gates = {"risk-and-policy-review": "risk approved", "execution-plan": "plan approved"}
    for entry in world.runner.events(run.id):
        kind = {"run.closed": "closed"}.get(entry.kind)
        if entry.kind == "artifact.recorded" and entry.body["name"] == "intake.bundle":
            kind = "intake normalised"
        if entry.kind == "decision.recorded":
            kind = gates[world.runner.ledger.gates.get(entry.body["gate"]).gate.id]
        if entry.kind == "effect.recorded" and entry.body["kind"] == "action":
            kind = "write-back executed"
        if kind:
            found.setdefault(kind, entry.plain()["at"])
    return found


def test_the_first_sample_is_reproduced_to_the_minute(tmp_path) -> None:
    told, world, run = sample("0001", tmp_path)

    assert run.status is RunStatus.closed
    assert list(run.stages) == told["stages"]
    assert [name for name in told["artifacts"] if name in run.artifacts] == told["artifacts"]
    assert story(world, run) == told["trace"]
    assert len(world.commits("main")) == len(told["systems"])


def test_a_sample_run_twice_makes_the_same_documents(tmp_path) -> None:
    first, second = (sample("0001", tmp_path / name)[2] for name in "ab")

    assert first.id == second.id
    same = {"intake-bundle.md", "risk-summary.md"}
    assert {n: first.documents[n].digest for n in same} == {
        n: second.documents[n].digest for n in same
    }


def test_the_second_sample_ends_in_the_finding_and_writes_nothing(tmp_path) -> None:
    told, world, run = sample("0002", tmp_path)

    assert (run.status, world.commits("main")) == (RunStatus.closed, [])
    expected = {k: v for k, v in told["trace"].items() if k != "write-back executed"}
    assert story(world, run) == expected
    for name in ("execution-telemetry.md", "audit-report.md"):
        said = run.documents[name].text
        assert "Nothing was written." in said or "Outcome: refused" in said
        assert "Finding:" in said
        assert "A2" in said
    assert {d.approver_identity for d in decisions(world, run)} == {REVIEWER}


def decisions(world: World, run) -> list:
    ledger = world.runner.ledger
    return [d for gate in ledger.gates.for_run(run.id) for d in ledger.gates.decisions(gate.id)]
