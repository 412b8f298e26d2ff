"""A person changes the document under decision: by a file, a pipe or an editor."""

import io
import sys
from pathlib import Path

import pytest

DOCUMENT = "note-final.md"


@pytest.fixture
def text(call, waiting) -> str:
    """The document under decision as a person would save it, with a sentence more."""
    import json

    found = json.loads(call("documents", waiting["run"], DOCUMENT, "--json").out)["text"]
    return str(found) + "\nLoans without a label stay in the room.\n"


@pytest.fixture
def editor(here, monkeypatch):
    """An editor that appends what it is told."""

    def use(addition: str) -> None:
        program = here / "editor.py"
        program.write_text(
            "import sys, pathlib, time\n"
            "path = pathlib.Path(sys.argv[1])\n"
            f"path.write_text(path.read_text() + {addition!r})\n"
        )
        monkeypatch.setenv("VISUAL", f"{sys.executable} {program}")

    return use


def test_an_edit_makes_a_version_voids_the_packet_and_names_the_new_one(
    call, here, waiting, text
) -> None:
    (here / "mine.md").write_text(text)

    said = call("edit", waiting["run"], DOCUMENT, "--from", "mine.md", "--as", "anders-holm")

    assert "document   note-final.md, version 2" in said.out
    assert "changes    2 added, 0 removed (lines)" in said.out
    assert "next       assent review gate-" in said.out
    assert waiting["gate"] not in said.out
    assert "edited it" in call("review", waiting["run"]).out


def test_a_decision_over_the_old_packet_is_refused(call, here, waiting, text) -> None:
    (here / "mine.md").write_text(text)
    call("edit", waiting["run"], DOCUMENT, "--from", "mine.md", "--as", "mira-castellane")

    said = call("decide", waiting["packet"], "approve", "--reason", "Yes.", "--as", "anders-holm")

    assert said.code == 4
    assert "was edited (version 2)" in said.err
    assert "gate was superseded" in said.err or "assent show run-note-" in said.err


def test_the_difference_between_versions_is_shown(call, here, waiting, text) -> None:
    (here / "mine.md").write_text(text)
    call("edit", waiting["run"], DOCUMENT, "--from", "mine.md", "--as", "mira-castellane")

    said = call("diff", waiting["run"], DOCUMENT)

    assert said.out.startswith("--- note-final.md version 1\n+++ note-final.md version 2\n")
    assert "+Loans without a label stay in the room." in said.out


def test_a_text_may_come_through_a_pipe(call, waiting, text, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    said = call("edit", waiting["run"], DOCUMENT, "--from", "-", "--as", "mira-castellane")

    assert "version 2" in said.out


def test_an_editor_is_opened_on_the_content(call, waiting, editor) -> None:
    editor("\nOne more line.\n")

    said = call("edit", waiting["run"], DOCUMENT, "--as", "mira-castellane")

    assert said.code == 0
    assert "2 added" in said.out


def test_what_was_typed_is_kept_when_it_is_refused(call, waiting, editor) -> None:
    editor("\nHidden\u202e here.\n")

    said = call("edit", waiting["run"], DOCUMENT, "--as", "mira-castellane")

    kept = Path(said.lines[0].split(" is kept in ")[1].split(";")[0])
    assert said.code == 2
    assert f"--from {kept}" in said.lines[0]
    assert "hides <U+202E>" in said.lines[1]
    assert kept.read_text().endswith("Hidden\u202e here.\n")
    kept.unlink()


def test_leaving_the_editor_without_saving_changes_nothing(call, waiting, monkeypatch) -> None:
    monkeypatch.setenv("VISUAL", "true")

    said = call("edit", waiting["run"], DOCUMENT, "--as", "mira-castellane")

    assert said.code == 2
    assert "Nothing was stored" in said.err


def test_a_text_in_another_encoding_is_refused(call, here, waiting) -> None:
    (here / "latin.md").write_bytes("Gebühr".encode("latin-1"))

    said = call("edit", waiting["run"], DOCUMENT, "--from", "latin.md", "--as", "anders-holm")

    assert said.lines == [
        "assent: 'latin.md' is not UTF-8 text (byte 3). Save it as UTF-8, then again."
    ]
