"""Whole runs over HTTP: the same documents as without it, and a service that dies on the way."""

import json
import re
from typing import Any

import pytest
from langsmith.utils import get_env_var, tracing_is_enabled
from tests.runner.conftest import BRIEF, workflow

from assent.errors import ModelSettingError
from assent.llm.offline import Offline
from assent.llm.openai import OpenAICompatible
from assent.practice import load, new
from assent.records import Reply, Request, RunStatus, ToolCall, ToolDescriptor
from assent.runner import Run, Runner, approve
from assent.testing.completions import completion
from assent.testing.running import open_runner
from assent.testing.serving import ModelServer, Response

BY = "tomas-lindqvist"
NAMED = "tools: [material.search, records.read]"
LABEL = "*Drafted without a model.*\n\n"


@pytest.fixture(scope="module")
def practice():
    return load()


def run(runner: Runner, **options: Any) -> Run:
    return runner.launch(workflow(), {"brief": BRIEF}, by=BY, **options)


def texts(of: Run) -> dict[str, str]:
    return {name: document.text.replace(LABEL, "") for name, document in of.documents.items()}


def over(server: ModelServer, **settings: Any) -> OpenAICompatible:
    return OpenAICompatible(model="local", base_url=server.url, deadline=5, **settings)


def test_a_run_over_http_drafts_the_same_bytes(practice) -> None:
    with (
        ModelServer(Offline()) as server,
        open_runner(practice=practice) as direct,
        open_runner(over(server), practice=practice) as far,
    ):
        there, here = run(far), run(direct)
        far.decide(there.gates[0].packet_digest, approve("Fit.", by="ines-okafor"), resume=True)

        assert there.status is RunStatus.closed
        assert texts(there) == texts(here)
        assert len(server.asked) == here.plain()["usage"]["calls"] == 4
        far.ledger.verify()


def test_a_service_that_dies_midway_parks_the_run_and_back_again_it_goes_on(practice) -> None:
    with ModelServer(Offline()) as server:

        def listen(event: Any) -> None:
            if event.kind == "drafted" and event.step == 1:
                server.stop()

        model = over(server)
        with open_runner(model, practice=practice, listen=listen) as runner:
            parked = run(runner)
            assert parked.status is RunStatus.parked
            assert list(parked.documents) == ["facts.md"]
            server.start()
            runner.resume(parked.id)

            assert parked.status is RunStatus.waiting
            usage = parked.plain()["usage"]
            assert {role: row["calls"] for role, row in usage["roles"].items()} == {
                "cm-analyst": 1,
                "cm-auditor": 2,
                "platform-liaison": 2,
                "cm-manager": 1,
            }


def test_cost_and_cache_hits_are_told_by_role_and_step(practice) -> None:
    prices = {"prompt": 2, "completion": 8}
    with (
        ModelServer(Offline()) as server,
        open_runner(over(server, prices=prices), practice=practice) as runner,
    ):
        usage = run(runner).plain()["usage"]

    rows = usage["steps"]
    assert [(row["role"], row["step"]) for row in rows[:1]] == [("cm-analyst", 1)]
    assert usage["cost"] == pytest.approx(sum(row["cost"] for row in rows))
    expected = 2 * usage["prompt_tokens"] + 8 * usage["completion_tokens"]
    assert usage["cost"] == pytest.approx(expected / 1_000_000)
    assert (usage["cache_hits"], usage["tokens_estimated"]) == (0, False)


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        ("calls: 2", "2 of 2 calls"),
        ("tokens: 100", r"\d+ of 100 tokens"),
        ("money: 0.0001", r"0\.\d+ of 0\.0001 money"),
        ("turns: 1", "1 of 1 turns"),
    ],
)
def test_a_spent_budget_parks_the_run_and_a_raised_one_lets_it_go_on(
    tmp_path, budget, words
) -> None:
    new(tmp_path)
    manifest = tmp_path / "practice.yaml"
    generous = manifest.read_text()
    manifest.write_text(f"{generous}\nbudget: {{{budget}}}\n")
    told: list[str] = []
    with ModelServer(Offline()) as server:
        model = over(server, prices={"prompt": 1, "completion": 1})
        listen = lambda event: told.append(event.detail)  # noqa: E731 - one expression
        with open_runner(model, practice=tmp_path, listen=listen) as runner:
            parked = run(runner)
            assert (parked.status, len(server.asked) <= 2) == (RunStatus.parked, True)
            manifest.write_text(generous)
            runner.resume(parked.id)

            assert parked.status is RunStatus.waiting
    sentence = next(text for text in told if "has spent its budget" in text)
    assert re.search(words, sentence)
    assert f"assent extend {parked.id} --{budget.split(':')[0]} N" in sentence


def test_a_wrong_setting_is_told_before_anything_is_recorded(practice) -> None:
    models = {"cm-auditor": {"provider": "openai", "model": "m", "method": "guess"}}
    wrong = practice.organisation.model_copy(update={"models": models})
    spoilt = practice.model_copy(update={"organisation": wrong})
    with open_runner(practice=spoilt) as runner:
        with pytest.raises(ModelSettingError, match="'method'"):
            run(runner)

        assert runner.runs() == []


def test_roles_of_one_entry_share_its_connections(practice) -> None:
    with ModelServer(Offline()) as server:
        entry = {"provider": "openai", "model": "m", "base_url": server.url}
        far = practice.organisation.model_copy(update={"models": {"default": entry}})
        settled = practice.model_copy(update={"organisation": far})
        with open_runner(practice=settled) as runner:
            run(runner)

            assert len({id(runner._model(role)) for role in workflow().roles}) == 1


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


def test_a_role_reads_with_a_tool_over_http_and_drafts_what_it_would_without(
    practice, tmp_path
) -> None:
    new(tmp_path)
    card = tmp_path / "agents" / "cm-analyst.md"
    card.write_text(card.read_text().replace(NAMED, "tools: [lamp.read]"))
    reading = ToolCall(id="c1", name="lamp_read", arguments="{}")
    wish = completion(Reply(text="", model="m", finish="tools", tool_calls=(reading,)), {})

    def first(asked: dict[str, Any]) -> Response | None:
        offered = "tools" in asked and asked["messages"][-1]["role"] == "user"
        return Response(body=json.dumps(wish).encode()) if offered else None

    with (
        ModelServer(Offline(), first) as server,
        open_runner(over(server), practice=tmp_path, tools={"lamp.read": Lamp()}) as far,
        open_runner(practice=practice) as direct,
    ):
        there, here = run(far), run(direct)

        assert texts(there) == texts(here)
        kinds = [entry.kind for entry in far.events(there.id)]
        assert kinds[1:4] == ["model.asked", "tool.read", "model.replied"]
        assert len(server.asked) == 5
        far.ledger.verify()


class Watching(Offline):
    """Notes whether LangSmith would trace what happens here."""

    def __init__(self) -> None:
        self.traced: set[bool] = set()

    async def reply(self, request: Request) -> Reply:
        self.traced.add(bool(tracing_is_enabled()))
        return await super().reply(request)


def test_a_run_is_not_traced_because_of_a_variable_set_for_something_else(
    practice, monkeypatch
) -> None:
    get_env_var.cache_clear()  # langsmith reads the environment once
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    model = Watching()
    with open_runner(model, practice=practice) as runner:
        run(runner)

    get_env_var.cache_clear()
    assert model.traced == {False}
