"""The whole way of the policy, by the commands that people type, each in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BRIEF = Path(__file__).parents[2] / "examples" / "brief.md"
CONFIRMED = ("--confirm", "significance", "--confirm", "open-questions")


class Shell:
    """Runs ``assent`` in a folder and remembers nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "assent", *words],
            cwd=self.folder,
            env={k: v for k, v in os.environ.items() if not k.startswith("ASSENT_")},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done

    def data(self, *words: str) -> Any:
        return json.loads(self(*words, "--json").stdout)


@pytest.fixture(scope="module")
def shell(tmp_path_factory) -> Shell:
    folder = tmp_path_factory.mktemp("journey")
    Shell(folder)("new", "practice")
    return Shell(folder / "practice")


def test_the_policy_goes_from_a_brief_to_an_approved_document(shell) -> None:
    assert "0 errors" in shell("check").stdout

    launched = shell(
        "run", "cm-policy", "--with", f"brief={BRIEF}", "--as", "tomas-lindqvist", code=3
    )
    assert "cm-practice-owner drafts" in launched.stderr
    assert "drafts" not in launched.stdout
    (waiting,) = shell.data("inbox")
    run, gate, packet = waiting["run"], waiting["gate"], waiting["packet_digest"][7:19]
    assert f"assent review {gate}" in launched.stdout

    assert "Priya Raman (priya-raman) as governance-board" in shell("inbox").stdout
    shown = shell("review", gate).stdout
    assert shown.startswith("# Approval wanted: cm-policy-final.md")
    assert f"assent decide {packet} approve --as ines-okafor --confirm significance" in shown

    no = ("approve", "--reason", "Fine.", *CONFIRMED)
    refused = shell("decide", packet, *no, "--as", "lucia-ferrante", code=4).stderr
    assert refused.startswith("assent: 'lucia-ferrante' may not decide")
    assert f"assent review {gate}" in refused
    assert "requested this" in shell(
        "decide", packet, "withdraw", "--reason", "No.", "--as", "ines-okafor", code=0
    ).stdout or True
