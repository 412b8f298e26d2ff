"""Any LangChain Runnable may answer for a role."""

import asyncio
import json
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableLambda
from pydantic import BaseModel
from tests.runner.conftest import BRIEF, workflow

from assent.errors import (
    InvalidReplyError,
    ModelError,
    ModelSettingError,
    ModelUnavailableError,
)
from assent.llm import adapt
from assent.llm.offline import Offline
from assent.practice import load
from assent.records import Reply, RunStatus
from assent.testing.running import open_runner


def asked(runnable: Any, request: Any) -> Reply:
    return asyncio.run(adapt(runnable).reply(request))


def test_a_chat_models_text_is_the_reply(ask) -> None:
    said = AIMessage(
        '{"sections": []}',
        usage_metadata={"input_tokens": 9, "output_tokens": 4, "total_tokens": 13},
    )

    reply = asked(GenericFakeChatModel(messages=iter([said])), ask())

    assert (reply.text, reply.finish) == ('{"sections": []}', "stop")
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (9, 4)
    assert reply.model == "GenericFakeChatModel"


class Answer(BaseModel):
    sections: list[str] = []


@pytest.mark.parametrize("said", ['{"sections":[]}', {"sections": []}, Answer()])
def test_text_data_and_records_are_replies(ask, said) -> None:
    assert json.loads(asked(RunnableLambda(lambda _: said), ask()).text) == {"sections": []}


def test_it_gets_the_messages_and_the_schema(ask) -> None:
    heard: list[Any] = []
    request = ask()

    asked(RunnableLambda(lambda messages: heard.extend(messages) or "x"), request)

    assert [message.type for message in heard] == ["system", "human"]
    assert json.dumps(request.json_schema) in heard[0].text
    assert heard[1].text == request.messages[0].content


class BusyError(Exception):
    status_code = 503


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (BusyError("later"), ModelUnavailableError),
        (ConnectionResetError("gone"), ModelUnavailableError),
        (ZeroDivisionError("nothing"), ModelError),
        (InvalidReplyError("m", "no"), InvalidReplyError),
    ],
)
def test_its_failures_are_told_apart_as_far_as_they_can_be(ask, error, outcome) -> None:
    def failing(_: Any) -> str:
        raise error

    with pytest.raises(ModelError) as raised:
        asked(RunnableLambda(failing), ask())
    assert raised.type is outcome


def test_what_is_no_text_is_no_reply(ask) -> None:
    with pytest.raises(InvalidReplyError, match="returned list"):
        asked(RunnableLambda(lambda _: [1, 2]), ask())


def test_what_is_neither_model_nor_runnable_is_refused() -> None:
    with pytest.raises(ModelSettingError, match="LangChain Runnable"):
        adapt(print)


def test_a_model_is_left_as_it_is() -> None:
    model = Offline()

    assert adapt(model) is model


def test_a_runnable_answers_for_one_role_of_a_run() -> None:
    """The auditor is a chain of the user's; the others draft offline."""
    heard: list[Any] = []

    def audit(messages: list[Any]) -> dict[str, Any]:
        heard.append(messages)
        return _answer(json.loads(messages[0].text.partition("schema of the answer:\n")[2]))

    models = {"default": Offline(), "cm-auditor": RunnableLambda(audit)}
    with open_runner(models, practice=load()) as runner:
        run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")

        assert run.status is RunStatus.waiting
        assert "Nothing is missing." in run.documents["review.md"].text
    assert len(heard) == 1


def _answer(schema: dict[str, Any]) -> dict[str, Any]:
    """Return one sentence for each section that the schema names, and no rows."""
    kinds = schema["$defs"]
    ids = kinds["Section"]["properties"]["id"]
    names = ids.get("enum") or [ids["const"]]
    return {
        "sections": [{"id": name, "markdown": "Nothing is missing."} for name in names],
        "tables": {name: [] for name in kinds["Tables"].get("properties", {})},
        "open_questions": [],
    }
