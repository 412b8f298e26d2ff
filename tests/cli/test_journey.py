"""The whole way of the policy, by the commands that people type, each in a process of its own."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.forking import forked

BRIEF = Path(__file__).parents[2] / "examples" / "brief.md"
APPROVE = ("approve", "--confirm", "significance", "--confirm", "open-questions")

Done = subprocess.CompletedProcess[str]


class Shell:
    """Runs ``assent`` in a folder and remembers nothing."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, environment

    def __call__(self, *words: str) -> Done:
        return forked("assent", *words, env=self.environment, cwd=self.folder)

    def data(self, *words: str) -> Any:
        return json.loads(self(*words, "--json").stdout)


@pytest.fixture(scope="module")
def shell(tmp_path_factory, environment) -> Shell:
    folder = tmp_path_factory.mktemp("journey")
    Shell(folder, environment)("new", "practice")
    return Shell(folder / "practice", environment)


@pytest.fixture(scope="module")
def told(shell) -> dict[str, Done]:
    """Every act of the journey, in order, with what a person saw of it."""
    acts = {"check": shell("check")}
    acts["run"] = shell("run", "cm-policy", "--with", f"brief={BRIEF}", "--as", "tomas-lindqvist")
    (waiting,) = shell.data("inbox")
    run, packet = waiting["run"], waiting["packet_digest"][7:19]
    acts["inbox"] = shell("inbox", "--as", "priya-raman")
    acts["review"] = shell("review", waiting["gate"])
    decide = ("decide", packet, *APPROVE)
    acts["stranger"] = shell(*decide, "--reason", "Fine.", "--as", "lucia-ferrante")
    acts["requester"] = shell(*decide, "--reason", "Mine.", "--as", "tomas-lindqvist")
    acts["owner"] = shell(*decide, "--reason", "Fit for use.", "--as", "ines-okafor")
    acts["early"] = shell("resume", run)
    acts["board"] = shell(*decide, "--reason", "The board agrees.", "--as", "priya-raman")
    acts["late"] = shell(*decide, "--reason", "Me too.", "--as", "ines-okafor")
    acts["resume"] = shell("resume", run)
    acts["show"] = shell("show", run, "--json")
    acts["documents"] = shell("documents", run, "cm-policy-final.md")
    acts["diff"] = shell("diff", run, "cm-policy-final.md")
    acts["trace"] = shell("trace", run)
    return acts


def test_each_act_ends_with_its_exit_code_and_without_a_traceback(told) -> None:
    codes = {act: done.returncode for act, done in told.items() if done.returncode}

    assert codes == {"run": 3, "stranger": 4, "requester": 4, "early": 3, "late": 4}
    assert not [act for act, done in told.items() if "Traceback" in done.stderr]


def test_progress_is_told_on_standard_error_and_the_answer_on_standard_output(told) -> None:
    run = told["run"]

    assert "Step 1. Define the scope\n  cm-practice-owner drafts" in run.stderr
    assert "drafts" not in run.stdout
    assert "waits for  Priya Raman (priya-raman) as governance-board" in run.stdout
    assert "next       assent review gate-" in run.stdout


def test_the_inbox_says_what_waits_for_whom_and_the_next_command(told) -> None:
    out = told["inbox"].stdout

    assert out.startswith("cm-policy-final.md: approval wanted")
    assert "Ines Okafor (ines-okafor) as cm-practice-owner" in out
    assert "next          assent review gate-" in out


def test_a_review_begins_with_the_packet_and_ends_with_finished_commands(told) -> None:
    out = told["review"].stdout
    commands = [line.strip() for line in out.splitlines() if line.startswith("  assent decide")]

    assert out.splitlines()[0].startswith("<<packet ")
    assert out.splitlines()[1] == "# Approval wanted: cm-policy-final.md"
    assert [c.split()[3] for c in commands] == [
        "approve", "approve", "approve-with-conditions", "approve-with-conditions",
        "rework", "reject", "withdraw",
    ]  # fmt: skip
    assert "--as ines-okafor --confirm significance --confirm open-questions" in commands[0]
    assert "--as tomas-lindqvist" in commands[-1]


def test_a_person_without_the_right_is_told_what_is_needed_and_where_to_look(told) -> None:
    err = told["stranger"].stderr

    assert err.startswith("assent: 'lucia-ferrante' may not decide gate 'gate-")
    assert "cm-practice-owner, governance-board. See: assent review gate-" in err
    assert told["requester"].stderr.startswith("assent: 'tomas-lindqvist' ")


def test_a_decision_gives_a_receipt_and_says_which_seat_is_open(told) -> None:
    out = told["owner"].stdout

    assert "by         Ines Okafor (ines-okafor) as cm-practice-owner" in out
    assert "receipt    sha256:" in out
    assert "still open  Priya Raman (priya-raman) as governance-board" in out
    assert "assent resume run-cm-policy-" in told["board"].stdout
    assert "was already decided: 'ines-okafor' said 'approve'" in told["late"].stderr


def test_the_run_closes_and_its_record_holds_both_decisions(told) -> None:
    record = json.loads(told["show"].stdout)

    assert "status     closed" in told["resume"].stdout
    assert record["run"]["status"] == "closed"
    assert record["documents"]["cm-policy-final.md"]["status"] == "approved"
    (gate,) = record["gates"]
    assert [d["approver_name"] for d in gate["decisions"]] == ["Ines Okafor", "Priya Raman"]
    assert record["usage"]["calls"] > 0


def test_the_document_carries_its_signatures_and_the_trace_its_reasons(told) -> None:
    assert "| Priya Raman | governance-board | approve |" in told["documents"].stdout
    assert told["diff"].stdout.startswith("--- cm-policy-draft-v2.md version 1\n+++ cm-policy-f")
    trace = told["trace"].stdout
    assert "tomas-lindqvist launched cm-policy, number 1" in trace
    assert "priya-raman as governance-board: approve" in trace
    assert ": The board agrees." in trace
