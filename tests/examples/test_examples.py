"""Each example runs as it stands, in a folder of its own."""

import runpy
from pathlib import Path

from tests.forking import forked

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


def run(name: str, folder: Path, monkeypatch, capsys) -> list[str]:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("ASSENT_STORE", raising=False)
    runpy.run_path(str(EXAMPLES / name), run_name="__main__")
    return capsys.readouterr().out.splitlines()


def test_a_launch_leaves_eight_documents_and_waits(tmp_path, monkeypatch, capsys) -> None:
    said = run("launch.py", tmp_path, monkeypatch, capsys)

    assert said[0].endswith("waiting approval")
    assert sum(", version 1, " in line for line in said[1:9]) == 8
    assert "# Policy scope" in said


def test_two_people_approve_and_the_run_closes(tmp_path, monkeypatch, capsys) -> None:
    said = run("approve_and_resume.py", tmp_path, monkeypatch, capsys)

    assert said == [
        "Ines Okafor decided as cm-practice-owner: approve",
        "Priya Raman decided as governance-board: approve",
        "closed scope -> requirements -> drafting -> review -> approval -> rollout",
    ]


def test_the_demo_runs_to_its_end_twice(tmp_path) -> None:
    demo = (EXAMPLES / "demo.py").read_text()
    script = tmp_path / "examples" / "demo.py"
    script.parent.mkdir()
    script.write_text(demo)
    (script.parent / "brief.md").write_text((EXAMPLES / "brief.md").read_text())

    for _ in range(2):
        done = forked("tests.examples.showing", str(script), seconds=240)

        assert done.returncode == 0, done.stderr
        assert "status     closed" in done.stdout
        assert "cm-policy-final.md                   version 1  approved" in done.stdout


def test_every_example_is_run_by_a_test() -> None:
    tests = "\n".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))

    assert [path.name for path in EXAMPLES.glob("*.py") if path.name not in tests] == []
