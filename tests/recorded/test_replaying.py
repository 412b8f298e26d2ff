"""The example that replays a recorded run, in a world without sockets."""

import runpy

from tests.recorded.conftest import ROOT


def test_the_example_replays_the_policy(tmp_path, monkeypatch, capsys, no_sockets) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ASSENT_STORE", raising=False)
    runpy.run_path(str(ROOT / "examples" / "replay.py"), run_name="__main__")

    said = "closed after 26 recorded exchanges, all of them heard\n"
    assert (capsys.readouterr().out, no_sockets) == (said, [])
