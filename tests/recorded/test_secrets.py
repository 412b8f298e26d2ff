"""Nothing in the recordings that must not be shown; and what must not be is seen."""

import socket

import pytest
from tests.recorded.conftest import ROOT

from assent.testing.cassettes import read
from assent.testing.scanning import secrets_in

CASSETTES = sorted((ROOT / "cassettes").rglob("*.*"))


@pytest.mark.parametrize("path", CASSETTES, ids=lambda path: path.stem[:40])
def test_a_cassette_holds_no_secret(path) -> None:
    text = path.read_text()

    assert secrets_in(text) == []
    assert socket.gethostname() not in text


@pytest.mark.parametrize("path", CASSETTES, ids=lambda path: path.stem[:40])
def test_a_cassette_is_small_enough_to_review_and_belongs_to_a_test_that_is_there(path) -> None:
    place, _, name = read(path).test.partition("::")

    assert path.stat().st_size < 320_000
    assert f"def {name}(" in (ROOT / place).read_text()


def test_there_are_cassettes_and_nothing_else() -> None:
    assert {path.suffix for path in CASSETTES} == {".yaml"}


@pytest.mark.parametrize(
    "planted",
    [
        "authorization: Bearer abcdefghij",
        "Authorization: Basic dXNlcjpwYXNzd29yZA==",
        "sk-proj-abcdefgh12345678",
        "api_key: abcd1234",
        "'api-key': 'abcd1234'",
        "ghp_abcdefghij0123456789",
        "AKIAABCDEFGHIJKLMNOP",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x",
        "-----BEGIN PRIVATE KEY-----",
        "set-cookie: id=1",
        "Cookie: a=b",
        "openai-organization: larkmoor",
        "see /home/ines/notes.txt",
        "in C:\\Users\\ines",
        "from 127.0.0.1",
        "http://localhost:8000/v1",
        "ask records.larkmoor.internal",
        "https://gitlab.larkmoor.org/x",
        "ines.okafor@larkmoor.org",
    ],
)
def test_a_planted_secret_is_seen(planted) -> None:
    text = CASSETTES[0].read_text()
    row = text.count("\n") + 1

    found = secrets_in(f"{text}  {planted}\n")
    assert found
    assert all(f" in line {row} (" in each for each in found)
    assert not any(planted in each for each in found if len(planted) > 16)


def test_the_value_of_a_key_of_this_process_is_seen() -> None:
    environ = {"MY_SERVICE_KEY": "nothing-like-a-key", "HOME": "nothing"}

    assert secrets_in("so nothing-like-a-key it is", environ) == [
        "the value of MY_SERVICE_KEY in line 1 (…)"
    ]


@pytest.mark.parametrize(
    "innocent",
    [
        "ines.okafor@larkmoor.example",
        "http://service.example/v1",
        "and/or, 24/7, input/output",
        "clause 8.2.6 of ISO/IEC 20000-1, version 1.2.3",
        "the key of a change is its number",
    ],
)
def test_what_may_be_shown_is_not_suspected(innocent) -> None:
    assert secrets_in(innocent, {}) == []
