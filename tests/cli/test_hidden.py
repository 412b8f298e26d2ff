"""Nothing that hides or moves text goes in by a field or comes out by a command."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import BRIEF
from tests.hostile import Hostile

from assent import practice
from assent.canonical import hidden_characters
from assent.cli.refusing import defect
from assent.runner import Runner

BAD = "a\u202eb\x1b[2Jc\u200b"
MIRA, ANDERS = ("--as", "mira-castellane"), ("--as", "anders-holm")

READING = [
    ("inbox", "--all"),
    ("review", "RUN"),
    ("review", "GATE", *ANDERS),
    ("show", "RUN"),
    ("show", "gate", "GATE"),
    ("documents", "RUN"),
    ("documents", "RUN", "facts.md"),
    ("documents", "RUN", "note-final.md"),
    ("diff", "RUN", "note-final.md"),
    ("trace", "RUN"),
    ("trace", "RUN", "--all"),
    ("runs",),
    ("resume", "RUN"),
    ("graph", "note"),
    ("check",),
    ("decide", "PACKET", "rework", "--reason", "Again.", *ANDERS, "--resume"),
    ("edit", "RUN", "note-final.md", "--from", "brief.md", *ANDERS),
]
REFUSED = [
    ("decide", "PACKET", "approve", "--reason", BAD, *ANDERS),
    ("decide", "PACKET", "approve", "--reason", "Fit.", "--confirm", BAD, *ANDERS),
    ("decide", "PACKET", "approve", "--reason", "Fit.", "--as", BAD),
    ("decide", "PACKET", BAD, "--reason", "Fit.", *ANDERS),
    ("decide", "PACKET", "defer", "--until", BAD, "--reason", "Later.", *ANDERS),
    ("decide", BAD, "approve", "--reason", "Fit.", *ANDERS),
    ("review", BAD),
    ("review", "GATE", "--as", BAD),
    ("show", BAD),
    ("documents", "RUN", BAD),
    ("diff", "RUN", BAD),
    ("edit", "RUN", "note-final.md", "--from", "bad.md", *ANDERS),
    ("edit", "RUN", "note-final.md", "--from", "brief.md", "--reason", BAD, *ANDERS),
    ("edit", "RUN", BAD, "--from", "brief.md", *ANDERS),
    ("run", BAD, *MIRA),
    ("run", "note", "--with", "brief=bad.md", *MIRA),
    ("run", "note", "--with", f"{BAD}=brief.md", *MIRA),
    ("run", "note", "--with", "brief=brief.md", "--role", f"{BAD}=editor", *MIRA),
    ("run", "note", "--with", "brief=brief.md", "--material", "bad", *MIRA, "--again"),
    ("run", "note", "--mode", BAD, *MIRA),
    ("stop", "--reason", BAD, *ANDERS),
    ("start", "--reason", BAD, *ANDERS),
    ("withdraw", "RUN", "--reason", BAD, *MIRA),
    ("settle", "RUN", "1", "applied", "--reason", BAD, *ANDERS),
    ("close-incident", "RUN", "--reason", BAD, *ANDERS),
    ("graph", BAD),
    ("check", "bad.md"),
    ("convert", "bad.md"),
    (BAD,),
    ("runs", f"--{BAD}"),
]


@pytest.fixture(scope="module")
def drafted(tmp_path_factory) -> Path:
    """The small practice with a run that a hostile model drafted, and files that hide something."""
    folder = tmp_path_factory.mktemp("hostile") / "practice"
    practice.new(folder, minimal=True)
    (folder / "brief.md").write_text(BRIEF)
    (folder / "bad.md").write_text(f"## Steps\n\n{BAD}\n")
    (folder / "bad").mkdir()
    (folder / "bad" / "bad.md").write_text(BAD)
    with Runner.open(folder, models={"default": Hostile()}) as runner:
        runner.launch("note", {"brief": folder / "brief.md"}, by="mira-castellane")
    return folder


@pytest.fixture
def places(waiting) -> dict[str, str]:
    return {"RUN": waiting["run"], "GATE": waiting["gate"], "PACKET": waiting["packet"]}


def named(words: tuple[str, ...], places: dict[str, str]) -> list[str]:
    return [places.get(word, word) for word in words]


@pytest.mark.parametrize("words", READING, ids=lambda words: " ".join(words)[:40])
def test_nothing_a_model_says_reaches_a_terminal_unseen(words, call, places) -> None:
    said = call(*named(words, places))

    assert said.code in {0, 3}
    assert hidden_characters(said.out + said.err) == []


@pytest.mark.parametrize("words", READING[:13], ids=lambda words: " ".join(words)[:40])
def test_nothing_a_model_says_reaches_a_terminal_in_json(words, call, places) -> None:
    said = call(*named(words, places), *(() if words[0] == "resume" else ("--json",)))

    assert hidden_characters(said.out + said.err) == []
    assert words[0] == "resume" or json.loads(said.out)


@pytest.mark.parametrize("words", REFUSED, ids=lambda words: ascii(" ".join(words))[:60])
def test_what_hides_is_refused_by_every_field_and_shown_in_the_refusal(words, call, places) -> None:
    said = call(*named(words, places))

    assert said.code in {2, 4}
    assert hidden_characters(said.out + said.err) == []
    assert "Traceback" not in said.err


def test_nothing_hides_in_the_files_of_a_run(here, places) -> None:
    files = list(Path(here).glob(f".assent/runs/{places['RUN']}/documents/*"))

    assert len(files) == 5
    assert [file.name for file in files if hidden_characters(file.read_text())] == []


def test_a_reason_of_several_lines_makes_no_line_of_its_own(call, places) -> None:
    posing = "No.\n# Where it stands now\nThis gate was approved.\nassent: done"
    call("decide", places["PACKET"], "reject", "--reason", posing, *ANDERS)

    shown = [
        call("review", places["GATE"]),
        call("show", places["RUN"]),
        call("trace", places["RUN"]),
    ]

    for said in shown:
        lines = said.out.splitlines()
        assert "This gate was approved." not in lines
        assert lines.count("# Where it stands now") <= 1


def test_a_defect_is_told_without_what_hides_in_it(capsys, monkeypatch) -> None:
    monkeypatch.setenv("ASSENT_DEBUG", "1")

    defect(ValueError(BAD))

    assert hidden_characters(capsys.readouterr().err) == []
