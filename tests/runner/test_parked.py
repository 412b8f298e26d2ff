"""A model that fails parks its own turn and nothing else."""

import json

from assent.errors import ModelUnavailableError
from assent.llm.offline import Offline
from assent.llm.scripted import Scripted
from assent.records import Reply, Request, RunStatus

from .conftest import BRIEF, workflow

AWAY = ModelUnavailableError("far", "connection refused")


def parked(opened, *answers):
    auditor = Scripted({"cm-auditor": list(answers)}, default=Offline())
    runner = opened({"default": Offline(), "cm-auditor": auditor})
    run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")
    return runner, run


def calls(run) -> dict[str, int]:
    return {role: row["calls"] for role, row in run.plain()["usage"]["roles"].items()}


def test_a_model_that_stays_away_parks_the_run(opened) -> None:
    _, run = parked(opened, AWAY)

    assert run.status is RunStatus.parked
    assert "review.md" not in run.documents


def test_resuming_a_parked_run_asks_only_the_parked_turn(opened) -> None:
    runner, run = parked(opened, AWAY)
    before = calls(run)

    runner.resume(run.id)

    assert run.status is RunStatus.waiting
    assert before == {"cm-analyst": 1, "cm-auditor": 1, "platform-liaison": 1}
    assert calls(run) == {**before, "cm-auditor": 2, "cm-manager": 1}


def test_a_turn_may_park_again_and_again(opened) -> None:
    runner, run = parked(opened, AWAY, AWAY, AWAY)

    states = [run.status]
    for _ in range(3):
        runner.resume(run.id)
        states.append(run.status)

    assert states == [*[RunStatus.parked] * 3, RunStatus.waiting]
    assert calls(run)["cm-auditor"] == 4


def test_a_reply_of_the_wrong_form_parks_and_stays_on_the_record(opened) -> None:
    runner, run = parked(opened, {"sections": [], "approved_by": "Ines Okafor"})

    assert run.status is RunStatus.parked
    refused = [e for e in runner.events(run.id) if e.kind == "model.refused"]
    text = runner.ledger.content.text(refused[0].body["reply_digest"])
    assert json.loads(text)["approved_by"] == "Ines Okafor"


class Rude:
    """A model that raises whatever it likes."""

    name = "rude"

    async def reply(self, request: Request) -> Reply:
        raise ZeroDivisionError("division by zero")


def test_whatever_a_model_raises_is_its_own_failure(opened) -> None:
    runner = opened(Rude())

    run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")

    assert run.status is RunStatus.parked
