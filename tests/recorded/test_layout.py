"""What a cassette says is what was recorded, to the last character."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assent.errors import CassetteError
from assent.testing.cassettes import read, write
from assent.testing.exchanges import Cassette, Exchange, kept
from assent.testing.layout import dumped, loaded
from assent.writing.fence import fence

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
LINES = st.lists(
    st.sampled_from(["## A", "", "x" * 90, " y ", "<<card a 0>>", "é\u2028\x85", "- 1"])
)
BODY = TEXT | LINES.map("\n".join)
BLOCK = st.builds(fence, st.sampled_from(["card", "task", "document", "comment"]), TEXT, BODY)
PROMPT = st.lists(BLOCK | BODY, max_size=6).map("\n".join)
ANSWER = st.builds(lambda text: json.dumps({"sections": [{"id": "a", "markdown": text}]}), BODY)


def exchange(prompt: str, answer: str | None, **more) -> Exchange:
    asked = {"model": "m", "messages": [{"role": "user", "content": prompt}], **more}
    said = {"choices": [{"index": 0, "message": {"role": "assistant", "content": answer}}]}
    return Exchange("POST", "/v1/chat/completions", asked, 200, {}, said)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PROMPT, ANSWER | TEXT | st.none()), max_size=4))
def test_any_exchange_comes_back_as_it_was(said) -> None:
    cassette = Cassette("", tuple(exchange(prompt, answer) for prompt, answer in said))

    assert loaded(dumped(cassette)) == cassette


def test_a_block_said_in_many_prompts_is_kept_once() -> None:
    card = fence("card", "cm-analyst", "I count what is there, and nothing else.\n" * 9)
    said = tuple(exchange(f"Rules.\n{card}\nNumber {n}.", None) for n in range(5))

    text = dumped(Cassette("", said))
    assert text.count("I count what is there") == 9
    assert text.count("card cm-analyst") == 6


def test_a_person_reads_an_answer_line_by_line() -> None:
    told = json.dumps({"sections": [{"id": "scope", "markdown": "One line.\nAnother: line."}]})

    text = dumped(Cassette("", (exchange("?", told),)))
    assert "markdown: |-\n        One line.\n        Another: line.\n" in text


def test_of_a_response_only_listed_fields_and_headers_are_kept() -> None:
    one = exchange("?", "!")
    told = {**one.answered, "id": "random", "system_fingerprint": "fp", "usage": {"user": 1}}
    sent = one._replace(headers={"retry-after": "2", "set-cookie": "a=b"}, answered=told)

    assert kept(sent) == one._replace(
        headers={"retry-after": "2"}, answered={**one.answered, "usage": {}}
    )


def test_an_answer_that_is_no_json_is_kept_as_text(tmp_path) -> None:
    failed = exchange("?", None)._replace(status=503, answered="<h1>Not now</h1>\n")
    write(tmp_path / "x.yaml", "", [failed])

    assert read(tmp_path / "x.yaml").exchanges == (failed,)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("form: 2\n", "is not of form 1"),
        ("form: [\n", "cannot be read"),
        ("form: 1\n", "cannot be read"),
        ("", "is not of form 1"),
        ("!!python/object:os.system {}\n", "cannot be read"),
    ],
)
def test_a_spoilt_file_is_refused(tmp_path, text, why) -> None:
    (tmp_path / "x.yaml").write_text(text)

    with pytest.raises(CassetteError, match=why):
        read(tmp_path / "x.yaml")
