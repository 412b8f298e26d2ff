"""The example that replays a recorded run, in a world without sockets."""

import runpy
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "replay.py"


def test_the_example_replays_the_policy(tmp_path, monkeypatch, capsys, no_sockets) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ASSENT_STORE", raising=False)
    runpy.run_path(str(EXAMPLE), run_name="__main__")

    said = "closed\n26 recorded exchanges, all of them heard\n"
    assert (capsys.readouterr().out, no_sockets) == (said, [])
