"""A malicious model answers in the form that was asked for, or in no form at all; never twice."""

import asyncio
import json

import pytest

from assent.errors import AssentError
from assent.records import Message, Reply, Request, TurnKind
from assent.testing import Malicious
from assent.testing.attack.replies import FAULTS, TRICKS

ROW = {"target": "panel", "record": "quay", "pointer": "/lamp", "value": "1"}
HONEST = {
    "sections": [{"id": "summary", "markdown": "As asked."}],
    "tables": {
        "actions": [ROW],
        "assessment": [{"tier": "high", "level": "A1", "rationale": "A rule."}],
    },
    "open_questions": [],
}
REQUEST = Request(
    role="cm-analyst",
    kind=TurnKind.draft,
    messages=(Message(role="user", content="Draft."),),
    schema_name="note",
    json_schema={},
)


class Honest:
    name = "honest"

    async def reply(self, request: Request) -> Reply:
        return Reply(text=json.dumps(HONEST), model=self.name)


def said(model: Malicious) -> str:
    return asyncio.run(model.reply(REQUEST)).text


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_keeps_the_form_and_changes_the_words(trick) -> None:
    model = Malicious(1, over=Honest(), tricks=100, faults=0, only=(trick,))
    data = json.loads(said(model))

    assert data.keys() == HONEST.keys()
    assert all(row.keys() == ROW.keys() for row in data["tables"]["actions"])
    assert data != HONEST or trick == "agree"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_no_usable_reply(fault) -> None:
    try:
        reply = FAULTS[fault](HONEST)
    except (AssentError, RuntimeError, TimeoutError):
        return

    assert reply.finish != "stop" or reply.text != json.dumps(HONEST)


def test_the_same_seed_says_the_same_and_never_the_same_twice() -> None:
    one, other = (Malicious(7, over=Honest(), tricks=100, faults=0) for _ in range(2))
    first, second = [said(one) for _ in range(6)], [said(other) for _ in range(6)]

    assert first == second
    assert len(set(first)) > 3
    assert one.heard == other.heard
