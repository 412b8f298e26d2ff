"""git-record: one value, one commit, and nothing else in the file or the repository moves."""

import difflib
import fcntl
import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.tools.targets import (
    RECORD,
    YAML_RECORD,
    commits,
    git,
    git_target,
    record,
    repository,
    tree,
)

from assent.errors import ProposalError, ToolError, WriteError
from assent.records import Action, Probed
from assent.testing.tools import ToolConformance
from assent.tools.git_records import GitRecord

KEY = "sha256:" + "a" * 64
LEVEL = "/environments/0/access/0/level"
TOOL = GitRecord()
DATA = Path(__file__).parents[2] / ".." / "shared" / "data" / "environments"


def said(
    operation: str, pointer: str, value: object = None, path: str = "environments/harbour.json"
):
    return {"path": path, "operation": operation, "pointer": pointer, "value": value}


def action(target, arguments, *before: Action) -> Action:
    found = TOOL.simulate(target, arguments, before)
    index = len(before) + 1
    return Action(
        index=index, tool="git-record", target="records", arguments=arguments, **found.plain()
    )


class TestGitRecord(ToolConformance):
    arguments = (
        said("replace", LEVEL, "developer"),
        said("add", "/environments/0/reviewers/-", "reviewer-3"),
    )

    def make(self, folder):
        return GitRecord(), git_target(repository(folder))

    def state(self, target):
        return tree(Path(target.settings["repository"]))


class TestBareGitRecord(TestGitRecord):
    def make(self, folder):
        return GitRecord(), git_target(repository(folder, bare=True))


class TestYamlRecord(TestGitRecord):
    arguments = (
        said("replace", "/owner", "quay-team", "harbour.yaml"),
        said("add", "/reviewers/-", "reviewer-3", "harbour.yaml"),
    )


class TestPinnedToOneFile(TestGitRecord):
    def make(self, folder):
        return GitRecord(), git_target(repository(folder), pins="file")


@pytest.fixture
def place(tmp_path) -> Path:
    return repository(tmp_path)


GROUP = '        { "group": "harbour-devs", "level": "%s" }'
REVIEWERS = '      "reviewers": [%s]'
BOTH = REVIEWERS % '"reviewer-1", "reviewer-2"'
CRITICAL = '    "critical": %s'
REVIEWER = "/environments/0/reviewers"


@pytest.mark.parametrize(
    ("arguments", "gone", "come"),
    [
        (said("replace", LEVEL, "developer"), [GROUP % "fleet-manager"], [GROUP % "developer"]),
        (said("add", f"{REVIEWER}/-", "r-3"), [BOTH], [BOTH.replace("]", ', "r-3"]')]),
        (said("add", f"{REVIEWER}/0", "r-0"), [BOTH], [BOTH.replace("[", '["r-0", ')]),
        (said("remove", f"{REVIEWER}/0"), [BOTH], [REVIEWERS % '"reviewer-2"']),
        (
            said("add", "/tags/owner", "dock"),
            [CRITICAL % "false"],
            [CRITICAL % "false,", '    "owner": "dock"'],
        ),
        (said("remove", "/go-live-date"), ["  },", '  "go-live-date": "2023-07-24"'], ["  }"]),
        (said("replace", "/tags/critical", True), [CRITICAL % "false"], [CRITICAL % "true"]),
    ],
)
def test_only_the_lines_of_the_value_change(place, arguments, gone, come) -> None:
    target = git_target(place)
    TOOL.apply(target, action(target, arguments), KEY)

    delta = list(difflib.ndiff(RECORD.splitlines(), record(place).splitlines()))
    assert [line[2:] for line in delta if line.startswith("- ")] == gone
    assert [line[2:] for line in delta if line.startswith("+ ")] == come
    json.loads(record(place))


def test_comments_and_layout_of_yaml_survive(place) -> None:
    target = git_target(place)
    arguments = said("replace", "/tags/critical", True, "harbour.yaml")
    TOOL.apply(target, action(target, arguments), KEY)

    assert record(place, "harbour.yaml") == YAML_RECORD.replace("false", "true")


def test_the_reader_is_shown_before_after_and_the_diff(place) -> None:
    shown = action(git_target(place), said("replace", LEVEL, "developer"))

    assert (shown.before, shown.after) == ('"fleet-manager"', '"developer"')
    assert '+        { "group": "harbour-devs", "level": "developer" }' in shown.diff
    assert shown.undo["operation"] == "restore"
    assert shown.validation["pointer"] == LEVEL


def test_the_commit_carries_the_key_and_the_work_tree_follows(place) -> None:
    target = git_target(place)
    told = TOOL.apply(target, action(target, said("replace", LEVEL, "developer")), KEY)

    assert git(place, "log", "-1", "--format=%(trailers:key=Assent-Key,valueonly)", "main") == KEY
    assert told["commit"] == git(place, "rev-parse", "main")
    assert git(place, "status", "--porcelain") == ""
    assert "developer" in (place / "environments" / "harbour.json").read_text()


def test_somebody_elses_unsaved_work_is_left_alone(place) -> None:
    file = place / "environments" / "harbour.json"
    file.write_text(RECORD + "\n")
    target = git_target(place)
    told = TOOL.apply(target, action(target, said("replace", LEVEL, "developer")), KEY)

    assert told["work_tree"] is False
    assert file.read_text() == RECORD + "\n"
    assert TOOL.probe(target, KEY) is Probed.applied


def test_no_hook_and_nobodys_settings_run(place, tmp_path, monkeypatch) -> None:
    ran = tmp_path / "ran"
    for name in ("reference-transaction", "pre-commit", "post-checkout", "post-commit"):
        hook = place / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {ran}\n")
        hook.chmod(0o755)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    target = git_target(place)
    TOOL.apply(target, action(target, said("replace", LEVEL, "developer")), KEY)

    assert not ran.exists()


def test_the_branch_is_moved_only_from_where_it_was_seen(place, monkeypatch) -> None:
    target = git_target(place)
    late = action(target, said("replace", LEVEL, "developer"))
    (place / "other.json").write_text("{}\n")
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", "Other")

    with pytest.raises(WriteError, match="not as the plan expects"):
        TOOL.apply(target, late, KEY)
    assert commits(place) == ["Other", "Records"]


def test_with_pins_file_another_file_may_move(place) -> None:
    target = git_target(place, pins="file")
    late = action(target, said("replace", LEVEL, "developer"))
    (place / "other.json").write_text("{}\n")
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", "Other")
    TOOL.apply(target, late, KEY)

    assert "developer" in record(place)
    assert git(place, "show", "main:other.json") == "{}"


@pytest.mark.parametrize(
    "path",
    ["../x.json", "/etc/x.json", "a/../x.json", ".git/config.json", ".GIT/x.json", "a/.git/x.json",
     "", "x.txt", "a//x.json", "./x.json", "a\n.json", "x.json ", "git~1/x.json", ":(top)x.json"],
)  # fmt: skip
def test_a_path_that_leaves_the_tree_is_refused(place, path) -> None:
    with pytest.raises(ProposalError):
        TOOL.simulate(git_target(place), said("replace", "/a", 1, path), ())


def test_a_link_is_no_record(place) -> None:
    (place / "link.json").symlink_to("environments/harbour.json")
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", "Link")

    with pytest.raises(ToolError, match="plain file"):
        TOOL.simulate(git_target(place), said("replace", "/a", 1, "link.json"), ())


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (said("replace", "/nothing", 1), "nothing at /nothing"),
        (said("add", "/tags/critical", True), "there already"),
        (said("add", "/environments/7", {}), "no place"),
        (said("replace", "/environments/-", {}), "nothing at"),
        (said("add", "/tags/critical/x", 1), "nothing can be put"),
        (said("replace", "tags", 1), "no JSON pointer"),
        (said("replace", "/tags/critical", False), "already so"),
        (said("replace", LEVEL, "dev\u202eeloper"), r"hidden U\+202E"),
        (said("replace", "/a", 1, "missing.json"), "no file"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_by_name(place, arguments, why) -> None:
    with pytest.raises(ProposalError, match=why):
        TOOL.simulate(git_target(place), arguments, ())


@pytest.mark.parametrize(
    "text",
    ["a: &x 1\nb: *x\n", "a: !!python/object:os.system x\n", "a: 1\na: 2\n", "a: 1\n---\nb: 1\n"],
)
def test_yaml_with_tricks_is_no_record(place, text) -> None:
    (place / "trick.yaml").write_text(text)
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", "Trick")

    with pytest.raises(ProposalError):
        TOOL.simulate(git_target(place), said("replace", "/a", 3, "trick.yaml"), ())


def test_a_git_left_behind_by_a_killed_process_is_waited_for(place) -> None:
    """The orphan holds the lock and moves the branch late; a probe sees what it did."""
    target = git_target(place)
    TOOL.apply(target, action(target, said("replace", LEVEL, "developer")), KEY)
    done = git(place, "rev-parse", "main")
    git(place, "update-ref", "refs/heads/main", "main~1")
    lock = os.open(place / ".git" / "assent.lock", os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    late = ["sh", "-c", f"git fsck --full >fsck.out 2>&1; git update-ref refs/heads/main {done}"]
    with subprocess.Popen(late, cwd=place, pass_fds=(lock,)):
        os.close(lock)

        assert TOOL.probe(target, KEY) is Probed.applied


def test_an_outer_repository_is_not_written_by_mistake(place) -> None:
    with pytest.raises(ToolError, match="not a git repository"):
        TOOL.simulate(git_target(place / "environments"), said("replace", LEVEL, "x"), ())


def test_a_validation_sees_another_value(place) -> None:
    target = git_target(place)
    wanted = action(target, said("replace", LEVEL, "developer"))

    assert TOOL.validate(target, wanted) == [f"{LEVEL} is not as approved"]


def test_a_repository_that_cannot_be_read_answers_unknown(place) -> None:
    assert TOOL.probe(git_target(place, branch="gone"), KEY) is Probed.unknown


@pytest.mark.skipif(not DATA.is_dir(), reason="the real records are not beside the checkout")
@pytest.mark.parametrize(
    ("name", "arguments", "lines"),
    [
        ("ppud", said("replace", "/environments/0/access/1/level", "developer"), (1, 1)),
        ("ppud", said("add", "/environments/2/additional_reviewers/-", "reviewer-3"), (1, 2)),
        ("ppud", said("replace", "/tags/critical-national-infrastructure", True), (1, 1)),
        ("youth-justice-app-framework", said("replace", "/go-live-date", "2026-12-15"), (1, 1)),
        ("youth-justice-app-framework", said("remove", "/environments/3/access/1"), (4, 0)),
    ],
)
def test_the_real_records_change_by_a_few_lines(place, name, arguments, lines) -> None:
    text = (DATA / f"{name}.json").read_text()
    (place / "real.json").write_text(text)
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", "Real")
    shown = TOOL.simulate(git_target(place), {**arguments, "path": "real.json"}, ())

    told = [line[0] for line in shown.diff.splitlines()[2:]]
    assert (told.count("-"), told.count("+")) == lines
