"""What docs/promises.md rests on is there: every test file and every command that it names."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "promises.md").read_text()


def test_every_test_that_a_promise_names_is_there() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", PAGE))

    assert named
    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []


def test_every_command_that_a_promise_names_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"`make ([a-z-]+)`", PAGE)) <= targets


def test_no_promise_stands_without_a_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    promises = [row for row in rows if not row.startswith(("| Promise", "| Command", "| `make"))]

    assert [
        row for row in promises if "`" not in row.rpartition(" | ")[2] and "make" not in row
    ] == []
