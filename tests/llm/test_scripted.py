"""A scripted model says its script, refuses the rest, and knows what was not asked."""

import asyncio
import json

import pytest

from assent.errors import ModelUnavailableError, UnexpectedRequestError, UnknownProviderError
from assent.llm import connect
from assent.llm.offline import Offline
from assent.llm.scripted import Scripted


def asked(model, request):
    return asyncio.run(model.reply(request)).text


def test_replies_come_in_the_order_of_the_script(ask):
    model = Scripted({"berth-clerk": [{"sections": []}, "raw text"]})

    assert json.loads(asked(model, ask())) == {"sections": []}
    assert asked(model, ask()) == "raw text"
    assert len(model.requests) == 2


def test_an_exception_in_the_script_is_raised(ask):
    model = Scripted({"berth-clerk": [ModelUnavailableError("scripted", "it sleeps")]})

    with pytest.raises(ModelUnavailableError, match="it sleeps"):
        asked(model, ask())


def test_an_unexpected_request_names_role_step_and_what_is_left(ask):
    model = Scripted({"harbour-master": ["never asked"]})

    with pytest.raises(UnexpectedRequestError, match=r"'berth-clerk'.*1 for 'harbour-master'"):
        asked(model, ask())


def test_an_unexpected_request_fails_a_test_as_an_assertion_does():
    assert issubclass(UnexpectedRequestError, AssertionError)


def test_what_was_not_asked_is_known(ask):
    model = Scripted({"berth-clerk": ["one", "two"]})
    asked(model, ask())

    assert model.unused() == {"berth-clerk": 1}


def test_a_default_answers_what_the_script_does_not_hold(ask):
    model = Scripted({}, default=Offline())

    assert "sections" in json.loads(asked(model, ask()))


def test_the_provider_of_the_practice_is_connected():
    assert connect({"provider": "offline"}).name == "offline"


def test_an_unknown_provider_is_refused_with_those_that_are_known():
    with pytest.raises(UnknownProviderError, match=r"known are: .*offline"):
        connect({"provider": "oracle-of-delphi"})
