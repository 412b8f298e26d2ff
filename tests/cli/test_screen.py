"""What is printed fits the screen, hides nothing, and is plain in a pipe."""

import os
import sys
from datetime import UTC, datetime

import pytest

from assent.cli import screen
from assent.cli.comparing import compare
from assent.cli.dates import read_date
from assent.cli.place import Place
from assent.errors import CallError


@pytest.fixture
def narrow(monkeypatch) -> None:
    """A person's terminal of forty columns."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(screen.shutil, "get_terminal_size", lambda *_: os.terminal_size((40, 10)))


def test_hidden_characters_are_shown_wherever_text_is_printed(capsys) -> None:
    screen.say("a\u200bb")
    screen.tell("c\u202ed")
    screen.columns([("e\x1bf", "g")])

    said = capsys.readouterr()
    assert said.out == "a<U+200B>b\ne<U+001B>f  g\n"
    assert said.err == "c<U+202E>d\n"


def test_a_pipe_gets_one_line_per_fact(capsys) -> None:
    screen.facts([("name", "word " * 40), ("other", ""), ("longer name", "x")])

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[1] == "longer name  x"


def test_a_screen_gets_lines_that_fit_and_words_that_are_whole(narrow) -> None:
    command = "assent-decide-0123456789ab-approve-and-more-of-it"

    text = screen.wrapped("Some words, then " + command, first="next  ", rest="      ")

    assert text.splitlines() == ["next  Some words, then", f"      {command}"]


def test_wide_letters_do_not_bend_a_column(capsys) -> None:
    screen.columns([("佐藤", "x"), ("abcd", "y"), ("e\u0301a", "z")])

    assert capsys.readouterr().out == "佐藤  x\nabcd  y\ne\u0301a    z\n"


def test_a_long_text_is_paged_only_for_a_person(capsys) -> None:
    screen.pages("line\n" * 500)

    assert capsys.readouterr().out.count("line") == 500


def test_times_are_printed_in_utc() -> None:
    assert screen.moment(datetime(2026, 3, 2, 9, 5, tzinfo=UTC)) == "2026-03-02 09:05 UTC"


def test_a_date_is_meant_in_the_zone_of_the_organisation() -> None:
    assert read_date("2026-07-01", "Europe/Lisbon").astimezone(UTC).hour == 23
    assert read_date("2026-07-01T10:00+00:00", "Europe/Lisbon").hour == 10


@pytest.mark.parametrize(("text", "zone"), [("soon", "UTC"), ("2026-07-01", "Nowhere/None")])
def test_what_is_no_date_is_refused_with_an_example(text, zone) -> None:
    with pytest.raises(CallError, match="--until 20"):
        read_date(text, zone)


def test_a_difference_counts_its_lines() -> None:
    changed = compare("a\nb\n", "a\nc\n--- d\n")

    assert (changed.added, changed.removed) == (2, 1)


def test_a_command_is_quoted_for_a_shell() -> None:
    place = Place(flags=("--store", "my store"), commands=frozenset({"review"}))

    assert place.command("review", "x") == "assent --store 'my store' review x"
    assert place.pointed("See: assent review x") == "See: assent --store 'my store' review x"
