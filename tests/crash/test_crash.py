"""A little of ``make crash``: it holds its promises, and it can see one that does not hold."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.crash.blinding import GUARDS
from tests.crash.tally import Tally

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(600)  # it is all work and no waiting, and machines differ


def crash(*words: str) -> tuple[int, dict[str, str]]:
    """Call the harness; return its exit code and its last lines by their names."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    lines = done.stdout.rpartition("\n\n")[2].splitlines()
    return done.returncode, {line[:19].strip(): line[19:] for line in lines} or {"": done.stderr}


def test_a_little_of_everything_breaks_no_promise_and_passes_every_named_point() -> None:
    code, figures = crash("--small")

    assert (code, figures["promises broken"]) == (0, "0"), figures
    assert (figures["duplicates"], figures["lost decisions"]) == ("0", "0")
    assert figures["winners per race"] == "1, in 2 races"
    assert figures["kills"].startswith("4, at 2 named points")
    assert figures["in doubt"].startswith("1: ")


def test_every_guard_that_is_removed_is_noticed() -> None:
    code, figures = crash("--only", "sight")

    assert (code, figures["guards removed"]) == (0, "4, each of them noticed"), figures


def test_the_page_explains_every_last_line_and_names_every_guard() -> None:
    page = (ROOT / "docs" / "how-to" / "crash-and-race.md").read_text()
    lines = Tally().lines()

    figures = [line[:19].strip() for line in lines[lines.index("") + 1 :]]
    assert [figure for figure in figures if f"\n| {figure} |" not in page] == []
    assert [name for name in GUARDS if f"`{name}`" not in page] == []
