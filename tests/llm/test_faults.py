"""What goes wrong with model services, over real sockets: the outcome of each, and in time."""

import json
import time
from typing import Any, NamedTuple

import pytest
from tests.turns import Turns

from assent.errors import InvalidReplyError, ModelError, ModelUnavailableError
from assent.llm.offline import Offline
from assent.llm.openai import OpenAICompatible
from assent.practice import load
from assent.records import Reply, ToolCall, ToolDescriptor, Usage
from assent.testing.completions import completion
from assent.testing.serving import ModelServer, Response

DEADLINE = 0.5
"""Seconds that one reply may take in these tests."""

SLACK = 1.0
"""Seconds allowed for everything besides waiting for the service."""

JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html"}
PAGE = b"<html><body>Unavailable</body></html>"


def said(text: str = "", finish: str = "stop", **more: Any) -> Response:
    reply = Reply(text=text, model="local", finish=finish, **more)
    return Response(body=json.dumps(completion(reply, {})).encode())


def refused(status: int, code: str = "x", **headers: str) -> Response:
    body = json.dumps({"error": {"message": f"It is {status}.", "code": code}}).encode()
    return Response(status, body, {**JSON, **{k.replace("_", "-"): v for k, v in headers.items()}})


WHOLE = json.dumps({"sections": [], "tables": {}, "open_questions": []})
LOOPING = said(finish="tools", tool_calls=(ToolCall(id="c1", name="no_such", arguments="{}"),))


class Case(NamedTuple):
    """A fault, its outcome, words of its message, and how many calls it costs."""

    fault: str
    response: Response
    outcome: type[ModelError]
    words: str
    calls: int
    waits: tuple[float, ...] = ()


AWAY, WRONG, NO = ModelUnavailableError, InvalidReplyError, ModelError

ASKED_TO_WAIT = refused(429, Retry_After="7")
ASKED_TOO_MUCH = refused(429, Retry_After="900")
DRIP = said(WHOLE)._replace(pause=0.05)
BROKEN_OFF = said(WHOLE)._replace(declared=9999, end="close")
GZIP = Response(body=b"packed", headers={**JSON, "Content-Encoding": "gzip"})
ELSEWHERE = Response(302, b"", {"Location": "http://127.0.0.1:9/"})

CASES = [
    Case("429 with Retry-After", ASKED_TO_WAIT, AWAY, "to wait 7 seconds", 2, (7,)),
    Case("429 with too long a Retry-After", ASKED_TOO_MUCH, AWAY, "to wait 900 seconds", 1),
    Case("429 without Retry-After", refused(429), AWAY, "It is 429", 2, (0,)),
    Case("429 with nothing left", refused(429, "insufficient_quota"), NO, "left to spend", 1),
    Case("500", refused(500), AWAY, "answers 500", 2, (0,)),
    Case("503 as HTML", Response(503, PAGE, HTML), AWAY, "answers 503$", 2, (0,)),
    Case("hang", Response(declared=9, end="hang"), AWAY, "within 0.5 seconds", 2, (0,)),
    Case("slow drip", DRIP, AWAY, "within 0.5 seconds", 2, (0,)),
    Case("reset", Response(declared=9, end="reset"), AWAY, "ReadError|ConnectionReset", 2, (0,)),
    Case("truncated body", BROKEN_OFF, AWAY, "RemoteProtocolError", 2, (0,)),
    Case("truncated JSON, response", Response(body=b'{"choices": [{'), WRONG, "broken", 2, (0,)),
    Case("truncated JSON, reply", said(WHOLE[:-9]), WRONG, "Invalid JSON", 2),
    Case("wrong schema", said('{"approved": true}'), WRONG, "Field required", 2),
    Case("lone surrogate", said('{"a": "\ud800"}'), WRONG, "unicode", 2),
    Case("no message", Response(body=b'{"choices": null}'), WRONG, "no message", 2, (0,)),
    Case("empty", said(""), WRONG, "it is empty", 2),
    Case("refusal", said("I must decline.", "refusal"), WRONG, "the model refused", 1),
    Case("length", said(WHOLE[:20], "length"), WRONG, "cut off at its greatest length", 2),
    Case("content filter", said("", "filter"), WRONG, "content filter", 1),
    Case("10 MB", said("x" * 10_000_000), WRONG, "larger than 1 MiB", 2, (0,)),
    Case("invalid UTF-8", Response(body=b'{"a": "\xff"}'), WRONG, "no UTF-8", 2, (0,)),
    Case("200 as HTML", Response(200, PAGE, HTML), WRONG, "text/html", 2, (0,)),
    Case("503 compressed", GZIP._replace(status=503), AWAY, "answers 503", 2, (0,)),
    Case("compressed", GZIP, WRONG, "came compressed", 2, (0,)),
    Case("endless tool loop", LOOPING, WRONG, "after 6 rounds", 7),
    Case("400", refused(400), NO, "'method'", 1),
    Case("400 of a filter", refused(400, "content_filter"), NO, "content filter", 1),
    Case("400 of length", refused(400, "context_length_exceeded"), NO, "less to read", 1),
    Case("401", refused(401), NO, "set OPENAI_API_KEY", 1),
    Case("403", refused(403), NO, "OPENAI_API_KEY", 1),
    Case("404", refused(404), NO, "'model' and 'base_url'", 1),
    Case("redirect", ELSEWHERE, NO, "correct 'base_url'", 1),
]


class Lamp:
    """A tool that reads whether the lamp is lit."""

    descriptor = ToolDescriptor(
        name="lamp.read",
        description="Tells whether the lamp is lit.",
        effect="read",
        parameters={"type": "object", "properties": {}},
    )

    async def call(self, arguments: dict[str, Any]) -> str:
        return "The lamp is lit."


@pytest.fixture(scope="module")
def practice():
    shipped = load()
    analyst = shipped.roles["cm-analyst"].model_copy(update={"tools": ("lamp.read",)})
    return shipped.model_copy(update={"roles": {**shipped.roles, "cm-analyst": analyst}})


def model(server: ModelServer, **settings: Any) -> OpenAICompatible:
    return OpenAICompatible(model="local", base_url=server.url, deadline=DEADLINE, **settings)


@pytest.mark.parametrize("case", CASES, ids=[case.fault for case in CASES])
def test_each_fault_has_its_outcome_in_time(practice, case) -> None:
    turns = Turns(practice)
    with ModelServer(Offline(), lambda _: case.response) as server:
        began = time.monotonic()
        with pytest.raises(ModelError, match=case.words) as raised:
            turns.ask(model(server), tools={"lamp.read": Lamp()})
        took = time.monotonic() - began

    assert raised.type is case.outcome
    assert took < case.calls * DEADLINE + SLACK
    assert len(server.asked) == case.calls
    assert turns.waits == list(case.waits)
    assert set(turns.kinds) <= {"model.refused", "model.asked", "tool.read"}
    assert turns.kinds[-1] == "model.refused"


def test_an_unknown_tool_is_answered_with_an_error_and_the_turn_goes_on(practice) -> None:
    turns = Turns(practice)

    def once(asked: dict[str, Any]) -> Response | None:
        return None if asked["messages"][-1]["role"] == "tool" else LOOPING

    with ModelServer(Offline(), once) as server:
        turns.ask(model(server), tools={"lamp.read": Lamp()})

    assert turns.kinds == ["model.asked", "tool.read", "model.replied"]
    assert "there are: lamp_read" in server.asked[1]["messages"][-1]["content"]


def test_what_was_refused_keeps_its_text_and_its_cost(practice) -> None:
    turns = Turns(practice)
    declining = said("I must decline.", "refusal", usage=Usage(completion_tokens=5))
    with ModelServer(Offline(), lambda _: declining) as server, pytest.raises(WRONG):
        turns.ask(model(server))

    _, body = turns.entries[-1]
    assert (body["finish"], body["completion_tokens"]) == ("refusal", 5)
    assert turns.ledger.content.text(body["reply_digest"]) == "I must decline."


def test_nobody_listening_is_an_unavailable_model(practice) -> None:
    with ModelServer(Offline()) as server:
        gone = model(server)

    with pytest.raises(ModelUnavailableError, match=r"127\.0\.0\.1.*'base_url'"):
        Turns(practice).ask(gone)
