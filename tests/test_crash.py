"""Named points: inert unless allowed, deadly when told, and written down when asked."""

import os
import signal
import subprocess
import sys

import pytest

from assent.crash import crash_points, reach
from assent.errors import CallError


def come_by(point: str, times: int, **told: str) -> int:
    """Pass a point so often in a process of its own, and return how that ended."""
    program = f"from assent.crash import reach\nfor _ in range({times}): reach({point!r})"
    paths = os.pathsep.join(filter(None, sys.path))
    call = [sys.executable, "-c", program]
    environment = {**os.environ, "PYTHONPATH": paths, **told}
    return subprocess.run(call, env=environment, timeout=60, check=False).returncode


def test_a_point_has_to_be_named() -> None:
    with pytest.raises(KeyError):
        reach("somewhere")


@pytest.mark.parametrize(("point", "times"), [("after-effect", 1), ("after-effect:3", 3)])
def test_a_process_dies_at_the_passage_it_was_told(point, times) -> None:
    told = {"ASSENT_CRASH": point, "ASSENT_CRASH_ALLOWED": "1"}

    assert come_by("after-effect", times - 1, **told) == 0
    assert come_by("after-effect", times, **told) == -signal.SIGKILL


@pytest.mark.parametrize("allowed", ["", "0", "yes"])
def test_nothing_happens_where_it_is_not_allowed(tmp_path, allowed) -> None:
    seen = tmp_path / "seen"
    told = {"ASSENT_CRASH": "after-effect", "ASSENT_CRASH_SEEN": str(seen)}

    assert come_by("after-effect", 1, **told, ASSENT_CRASH_ALLOWED=allowed) == 0
    assert not seen.exists()


@pytest.mark.parametrize("told", ["after-efect", "after-effect:two", ":2"])
def test_a_point_that_is_misspelt_is_told(monkeypatch, told) -> None:
    monkeypatch.setenv("ASSENT_CRASH_ALLOWED", "1")
    monkeypatch.setenv("ASSENT_CRASH", told)

    with pytest.raises(CallError, match="which is no point"):
        reach("after-effect")


def test_each_passage_is_written_down_before_the_death(tmp_path) -> None:
    seen = tmp_path / "seen"
    told = {"ASSENT_CRASH": "after-effect:2", "ASSENT_CRASH_SEEN": str(seen)}
    come_by("after-effect", 9, **told, ASSENT_CRASH_ALLOWED="1")

    lines = [line.split() for line in seen.read_text().splitlines()]
    assert [line[:2] for line in lines] == [["after-effect", "1"], ["after-effect", "2"]]
    assert int(lines[0][2]) < int(lines[1][2])


def test_every_point_says_what_is_true_there_in_words_of_its_own() -> None:
    assert len(set(crash_points.values())) == len(crash_points)
