"""Change control from request to end, with the offline model, on real git repositories."""

import shutil
import signal
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from tests.forking import forked
from tests.runner.changing import (
    INSIDE,
    REVIEWER,
    World,
    keyed,
    request,
    states,
)
from tests.tools.targets import git

from assent.errors import (
    AssentError,
    PublishingError,
    RunFinishedError,
    ToolError,
    UnsignedLaunchError,
)
from assent.records import RunStatus
from assent.runner import reject, rework

FERRY = INSIDE + timedelta(hours=1)
POINTER = "/environments/0/access/1/level"


def test_an_approved_change_becomes_one_commit_in_its_window(tmp_path) -> None:
    world = World(tmp_path)

    run = world.executed(request("rostering-access"))

    assert run.status is RunStatus.closed
    assert run.stages == ("intake", "risk_review", "plan_approved", "execution", "closed")
    assert world.commits() == [f"replace {POINTER} in records/crew-rostering.yaml"]
    assert world.commits("main") == []
    assert states(run) == ["action 1 done"]


def test_a_signed_procedure_writes_live(tmp_path) -> None:
    world = World(tmp_path)
    world.sign()

    world.executed(request("rostering-access"), "live")

    assert len(world.commits("main")) == 1


def test_an_unsigned_procedure_is_not_launched_live(tmp_path) -> None:
    world = World(tmp_path)

    with pytest.raises(UnsignedLaunchError):
        world.launch(request("rostering-access"), "live")

    assert world.runner.runs() == []


def test_a_dry_run_goes_through_everything_and_writes_nothing(tmp_path) -> None:
    world = World(tmp_path)

    run = world.executed(request("rostering-access"), "dry-run")

    assert (run.status, states(run)) == (RunStatus.closed, ["action 1 rehearsed"])
    assert world.commits() == world.commits("main") == []
    assert "A dry run: nothing was written." in run.documents["execution-telemetry.md"].text


def test_a_write_that_fails_its_stated_check_is_undone_with_all_before_it(tmp_path) -> None:
    world = World(tmp_path)
    before = world.tree()

    run = world.executed(request("ferry-handover"), at=FERRY)

    assert world.tree() == before
    assert states(run) == ["action 1 done", "action 2 invalid", "undo 2 done", "undo 1 done"]
    assert "/on_call_group is not as stated" in run.documents["audit-report.md"].text
    assert run.status is RunStatus.closed


def test_the_packet_shows_what_each_write_must_leave_behind(tmp_path) -> None:
    world = World(tmp_path)

    run = world.planned(request("ferry-handover"))

    packet = world.runner.packet(run.gates[0].id)[1]
    assert 'Then /on_call_group is "ferry-duty-desk", or all is undone.' in packet
    assert "Then /owner" in packet.partition("The document, whole")[0]


def test_a_request_that_cannot_be_repaired_goes_back_with_its_reasons(tmp_path) -> None:
    world = World(tmp_path)

    run = world.launch(request("fare-table-tonight"))

    assert (run.status, run.documents.keys()) == (RunStatus.sent_back, set())
    assert "has no date" in run.note
    assert "about undoing the change of a critical record" in run.note
    assert run.plain()["usage"]["calls"] == 0


def test_a_target_that_cannot_be_read_sends_nothing_back(tmp_path) -> None:
    world = World(tmp_path)
    world.place.rename(tmp_path / "elsewhere")

    with pytest.raises(ToolError, match="no folder"):
        world.launch(request("rostering-access"))

    (tmp_path / "elsewhere").rename(world.place)
    (run,) = world.runner.runs()
    assert world.runner.resume(run.id).status is RunStatus.waiting


@pytest.mark.parametrize("gate", [1, 2])
def test_nothing_is_written_without_both_approvals(tmp_path, gate) -> None:
    world = World(tmp_path)
    run = world.launch(request("rostering-access"))
    if gate == 2:
        world.approve(run)

    refusal = reject("Not this month.", by=REVIEWER)
    world.runner.decide(run.gates[0].packet_digest, refusal, resume=True)
    world.clock.set(INSIDE)
    with pytest.raises(RunFinishedError):
        world.runner.resume(run.id)

    assert (run.status, world.commits()) == (RunStatus.rejected, [])


def test_a_plan_sent_back_is_drafted_again_and_decided_again(tmp_path) -> None:
    world = World(tmp_path)
    run = world.planned(request("rostering-access"))

    comment = rework("Say who watches the roster afterwards.", by=REVIEWER)
    world.runner.decide(run.gates[0].packet_digest, comment, resume=True)

    assert run.documents["execution-plan.md"].version == 2
    assert run.gates[0].round == 2
    assert run.gates[0].bound.plan


def test_outside_the_window_a_run_parks_and_inside_it_goes_on(tmp_path) -> None:
    world = World(tmp_path)
    run = world.planned(request("rostering-access"))
    world.approve(run)

    assert (run.status, world.commits()) == (RunStatus.parked, [])
    assert "window opens at 2026-12-01T10:00:00Z" in run.note

    world.clock.set(INSIDE)
    world.runner.resume(run.id)

    assert (run.status, states(run)) == (RunStatus.closed, ["action 1 done"])


def test_of_two_changes_to_one_record_the_second_drifts_and_writes_nothing(tmp_path) -> None:
    world = World(tmp_path)
    window = "2026-12-01T11:00Z/2026-12-01T11:30Z"
    other = request("rostering-access", id="chg-2044", window=window)
    second = world.planned(other.replace("operator", "administrator"))
    world.approve(second)
    world.executed(request("rostering-access"))
    before = world.tree()

    world.clock.set(INSIDE + timedelta(hours=1))
    world.runner.resume(second.id)

    assert (second.status, world.tree()) == (RunStatus.parked, before)
    assert "is not as it was planned" in second.note


@pytest.mark.parametrize("point", ["after-intent", "after-effect"])  # ``make crash`` has them all
def test_a_run_killed_around_its_write_does_not_write_twice(tmp_path, point) -> None:
    killed = _run(tmp_path, {"ASSENT_CRASH": point, "ASSENT_CRASH_ALLOWED": "1"})
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    again = _run(tmp_path, {})

    assert again.stdout.split("\n")[0] == "closed", again.stderr
    log = git(tmp_path / "records", "log", "--format=%s", "staging").splitlines()
    assert log == [f"replace {POINTER} in records/crew-rostering.yaml", "Records"]


def _run(folder: Path, more: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return forked("tests.runner.changing", str(folder), env=more)


def test_a_level_that_does_not_execute_ends_in_a_finding(tmp_path) -> None:
    world = World(tmp_path, rules={"level": "A2"})

    run = world.executed(request("rostering-access"))

    assert (run.status, world.commits()) == (RunStatus.closed, [])
    assert "this plan will be refused" in run.documents["execution-plan.md"].text
    for name in ("execution-telemetry.md", "audit-report.md"):
        assert "Finding:" in run.documents[name].text
        assert "A2" in run.documents[name].text


def test_an_unknown_level_is_no_write_at_all(tmp_path) -> None:
    world = World(tmp_path)

    run = world.planned(request("rostering-access").replace("value: operator", "value: god"))

    said = run.documents["execution-plan.md"].text
    assert "'god' is not known for 'level', which may be viewer, operator, administrator" in said
    assert "approve" not in {o.value for o in run.gates[0].gate.outcomes}


def test_a_known_value_is_asked_for_at_any_depth(tmp_path) -> None:
    world = World(tmp_path)
    text = (
        request("rostering-access")
        .replace("operation: replace", "operation: add")
        .replace("pointer: /environments/0/access/1/level", "pointer: /environments/0/access/-")
        .replace("value: operator", "value: {group: night, level: god}")
    )

    assert "'god' is not known" in world.planned(text).documents["execution-plan.md"].text


def test_a_plan_that_touches_criticality_is_high_whatever_was_proposed(tmp_path) -> None:
    world = World(tmp_path)
    text = request("ferry-handover").replace("/owner", "/criticality")
    text = text.replace("value: Ferry duty manager", "value: safety-critical")

    run = world.planned(text)

    (gate,) = run.gates
    assert gate.bound.tier == "high"
    assert "by which a record is critical" in run.documents["execution-plan.md"].text
    with pytest.raises(AssentError, match="sign"):
        world.approve(run)


def test_a_plan_of_tier_high_takes_a_signed_decision(tmp_path) -> None:
    world = World(tmp_path, key=keyed(tmp_path))

    run = world.executed(request("rostering-access", raised="2026-11-30T16:00Z"))

    assert (run.status, len(world.commits())) == (RunStatus.closed, 1)
    assert {row.get("identity_assurance") for row in run.trace} == {"signed-key", None}


def test_the_outputs_of_a_closed_run_are_laid_down_read_only(tmp_path) -> None:
    world = World(tmp_path, rules={"publish": {"folder": str(tmp_path / "out")}})
    run = world.executed(request("rostering-access"))

    files = sorted((tmp_path / "out" / run.id).iterdir())

    assert [file.name for file in files] == sorted(run.documents)
    assert {file.stat().st_mode & 0o777 for file in files} == {0o444}


def test_a_closed_run_that_could_not_be_published_is_published_when_it_is_resumed(
    tmp_path,
) -> None:
    world = World(tmp_path, rules={"publish": {"folder": str(tmp_path / "out")}})
    run = world.executed(request("rostering-access"))
    shutil.rmtree(tmp_path / "out")

    world.runner.resume(run.id)

    assert len(list((tmp_path / "out" / run.id).iterdir())) == len(run.documents)
    with pytest.raises(RunFinishedError):
        world.runner.resume(run.id)


def test_what_is_published_is_never_written_over(tmp_path) -> None:
    world = World(tmp_path, rules={"publish": {"folder": str(tmp_path / "out")}})
    run = world.planned(request("rostering-access"))
    world.approve(run)
    taken = tmp_path / "out" / run.id / "audit-report.md"
    taken.parent.mkdir(parents=True)
    taken.write_text("mine\n")
    world.clock.set(INSIDE)

    with pytest.raises(PublishingError, match="says something else"):
        world.runner.resume(run.id)

    assert (run.status, taken.read_text()) == (RunStatus.closed, "mine\n")


def test_outputs_can_be_published_to_a_repository(tmp_path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    git(shelf, "init", "-q", "-b", "main", "--template=")
    git(shelf, "commit", "-q", "--allow-empty", "-m", "Empty")
    world = World(tmp_path, rules={"publish": {"repository": str(shelf), "branch": "main"}})

    run = world.executed(request("rostering-access"))

    files = git(shelf, "ls-tree", "-r", "--name-only", "main").splitlines()
    assert files == [f"{run.id}/{name}" for name in sorted(run.documents)]


def test_tables_that_code_makes_are_not_answered_as_comments(tmp_path) -> None:
    world = World(tmp_path)

    run = world.executed(request("ferry-handover"), at=FERRY)

    for document in run.documents.values():
        assert "Changed after" not in document.text
        assert "*(request" not in document.text
        assert "*(record" not in document.text


def test_a_tick_carries_out_an_approved_change_once_its_window_has_opened(tmp_path) -> None:
    world = World(tmp_path)
    run = world.planned(request("rostering-access"))
    world.approve(run)
    assert run.status is RunStatus.parked
    assert world.runner.tick().resumed == ()

    world.clock.set(INSIDE)
    tick = world.runner.tick()

    assert tick.resumed == (run.id,)
    assert run.status is RunStatus.closed
    assert len(world.commits()) == 1
