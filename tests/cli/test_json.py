"""With ``--json`` standard output is one JSON document and nothing else."""

import json

import pytest

from assent.cli.screen import emit
from assent.runner import Runner

READING = [
    (("check",), dict),
    (("graph", "note"), dict),
    (("inbox",), list),
    (("inbox", "--all"), list),
    (("review", "RUN"), dict),
    (("runs",), list),
    (("show", "RUN"), dict),
    (("show", "gate", "GATE"), dict),
    (("documents", "RUN"), list),
    (("documents", "RUN", "note-final.md"), dict),
    (("diff", "RUN", "note-final.md"), dict),
    (("trace", "RUN"), list),
    (("resume", "RUN"), dict),
    (("new", "other", "--minimal"), dict),
    (("sign", "note"), dict),
    (("run", "note", "--with", "brief=brief.md", "--as", "mira-castellane", "--again"), dict),
    (("decide", "PACKET", "rework", "--reason", "Say why.", "--as", "anders-holm"), dict),
    (("edit", "RUN", "note-final.md", "--from", "brief.md", "--as", "anders-holm"), dict),
]


@pytest.mark.parametrize(("words", "shape"), READING, ids=[" ".join(w)[:50] for w, _ in READING])
def test_a_command_prints_one_document(words, shape, call, waiting) -> None:
    places = {"RUN": waiting["run"], "GATE": waiting["gate"], "PACKET": waiting["packet"]}

    said = call(*(places.get(word, word) for word in words), "--json")

    assert isinstance(json.loads(said.out), shape)
    assert said.code in {0, 3}


def test_the_record_of_a_run_is_that_of_the_runner(call, here, waiting) -> None:
    shown = json.loads(call("show", waiting["run"], "--json").out)

    with Runner.open(here) as runner:
        assert shown == runner.run(waiting["run"]).plain()


def test_the_trace_gives_every_entry_with_its_digest(call, waiting) -> None:
    entries = json.loads(call("trace", waiting["run"], "--json").out)

    links = [e["previous_entry_digest"] for e in entries[1:]]
    assert links == [e["entry_digest"] for e in entries[:-1]]
    assert entries[0]["kind"] == "run.opened"


def test_a_graph_names_its_digest(call) -> None:
    blueprint = json.loads(call("graph", "note", "--json").out)

    assert blueprint["digest"].startswith("sha256:")
    assert {"close", "stop"} <= set(blueprint["ends"])


def test_a_decision_that_goes_on_carries_the_run(call, waiting) -> None:
    words = ("decide", waiting["packet"], "approve", "--reason", "Good.", "--as", "anders-holm")

    said = call(*words, "--resume", "--json")

    answer = json.loads(said.out)
    assert (said.code, answer["verdict"]) == (0, "approved")
    assert answer["run"]["run"]["status"] == "closed"


def test_nothing_in_a_document_can_hide_on_a_terminal(capsys) -> None:
    emit({"name": "a\u202eb\x1b[2J"})

    out = capsys.readouterr().out
    assert out.isascii()
    assert "\x1b" not in out
    assert json.loads(out) == {"name": "a\u202eb\x1b[2J"}
