"""What goes to an OpenAI-compatible service, and what is made of its answer."""

import asyncio
import gc
import json
import logging
from contextlib import suppress
from typing import Any

import pytest
from langsmith.utils import get_env_var, tracing_is_enabled

from assent.errors import ModelError, ModelSettingError, ModelUnavailableError
from assent.llm import connect
from assent.llm.faults import retry_after
from assent.llm.offline import Offline
from assent.llm.openai import OpenAICompatible
from assent.llm.pricing import Prices
from assent.llm.scripted import Scripted
from assent.llm.scrubbing import scrubbed
from assent.llm.tracing import quiet
from assent.records import Message, Reply, ToolCall, Usage
from assent.testing.completions import completion
from assent.testing.serving import ModelServer, Response

KEY = "sk-" + "made-up-for-a-test-0123456789"
TOOL = {
    "type": "function",
    "function": {"name": "lamp_read", "description": "Reads.", "parameters": {"type": "object"}},
}


def asked(server: ModelServer, request: Any, **settings: Any) -> Reply:
    async def once() -> Reply:
        async with OpenAICompatible(model="local", base_url=server.url, **settings) as model:
            return await model.reply(request)

    return asyncio.run(once())


def body(request: Any, **settings: Any) -> dict[str, Any]:
    with ModelServer(Offline()) as server:
        asked(server, request, **settings)
    return server.asked[0]


def answered(request: Any, reply: Reply, **settings: Any) -> Reply:
    sent = Response(body=json.dumps(completion(reply, {})).encode())
    with ModelServer(Offline(), lambda _: sent) as server:
        return asked(server, request, **settings)


def test_the_schema_goes_out_strict_and_closed(ask) -> None:
    form = body(ask())["response_format"]["json_schema"]

    assert (form["strict"], form["name"]) == (True, "harbour-policy")
    assert form["schema"]["additionalProperties"] is False
    assert form["schema"]["required"] == ["sections", "tables", "open_questions"]


def test_the_messages_go_out_as_they_are(ask) -> None:
    request = ask()

    assert body(request)["messages"] == [{"role": "user", "content": request.messages[0].content}]


def test_json_object_puts_the_schema_into_the_rules(ask) -> None:
    sent = body(ask(), method="json_object")

    assert sent["response_format"] == {"type": "json_object"}
    assert sent["messages"][0]["role"] == "system"
    assert '"open_questions"' in sent["messages"][0]["content"]


def test_with_tools_the_answer_is_the_arguments_of_a_function(ask) -> None:
    call = ToolCall(id="c", name="answer-harbour-policy", arguments='{"sections": []}')
    reply = Reply(text="", model="m", finish="tools", tool_calls=(call,))

    read = answered(ask(), reply, method="tools")

    assert (read.finish, read.text, read.tool_calls) == ("stop", '{"sections": []}', ())
    sent = body(ask(), method="tools")
    assert sent["tool_choice"]["function"]["name"] == "answer-harbour-policy"
    assert "response_format" not in sent
    assert sent["tools"][0]["function"]["strict"] is True


def test_reading_tools_are_described_and_their_calls_come_back(ask) -> None:
    call = ToolCall(id="c7", name="lamp_read", arguments="{broken")
    request = ask().model_copy(update={"tools": (TOOL,)})

    read = answered(request, Reply(text="", model="m", finish="tools", tool_calls=(call,)))

    assert (read.finish, read.tool_calls) == ("tools", (call,))
    assert body(request)["tools"] == [TOOL]
    assert body(request, method="tools")["tool_choice"] == "required"


def test_a_conversation_with_calls_goes_out_whole(ask) -> None:
    call = ToolCall(id="c7", name="lamp_read", arguments='{"a": 1}')
    said = Message(role="assistant", content="", tool_calls=(call,))
    heard = Message(role="tool", content="It is lit.", tool_call_id="c7")
    request = ask()
    longer = request.model_copy(update={"messages": (*request.messages, said, heard)})

    *_, sent, result = body(longer)["messages"]

    assert sent["tool_calls"][0]["id"] == result["tool_call_id"] == "c7"
    assert json.loads(sent["tool_calls"][0]["function"]["arguments"]) == {"a": 1}


def test_settings_are_sent_and_nothing_is_streamed(ask) -> None:
    sent = body(ask(), temperature=0.2, max_tokens=900)

    assert (sent["temperature"], sent["max_tokens"]) == (0.2, 900)
    assert not sent.get("stream")
    assert sent["model"] == "local"


@pytest.mark.parametrize("finish", ["stop", "length", "refusal", "filter"])
def test_how_a_reply_ended_is_told(ask, finish) -> None:
    read = answered(ask(), Reply(text="some text", model="m", finish=finish))

    assert (read.finish, read.text) == (finish, "some text")


def test_usage_is_counted_and_charged(ask) -> None:
    usage = Usage(prompt_tokens=1000, cached_tokens=400, completion_tokens=200)
    prices = {"prompt": 2.5, "cached": 0.25, "completion": 10}

    read = answered(ask(), Reply(text="{}", model="m", usage=usage), prices=prices)

    assert read.usage == usage.model_copy(update={"cost": 600 * 2.5 + 400 * 0.25 + 200 * 10})


@pytest.mark.parametrize("claimed", [-5, 10**30, 1e300, "many", None, True, [1]])
def test_a_service_may_claim_any_usage_and_breaks_nothing(ask, claimed) -> None:
    body = completion(Reply(text="{}", model="m"), {})
    body["usage"]["prompt_tokens"] = claimed
    sent = Response(body=json.dumps(body).encode())
    with ModelServer(Offline(), lambda _: sent) as server, suppress(ModelError):
        assert 0 <= asked(server, ask()).usage.prompt_tokens <= 10**9


def test_without_a_price_for_cached_tokens_they_cost_as_others() -> None:
    usage = Usage(prompt_tokens=3, cached_tokens=2, completion_tokens=1)

    assert Prices(prompt=0.1, completion=0.1).cost(usage) == 1


def test_the_name_is_the_one_that_was_set(ask) -> None:
    with ModelServer(Offline()) as server:
        reply = asked(server, ask())

    assert reply.model == "local"
    assert "chatcmpl" not in reply.model_dump_json()


def test_each_loop_gets_its_own_connections(ask) -> None:
    with ModelServer(Offline()) as server:
        model = OpenAICompatible(model="local", base_url=server.url)

        async def once() -> str:
            reply = await model.reply(ask())
            await model.aclose()
            return reply.text

        assert asyncio.run(once()) == asyncio.run(once())
    gc.collect()


def test_a_key_reaches_the_service_and_nothing_else(ask, monkeypatch, caplog) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    caplog.set_level(logging.DEBUG)
    told = {"error": {"message": f"Incorrect key: {KEY} and Bearer {KEY[3:]}"}}
    refusing = Response(401, json.dumps(told).encode())
    with ModelServer(Offline(), lambda _: refusing) as server:
        model = OpenAICompatible(model="local", base_url=server.url)
        with pytest.raises(ModelError) as raised:
            asyncio.run(_once(model, ask()))

    shown = repr(model) + str(model.settings) + repr(vars(model)) + caplog.text
    assert KEY not in shown + str(raised.value) + repr(raised.value)
    assert KEY[3:] not in str(raised.value)
    assert raised.value.__suppress_context__
    assert KEY not in json.dumps(server.asked)


async def _once(model: OpenAICompatible, request: Any) -> Reply:
    async with model:
        return await model.reply(request)


def test_proxies_and_gateways_set_for_others_do_not_reach_a_local_service(ask, monkeypatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "OPENAI_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("LANGSMITH_GATEWAY", "http://127.0.0.1:9")

    with ModelServer(Offline()) as server:
        assert asked(server, ask()).finish == "stop"


def test_the_service_of_openai_needs_a_key(ask, monkeypatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)

    with pytest.raises(ModelError, match="set OPENAI_API_KEY"):
        asyncio.run(OpenAICompatible(model="any").reply(ask()))


def test_the_environment_fills_in_what_is_not_set(monkeypatch) -> None:
    monkeypatch.setenv("OPENAI_MODEL", "from-there")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://10.1.2.3:8000/v1/chat/completions")

    filled = connect({"provider": "openai"})
    stated = connect({"provider": "openai", "model": "stated"})

    assert (filled.name, stated.name) == ("from-there", "stated")
    assert filled.settings.base_url == "http://10.1.2.3:8000/v1"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "'model' of a model is missing"),
        ({"model": "m", "api_key": KEY}, "'api_key' of a model is unknown.*OPENAI_API_KEY"),
        ({"model": "m", "method": "guess"}, "'method'.*not usable"),
        ({"model": "m", "temperature": "hot"}, "'temperature'"),
        ({"model": "m", "prices": {"prompt": -1}}, r"'prices\.prompt'"),
        ({"model": "m", "base_url": "ftp://h/v1"}, "no http address"),
        ({"model": "m", "base_url": "http://x:y@h/v1"}, "a password"),
        ({"model": "m", "key_from": "lower case"}, "'key_from'"),
    ],
)
def test_wrong_settings_are_refused_by_name_and_without_their_value(given, words, monkeypatch):
    monkeypatch.delenv("OPENAI_MODEL", raising=False)

    with pytest.raises(ModelSettingError, match=words) as raised:
        OpenAICompatible(**given)
    assert KEY not in str(raised.value)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0.5"}, 0.5),
        (
            {
                "retry-after": "Mon, 05 Jan 2026 09:01:30 GMT",
                "date": "Mon, 05 Jan 2026 09:00:00 GMT",
            },
            90,
        ),
        ({"retry-after": "Mon, 05 Jan 2026 09:00:00 GMT"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "9" * 40}, None),
        ({}, None),
    ],
)
def test_how_long_a_service_asks_to_wait(headers, seconds) -> None:
    assert retry_after(headers) == seconds


def test_other_peoples_messages_are_short_plain_and_without_keys() -> None:
    text = scrubbed(f"line\n\x1b[31m {KEY} \u202e Bearer abc.def " + "x" * 5000)

    assert len(text) <= 200
    assert text.isprintable()
    assert KEY not in text
    assert "abc.def" not in text


@pytest.mark.parametrize(("asked_for", "traced"), [("", False), ("1", True)])
def test_nothing_is_traced_unless_asked_for(monkeypatch, asked_for, traced) -> None:
    get_env_var.cache_clear()  # langsmith reads the environment once
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("ASSENT_TRACING", asked_for)

    with quiet():
        enabled = tracing_is_enabled()

    get_env_var.cache_clear()
    assert bool(enabled) is traced


def test_a_service_that_fails_once_is_asked_once(ask) -> None:
    failing = ModelServer(Offline(), lambda _: Response(500, b"{}"))
    with failing as server, pytest.raises(ModelUnavailableError):
        asked(server, ask())

    assert len(server.asked) == 1


def test_the_server_answers_for_any_model(ask) -> None:
    with ModelServer(Scripted({"berth-clerk": ["by script"]})) as server:
        assert asked(server, ask()).text == "by script"


def test_a_model_that_fails_behind_the_server_is_a_service_that_fails(ask) -> None:
    with (
        ModelServer(Scripted({})) as server,
        pytest.raises(ModelUnavailableError, match=r"answers 500.*no further reply"),
    ):
        asked(server, ask())
