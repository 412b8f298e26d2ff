"""Approving on conditions, and closing them, by the commands that people type."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assent import practice
from assent.runner import Runner

from .conftest import BRIEF

OFFERED = "\n- **Outcomes:** approve, approve-with-conditions, rework, reject"
ASKED = ("--condition", "Writer: check the figures again", "--condition", "Tell the neighbours.")


@pytest.fixture(scope="module")
def offering(tmp_path_factory) -> Iterator[Path]:
    """The small practice, whose gate offers conditions, with a run that waits for Anders."""
    folder = tmp_path_factory.mktemp("offering") / "practice"
    practice.new(folder, minimal=True)
    note = folder / "graphs" / "note.md"
    note.write_text(
        note.read_text().replace("- **Approval:** Editor", f"- **Approval:** Editor{OFFERED}")
    )
    (folder / "brief.md").write_text(BRIEF)
    with Runner.open(folder) as runner:
        runner.launch("note", {"brief": folder / "brief.md"}, by="mira-castellane")
    return folder


@pytest.fixture
def here(offering, tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "practice"
    shutil.copytree(offering, folder)
    monkeypatch.chdir(folder)
    for name in ("ASSENT_PRACTICE", "ASSENT_STORE", "ASSENT_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def owing(call, waiting) -> str:
    """The run, approved on two conditions and gone on as far as it could."""
    words = ("--reason", "Good enough.", "--as", "anders-holm", "--resume")
    done = call("decide", waiting["packet"], "approve-with-conditions", *ASKED, *words)
    assert done.code == 3
    return waiting["run"]


def test_the_receipt_names_each_condition_and_its_owner(call, waiting) -> None:
    words = ("--reason", "Good enough.", "--as", "anders-holm")

    out = call("decide", waiting["packet"], "approve-with-conditions", *ASKED, *words).out

    assert "condition  check the figures again (owner: writer)" in out
    assert "condition  Tell the neighbours. (owner: requester)" in out
    assert f"not closed before its conditions are met: assent conditions {waiting['run']}" in out


def test_the_run_waits_and_everybody_is_told_for_whom(call, owing) -> None:
    resumed, inbox = call("resume", owing), call("inbox")

    assert resumed.code == 3
    assert "note       not closed until these are met: condition-1 (writer): check" in resumed.out
    assert f"next       assent conditions {owing}" in resumed.out
    assert "conditions of its approval are open" in inbox.out
    assert "Anders Holm (anders-holm), to say that condition-2 is met by requester" in inbox.out
    assert owing in call("inbox", "--as", "anders-holm").out
    assert owing not in call("inbox", "--as", "mira-castellane").out


def test_a_list_shows_each_condition_with_a_finished_command(call, owing) -> None:
    out = call("conditions", owing).out
    rows = json.loads(call("conditions", owing, "--json").out)

    assert "condition-1: open\n  condition  check the figures again\n  owner      writer" in out
    assert f"assent meet {owing} condition-1 --as anders-holm --reason '…'" in out
    assert [(row["id"], row["open"]) for row in rows] == [
        ("condition-1", True),
        ("condition-2", True),
    ]


def test_each_is_closed_by_a_word_and_then_the_run(call, owing) -> None:
    first = call("meet", owing, "condition-1", "--reason", "Seen on page 4.", "--as", "anders-holm")
    second = call(
        "meet", owing, "condition-2", "--waive", "--reason", "They know.", "--as", "anders-holm"
    )

    assert "still open  condition-2" in first.out
    assert f"next      assent resume {owing}" in second.out
    assert call("resume", owing).code == 0
    trace = call("trace", owing).out
    assert "condition-1 of gate-" in trace
    assert ": Seen on page 4." in trace
    assert call("verify").code == 0


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("condition-1", "--as", "anders-holm"), 4, "nothing is said of what shows it"),
        (("condition-1", "--as", "mira-castellane", "--reason", "Mine."), 4, "may not say what"),
        (("condition-7", "--as", "anders-holm", "--reason", "x"), 2, "condition-1, condition-2"),
    ],
)
def test_a_wrong_word_is_refused_and_says_what_to_do(call, owing, words, code, told) -> None:
    done = call("meet", owing, *words)

    assert done.code == code
    assert told in done.err
    assert "condition-1: open" in call("conditions", owing).out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("approve", "--condition", "x"), 4, "approve-with-conditions in place of approve"),
        (("approve-with-conditions",), 4, "Add: --condition 'TEXT'"),
        (("approve", "--override", "F-1"), 2, "one of each for each finding"),
        (
            ("approve", "--override", "F-1", "--quote", "a b c d", "--because", "We know better."),
            4,
            "no such finding",
        ),
    ],
)
def test_a_decision_that_is_not_whole_says_what_it_lacks(call, waiting, words, code, told) -> None:
    done = call(
        "decide", waiting["packet"], *words, "--reason", "Good enough.", "--as", "anders-holm"
    )

    assert done.code == code
    assert told in done.err


def test_a_run_without_conditions_says_so(call, waiting) -> None:
    done = call("conditions", waiting["run"])

    assert done.code == 0
    assert "was given on a condition" in done.out
