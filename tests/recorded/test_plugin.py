"""What a person sees who marks a test as recorded: the page on it, followed with pytest."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.recorded.conftest import BY, ROOT
from tests.runner.conftest import workflow

from assent.practice import new
from assent.testing.running import open_runner
from assent.testing.tapes import Tape

PAGE = (ROOT / "docs" / "how-to" / "recorded-runs.md").read_text()
TEST = re.search(r'```python title="test_note.py"\n(.*?)```', PAGE, re.DOTALL)
OTHERS = ("assent", "cacheprovider", "hypothesispytest", "xdist", "timeout")
PLUGINS = ("-p", "assent.testing.plugin", *(f"-pno:{name}" for name in OTHERS))
CASSETTE = "cassettes/note/the_note_waits_for_its_approver.yaml"


@pytest.fixture(scope="module")
def warm(practice, tmp_path_factory):
    """Import all that a run imports: pytester forgets what is first imported in its own."""
    tape = Tape(tmp_path_factory.mktemp("warm") / "note.yaml", mode="once")
    with tape, open_runner(tape.model(), practice=practice) as runner:
        runner.launch(workflow(), {"brief": "- A courier?\n"}, by=BY)


@pytest.fixture
def note(pytester, monkeypatch, warm):
    """A project of one's own with the test of the page; call it to run pytest in it."""
    for name in ("CI", "ASSENT_RECORD"):
        monkeypatch.delenv(name, raising=False)
    new(pytester.path, minimal=True)
    pytester.makepyfile(test_note=TEST[1])

    def run(record: str = ""):
        monkeypatch.setenv("ASSENT_RECORD", record)
        return pytester.runpytest_inprocess(*PLUGINS, "-q")

    return run


def test_the_test_of_the_page_is_recorded_once_and_then_played(note, no_sockets) -> None:
    note().stdout.fnmatch_lines([f"*{CASSETTE}' is not there*ASSENT_RECORD=all pytest 'test_no*"])
    assert no_sockets == []


def test_a_changed_prompt_fails_with_the_difference_and_is_recorded_again(note) -> None:
    note("once").assert_outcomes(passed=1)
    before = Path(CASSETTE).read_text()
    note().assert_outcomes(passed=1)
    card = Path("agents/writer.md")
    card.write_text(card.read_text() + "\n## At dawn\n\nI was a baker once.\n")

    failed = note()
    failed.assert_outcomes(failed=1)
    failed.stdout.fnmatch_lines(
        [
            f"the cassette '{CASSETTE}' holds no answer to this request: draft by writer, step 1*",
            "Nearest is exchange 1 of *: draft by writer, step 1, round 1",
            "card writer, in message 1",
            "  --- recorded",
            "  +I was a baker once.",
            "*ASSENT_RECORD=exchange pytest 'test_note.py::test_the_note_waits_for_its_approver'",
            "The test ended with AssertionError: *",
        ]
    )
    assert "Traceback" not in failed.stdout.str()
    assert Path(CASSETTE).read_text() == before
    assert any(note("exchange").parseoutcomes().get("passed") for _ in range(5))
    note().assert_outcomes(passed=1)
    assert "I was a baker once." in Path(CASSETTE).read_text()


def test_ci_refuses_to_record(note, monkeypatch) -> None:
    monkeypatch.setenv("CI", "true")

    refused = note("all")
    assert refused.ret == pytest.ExitCode.USAGE_ERROR
    refused.stderr.fnmatch_lines(["*this is CI, where recordings are only played*"])
    assert not Path(CASSETTE).exists()


def test_the_model_of_a_tape_needs_the_marker(note, pytester) -> None:
    pytester.makepyfile(test_note="def test_it(recorded_model): pass")

    note().stdout.fnmatch_lines(["*test_note.py::test_it needs @pytest.mark.recorded*"])


def test_who_records_nothing_imports_no_recorder() -> None:
    heavy = {"vcr", "yaml", "openai", "langgraph"}
    program = f"import sys, assent.testing.plugin; print({heavy} & set(sys.modules))"

    said = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "set()\n"
