"""The commands that read: a practice, a graph, a run and what it drafted."""

import json

from assent.cli.progress import Teller
from assent.compiler.progress import Progress


def test_findings_are_told_by_file_with_their_place_and_remedy(call, here) -> None:
    card = here / "agents" / "editor.md"
    card.write_text(card.read_text().replace("serves:", "server:"))

    said = call("check")

    assert said.code == 2
    assert "agents/editor.md\n" in said.out
    assert "error: " in said.out
    assert said.out.splitlines()[-1].startswith("Read: 2 role, 1 workflow, 1 practice")


def test_a_sound_practice_says_how_much_was_read(call) -> None:
    said = call("check")

    assert said.code == 0
    assert "0 errors, 0 warnings, 0 notes" in said.out


def test_one_path_is_checked_alone(call) -> None:
    said = call("check", "graphs/note.md", "--json")

    (document,) = json.loads(said.out)["documents"]
    assert (document["kind"], document["workflows"][0]["id"]) == ("workflow", "note")


def test_a_graph_is_drawn_in_mermaid(call) -> None:
    said = call("graph", "note")

    assert said.out.startswith("flowchart TD\n")
    assert "note-final" in said.out


def test_a_new_practice_says_what_to_do_with_it(call, here) -> None:
    said = call("new", here / "other", "--minimal")

    assert "files were written to" in said.out
    assert "assent check" in said.out
    assert call("--practice", here / "other", "check").code == 0


def test_the_same_launch_twice_is_the_same_run(call, waiting) -> None:
    words = ("run", "note", "--with", "brief=brief.md", "--as", "mira-castellane")

    said = call(*words)

    assert said.code == 3
    assert f"{waiting['run']} was launched before" in said.err
    assert len(json.loads(call("runs", "--json").out)) == 1
    call(*words, "--again")
    assert len(json.loads(call("runs", "--json").out)) == 2


def test_a_run_is_shown_on_one_screen(call, waiting) -> None:
    out = call("show", waiting["run"]).out

    assert "stages        drafting, review, now approval" in out
    assert "  note-final.md     version 1  in-review" in out
    assert f"  {waiting['gate']}  note-final.md, round 1: open" in out
    assert "  model calls  5, 5 one after the other" in out
    assert f"next  assent review {waiting['gate']}" in out
    assert len(out.splitlines()) < 30


def test_a_gate_is_shown_by_its_reference(call, waiting) -> None:
    assert call("show", "gate", waiting["gate"]).out == call("show", waiting["gate"]).out


def test_a_document_is_printed_whole_with_its_history(call, waiting) -> None:
    out = call("documents", waiting["run"], "note-final.md").out

    assert out.startswith("---\ndocument: note-final.md\nversion: 1\n")
    assert "\n# " in out


def test_the_trace_leaves_out_the_bookkeeping_unless_asked(call, waiting) -> None:
    short, whole = call("trace", waiting["run"]).out, call("trace", waiting["run"], "--all").out

    assert "mira-castellane launched note, number 1" in short
    assert "artifact.recorded" not in short
    assert "artifact.recorded" in whole
    assert f"more entries: assent trace {waiting['run']} --all" in short


def test_an_empty_store_says_where_it_is_and_how_to_begin(call, here) -> None:
    said = call("--store", here / "empty", "runs")

    assert f"There are no runs in {here / 'empty' / 'assent.db'}." in said.out
    assert "Nothing waits for anybody" in call("--store", here / "empty", "inbox").out


def test_progress_names_the_run_and_each_step_once(capsys) -> None:
    teller = Teller()

    for kind, detail in [("turn", "draft"), ("replied", ""), ("drafted", "a.md version 1")]:
        teller(Progress(run="run-a", kind=kind, step=1, title="Begin", role="r", detail=detail))

    assert capsys.readouterr().err == "run-a\nStep 1. Begin\n  r drafts\n  -> a.md version 1\n"
