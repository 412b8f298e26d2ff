"""Whatever is typed wrong, a person gets one line and an exit code, never a traceback."""

import pytest

from assent.cli.menu import COMMANDS

WRONG = {
    ("nonsense",): 2,
    ("run",): 2,
    ("run", "nothing", "--as", "mira-castellane"): 2,
    ("run", "note", "--as", "mira-castellane"): 2,
    ("run", "note", "--as", "nobody"): 2,
    ("run", "note", "--as", "mira-castellane", "--with", "brief"): 2,
    ("run", "note", "--as", "mira-castellane", "--with", "brief=missing.md"): 2,
    ("run", "note", "--with", "brief=brief.md", "--with", "brief=other.md"): 2,
    ("run", "note", "--as", "mira-castellane", "--with", "other=brief.md"): 2,
    ("run", "note", "--as", "mira-castellane", "--with", "brief=brief.md", "--role", "a=b"): 2,
    ("resume", "run-nothing"): 2,
    ("inbox", "--as", "nobody"): 2,
    ("review", "run-nothing"): 2,
    ("review", "0123"): 2,
    ("review", "gate-0123456789"): 2,
    ("decide", "0123", "approve", "--reason", "Yes.", "--as", "anders-holm"): 2,
    ("decide", "000000000000", "approve", "--reason", "Yes.", "--as", "anders-holm"): 2,
    ("decide", "GATE", "approve", "--reason", "Yes.", "--as", "anders-holm"): 2,
    ("decide", "PACKET"): 2,
    ("decide", "PACKET", "maybe", "--reason", "Yes.", "--as", "anders-holm"): 2,
    ("decide", "PACKET", "approve", "--as", "anders-holm"): 4,
    ("decide", "PACKET", "approve", "--reason", "…", "--as", "anders-holm"): 4,
    ("decide", "PACKET", "approve", "--reason", "Yes.", "--as", "mira-castellane"): 4,
    ("decide", "PACKET", "defer", "--reason", "Later.", "--as", "anders-holm"): 4,
    ("decide", "PACKET", "defer", "--reason", "Later.", "--as", "anders-holm", "--until", "x"): 2,
    ("edit", "RUN", "nothing.md", "--from", "brief.md", "--as", "anders-holm"): 2,
    ("edit", "RUN", "facts.md", "--from", "brief.md", "--as", "anders-holm"): 4,
    ("edit", "RUN", "note-final.md", "--from", "missing.md", "--as", "anders-holm"): 2,
    ("show", "run-nothing"): 2,
    ("show", "gate"): 2,
    ("show", "gate", "gate-nothing"): 2,
    ("show", "RUN", "RUN"): 2,
    ("documents", "run-nothing"): 2,
    ("documents", "RUN", "nothing.md"): 2,
    ("documents", "RUN", "facts.md", "--version", "9"): 2,
    ("documents", "RUN", "facts.md", "--version", "none"): 2,
    ("diff", "RUN", "nothing.md"): 2,
    ("diff", "RUN", "facts.md"): 2,
    ("diff", "RUN", "note-final.md", "1", "9"): 2,
    ("trace", "run-nothing"): 2,
    ("graph", "nothing"): 2,
    ("new", "."): 2,
    ("--practice", "missing", "runs"): 2,
    ("--practice", "agents", "runs"): 2,
    ("--practice", "agents", "check"): 2,
    ("--store", "brief.md", "runs"): 2,
}


@pytest.mark.parametrize(("words", "code"), WRONG.items(), ids=[" ".join(w)[:60] for w in WRONG])
def test_a_wrong_call_is_answered_in_one_line(words, code, call, waiting) -> None:
    places = {"RUN": waiting["run"], "GATE": waiting["gate"], "PACKET": waiting["packet"]}

    said = call(*(places.get(word, word) for word in words))

    assert said.code == code
    (line,) = said.lines
    assert line.startswith("assent: ")
    assert said.out == ""


def test_a_refusal_leads_to_the_place_that_was_named(call, here) -> None:
    said = call("--store", here / ".assent", "show", "run-nothing")

    assert said.lines == [
        f"assent: there is no run 'run-nothing' here. See: assent --store {here / '.assent'} runs"
    ]


def test_a_place_that_comes_from_the_environment_is_not_repeated(call, here, monkeypatch) -> None:
    monkeypatch.setenv("ASSENT_STORE", str(here / "elsewhere"))

    assert call("show", "run-nothing").lines[0].endswith("See: assent runs")
    assert (here / "elsewhere" / "assent.db").exists()


def test_a_defect_is_told_in_one_line_unless_somebody_debugs(call, here, monkeypatch) -> None:
    monkeypatch.setitem(COMMANDS, "review", "")
    monkeypatch.setattr("assent.cli.menu.import_module", _broken)

    said = call("review", "run")
    monkeypatch.setenv("ASSENT_DEBUG", "1")
    debugged = call("review", "run")

    assert (said.code, len(said.lines)) == (1, 1)
    assert said.lines[0].startswith("assent: ZeroDivisionError: none. This is a defect")
    assert "Traceback" in debugged.err


def _broken(_: str) -> object:
    raise ZeroDivisionError("none")


def test_hidden_characters_of_a_call_are_shown_in_the_refusal(call) -> None:
    said = call("show", "run-\u202e").err + call("new", "\u202e.md", "\x1b").err

    assert not {"\u202e", "\x1b"} & set(said)


def test_without_a_command_the_menu_is_shown(call) -> None:
    said = call()

    assert said.code == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in said.out] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_menu_says_what_the_command_says_of_itself(name, call) -> None:
    said = call(name, "--help")

    assert said.code == 0
    assert COMMANDS[name].rstrip(".").split(":")[0] in " ".join(said.out.split())
