"""Asking: what is journalled, what is asked again, and what the model is shown of its error."""

import asyncio
import json

import pytest
from tests.turns import Turns

from assent.errors import InvalidReplyError, ModelError, ModelUnavailableError
from assent.llm.offline import Offline
from assent.llm.scripted import Scripted
from assent.practice import load
from assent.records import Reply, Request

ROLE = "cm-analyst"


@pytest.fixture(scope="module")
def practice():
    return load()


@pytest.fixture
def turns(practice) -> Turns:
    return Turns(practice)


def away(seconds: float | None = None) -> ModelUnavailableError:
    return ModelUnavailableError("far", "it is busy", retry_after=seconds)


def scripted(*answers, default=True) -> Scripted:
    return Scripted({ROLE: list(answers)}, default=Offline() if default else None)


def test_a_valid_reply_is_kept_and_never_asked_for_again(turns) -> None:
    model = scripted()

    assert turns.ask(model) == turns.ask(model)
    assert len(model.requests) == 1
    assert turns.kinds == ["model.replied"]


def test_an_invalid_reply_is_shown_to_the_model_once_with_its_error(turns) -> None:
    model = scripted('{"approved_by": "Ines Okafor"}')

    turns.ask(model)

    first, second = model.requests
    assert second.messages[: len(first.messages)] == first.messages
    own, wrong = second.messages[len(first.messages) :]
    assert (own.role, own.content) == ("assistant", '{"approved_by": "Ines Okafor"}')
    assert (wrong.role, "Field required" in wrong.content) == ("user", True)
    assert turns.kinds == ["model.refused", "model.replied"]


def test_every_attempt_is_journalled_under_the_digest_of_the_first_request(turns) -> None:
    model = scripted("no JSON", away())

    turns.ask(model)

    digests = {body["request_digest"] for _, body in turns.entries}
    assert digests == {model.requests[0].record_digest}
    assert [body["attempt"] for _, body in turns.entries] == [1, 2, 3]


def test_a_second_invalid_reply_is_the_last(turns) -> None:
    model = scripted("no JSON", "still none")

    with pytest.raises(InvalidReplyError):
        turns.ask(model)
    assert len(model.requests) == 2


def test_a_model_that_is_away_is_asked_as_often_as_patience_says(turns) -> None:
    model = scripted(away(), away(), away(), default=False)

    with pytest.raises(ModelUnavailableError):
        turns.ask(model, attempts=3)
    assert len(model.requests) == 3
    assert turns.kinds == ["model.refused"] * 3


def test_a_service_is_waited_for_as_long_as_it_asks(turns) -> None:
    turns.ask(scripted(away(12), away()), attempts=4)

    assert turns.waits == [12, 0]


def test_a_service_that_asks_for_too_long_is_not_waited_for(turns) -> None:
    model = scripted(away(61), default=False)

    with pytest.raises(ModelUnavailableError):
        turns.ask(model, attempts=4, longest_asked=60)
    assert (turns.waits, len(model.requests)) == ([], 1)


def test_what_no_time_mends_is_asked_once(turns) -> None:
    model = scripted(ModelError("far", "it does not accept the key"), default=False)

    with pytest.raises(ModelError):
        turns.ask(model, attempts=4)
    assert len(model.requests) == 1


class Ending:
    """Ends as it is told, with a reply that would fit."""

    name = "ending"

    def __init__(self, finish: str) -> None:
        self.finish, self.calls = finish, 0

    async def reply(self, request: Request) -> Reply:
        self.calls += 1
        reply = await Offline().reply(request)
        return reply.model_copy(update={"finish": self.finish})


@pytest.mark.parametrize(
    ("finish", "calls"), [("refusal", 1), ("filter", 1), ("other", 1), ("tools", 1), ("length", 2)]
)
def test_only_a_cut_off_reply_is_worth_a_second_one(turns, finish, calls) -> None:
    model = Ending(finish)

    with pytest.raises(InvalidReplyError):
        turns.ask(model)
    assert model.calls == calls


class Asleep:
    name = "asleep"

    async def reply(self, request: Request) -> Reply:
        await asyncio.Event().wait()
        raise AssertionError


def test_any_model_has_a_deadline(turns) -> None:
    with pytest.raises(ModelUnavailableError, match=r"within 0\.05 seconds"):
        turns.ask(Asleep(), deadline=0.05)


def test_a_model_may_have_a_deadline_of_its_own(turns) -> None:
    model = Asleep()
    model.deadline = 0.02

    with pytest.raises(ModelUnavailableError, match=r"within 0\.02 seconds"):
        turns.ask(model, attempts=1, deadline=60)


def test_a_long_reply_is_shown_in_part(turns) -> None:
    model = scripted(json.dumps({"sections": "x" * 100_000}))

    turns.ask(model)

    assert len(model.requests[1].messages[-2].content) == 32 * 1024
