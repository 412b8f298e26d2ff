"""A tape plays what was recorded and nothing else, and changes one exchange at a time."""

import asyncio
import json
import shutil
import socket
from pathlib import Path

import httpx2
import pytest
from tests.conftest import RefusedError
from tests.recorded.conftest import BY
from tests.runner.conftest import BRIEF, workflow

from assent.errors import CassetteError, NotRecordedError, RecordingModeError
from assent.practice import load, new
from assent.records import Practice, RunStatus
from assent.runner import Run
from assent.testing.cassettes import read, write
from assent.testing.recording import mode_in
from assent.testing.running import open_runner
from assent.testing.tapes import Tape

MORE = "I was a baker once.\n"


def run(tape: Tape, practice: Practice, **settings) -> Run:
    with tape, open_runner(tape.model(**settings), practice=practice) as runner:
        note = runner.launch(workflow(), {"brief": BRIEF}, by=BY)
        assert note.status is RunStatus.waiting
        return note


@pytest.fixture(scope="module")
def original(tmp_path_factory, practice):
    """A cassette of the small procedure: four exchanges of three roles."""
    path = tmp_path_factory.mktemp("recorded") / "note.yaml"
    run(Tape(path, test="t.py::test_note", mode="once"), practice)
    return path


@pytest.fixture
def taped(original, tmp_path):
    return Path(shutil.copy(original, tmp_path))


@pytest.fixture
def changed(tmp_path):
    """A practice like the shipped one, but for a sentence more at the end of a file."""

    def change(file: str) -> Practice:
        place = tmp_path / "practice"
        new(place)
        text = (place / file).read_text()
        (place / file).write_text(text.replace("\n{% endblock %}", f"\n{MORE}{{% endblock %}}", 1))
        if file.startswith("agents/"):
            (place / file).write_text(text + MORE)
        return load(place)

    return change


# ---- playing ---------------------------------------------------------------------------


def test_what_is_recorded_plays_without_a_socket(taped, practice, no_sockets) -> None:
    run(Tape(taped), practice)

    assert no_sockets == []


def test_the_world_of_recorded_tests_has_no_sockets(no_sockets) -> None:
    with pytest.raises(RefusedError):
        socket.create_connection(("service.example", 80))
    with pytest.raises(RefusedError):
        asyncio.run(asyncio.open_connection("127.0.0.1", 80))

    assert no_sockets == ["create_connection", "connect"]


def test_recording_twice_gives_the_same_bytes(taped, practice) -> None:
    before = taped.read_bytes()
    run(Tape(taped, test="t.py::test_note", mode="all"), practice)

    assert taped.read_bytes() == before


def test_once_records_only_what_is_not_there(taped, practice) -> None:
    tape = Tape(taped, mode="once", answering=None)

    run(tape, practice)
    assert (tape.mode, tape.url) == ("none", "http://service.example/v1")


def test_a_cassette_that_is_not_heard_to_its_end_fails(taped, practice) -> None:
    exchanges = read(taped).exchanges
    write(taped, "", [*exchanges, exchanges[0]])

    with pytest.raises(CassetteError, match="1 of 5 exchanges that nothing asked for: draft by"):
        run(Tape(taped), practice)


def test_a_cassette_belongs_to_one_test(taped) -> None:
    with pytest.raises(CassetteError, match=r"belongs to another test, 't\.py::test_note'"):
        Tape(taped, test="t.py::test_other")


def test_a_missing_cassette_says_how_to_make_it(tmp_path) -> None:
    with pytest.raises(CassetteError, match=r"ASSENT_RECORD=all pytest 't\.py::test_it'"):
        Tape(tmp_path / "it.yaml", test="t.py::test_it")


def test_a_single_changed_character_is_another_request(taped, practice) -> None:
    brief = BRIEF.replace("48 hours", "49 hours")
    tape = Tape(taped)

    with (
        pytest.raises(NotRecordedError, match="49 hours"),
        tape,
        open_runner(tape.model(), practice=practice) as runner,
    ):
        runner.launch(workflow(), {"brief": brief}, by=BY)


def test_the_order_of_keys_is_nobodys_matter(taped) -> None:
    asked = read(taped).exchanges[0].asked
    turned = json.dumps(dict(reversed(asked.items())), indent=1)

    with pytest.raises(CassetteError, match="3 of 4"), Tape(taped) as tape:
        answer = httpx2.post(f"{tape.url}/chat/completions", content=turned)
    assert answer.json()["choices"][0]["message"]["role"] == "assistant"


# ---- a prompt that has changed ---------------------------------------------------------


def test_a_changed_prompt_is_shown_as_a_difference_with_the_command(taped, changed) -> None:
    with pytest.raises(NotRecordedError) as refused:
        run(Tape(taped, test="t.py::test_note"), changed("agents/cm-manager.md"))

    said = str(refused.value)
    assert "note.yaml' holds no answer to this request: draft by cm-manager, step 3" in said
    assert "Nearest is exchange 4 of 4: draft by cm-manager, step 3, round 1" in said
    assert "card cm-manager, in message 1\n  --- recorded\n  +++ sent now\n" in said
    assert "\n  +I was a baker once.\n" in said
    assert said.endswith("ASSENT_RECORD=exchange pytest 't.py::test_note'")
    assert len(said.splitlines()) < 30


def test_one_exchange_is_recorded_again_and_the_others_stay(taped, changed) -> None:
    before = read(taped)
    other = changed("agents/cm-manager.md")
    run(Tape(taped, test="t.py::test_note", mode="exchange"), other)

    after = read(taped)
    same = [one == other for one, other in zip(before.exchanges, after.exchanges, strict=True)]
    assert (after.test, same) == (before.test, [True, True, True, False])
    run(Tape(taped), other)


def test_a_second_changed_prompt_waits_for_its_own_command(taped, changed) -> None:
    other = changed("prompts/review.md")
    with pytest.raises(NotRecordedError) as refused:
        run(Tape(taped, mode="exchange"), other)

    assert "Recorded again: review by cm-auditor, step 2, round 1.\n" in str(refused.value)
    assert "holds no answer to this request: review by platform-liaison" in str(refused.value)
    run(Tape(taped, mode="exchange"), other)
    run(Tape(taped), other)


def test_all_that_is_asked_without_an_answer_is_named(taped, changed) -> None:
    with pytest.raises(NotRecordedError, match="Not recorded either: review by platform-liaison"):
        run(Tape(taped), changed("prompts/review.md"))


def test_a_run_that_fails_leaves_the_cassette_as_it_was(taped, practice) -> None:
    before = taped.read_bytes()
    tape = Tape(taped, mode="all").start()
    asyncio.run(_hello(tape))
    tape.finish(ZeroDivisionError())

    assert taped.read_bytes() == before


# ---- what is kept ----------------------------------------------------------------------


async def _hello(tape: Tape, **more) -> httpx2.Response:
    async with httpx2.AsyncClient() as client:
        asked = {"model": "m", "messages": [{"role": "user", "content": "Hello."}], **more}
        return await client.post(
            f"{tape.url}/chat/completions", json=asked, headers={"authorization": "Bearer secret"}
        )


def test_neither_key_nor_host_nor_port_is_kept(tmp_path, practice, monkeypatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "a-key-of-nobody-at-all")
    tape = Tape(tmp_path / "kept.yaml", mode="once")
    run(tape, practice)

    text = tape.path.read_text().lower()
    found = [
        word
        for word in ("a-key-of", "authorization", "127.0.0.1", "user-agent", "chatcmpl", "bearer")
        if word in text
    ]
    assert found == []


def test_a_field_of_a_request_that_nobody_listed_is_refused(tmp_path) -> None:
    tape = Tape(tmp_path / "kept.yaml", mode="once")

    with pytest.raises(CassetteError, match="'user' of a request, which is not listed"), tape:
        asyncio.run(_hello(tape, user="somebody"))
    assert not tape.path.exists()


def test_a_secret_in_a_prompt_is_refused(tmp_path) -> None:
    tape = Tape(tmp_path / "kept.yaml", mode="once")
    said = [{"role": "user", "content": "My key is sk-abcdefghijklmnop."}]

    with pytest.raises(CassetteError, match="what must not be shown: a key in line"), tape:
        asyncio.run(_hello(tape, messages=said))
    assert not tape.path.exists()


def test_a_cassette_changed_by_hand_is_refused(taped) -> None:
    taped.write_text(taped.read_text().replace("hosts 3 applications", "hosts 4 applications"))

    with pytest.raises(CassetteError, match="was changed by hand at 'brief brief"):
        read(taped)


# ---- when nothing may be recorded ------------------------------------------------------


@pytest.mark.parametrize("mode", ["once", "exchange", "all"])
def test_ci_records_nothing(mode) -> None:
    with pytest.raises(RecordingModeError, match="only played"):
        mode_in({"ASSENT_RECORD": mode, "CI": "true"})


def test_without_the_variable_recordings_are_played() -> None:
    assert mode_in({"CI": "true"}) == mode_in({}) == "none"
    with pytest.raises(RecordingModeError, match="it may be none, once, exchange, all"):
        mode_in({"ASSENT_RECORD": "always"})
