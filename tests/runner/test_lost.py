"""LangGraph's places are lost, wherever the run stands: it is built again from the ledger."""

import sqlite3
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from tests.runner.changing import INSIDE, REQUESTER, REVIEWER, World, request

from assent.llm.scripted import Scripted
from assent.records import RunStatus
from assent.runner import Run, approve, rework

from .agreeing import ANSWERS, BRIEF, OFFERS, RULES, negotiated, offer, position, practised

EDITOR = "ines-okafor"
PATHS = (
    "rework rework lose approve edit lose rework lose approve lose resume",
    "edit lose approve approve move lose approve move lose approve resume",
    "approve another only-approve lose write unseat lose resume",
)


class Journey:
    """A change whose people do one thing after another, and whose checkpoints may be lost."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.day = folder, 1
        self.world = World(folder, store=folder / "store")
        self.run: Run = self.world.launch(request("rostering-access"))

    def go(self, words: str) -> "Journey":
        for word in words.split():
            getattr(self, word.replace("-", "_"))()
        return self

    def lose(self) -> None:
        (self.folder / "store" / "checkpoints.db").unlink()

    def approve(self) -> None:
        self.world.approve(self.run)

    def only_approve(self) -> None:
        (gate,) = self.run.gates
        said = approve("Fit.", by=REVIEWER, confirm=gate.gate.confirms)
        self.world.runner.decide(gate.packet_digest, said)

    def rework(self) -> None:
        (gate,) = self.run.gates
        self.world.runner.decide(gate.packet_digest, rework("Say more.", by=REVIEWER), resume=True)

    def edit(self) -> None:
        name = self.run.gates[0].subject
        text = f"{self.run.documents[name].text}\nLooked over.\n"
        self.world.runner.edit(self.run.id, name, text, by=EDITOR)

    def resume(self) -> None:
        self.world.clock.set(INSIDE + timedelta(days=self.day - 1))
        self.world.runner.resume(self.run.id)

    def move(self) -> None:
        """Ask for the same time on a later day."""
        self.day += 1
        window = f"2026-12-0{self.day}T10:00Z/2026-12-0{self.day}T10:30Z"
        self.world.runner.reschedule(self.run.id, window, "A drill.", by=REQUESTER)

    def another(self) -> None:
        """Let another change be asked for, of the same record and in the same time."""
        self.world.launch(request("rostering-access", id="chg-2042"))

    def write(self) -> None:
        """Carry the change out, and die before the run is closed."""
        with pytest.MonkeyPatch.context() as meanwhile:
            meanwhile.setattr("assent.compiler.ending.reach", _dead)
            with pytest.raises(Dead):
                self.resume()

    def unseat(self) -> None:
        """Take the reviewer's role away, once something was made of what they approved."""
        organisation = self.world.practice.organisation
        people = [p.model_copy(update={"roles": ()}) for p in organisation.people]
        without = organisation.model_copy(update={"people": tuple(people)})
        self.world.practice = self.world.practice.model_copy(update={"organisation": without})
        self.world.runner._practice = self.world.practice

    def left(self) -> list[tuple[str, int, str]]:
        """Return every version of every document, with where it stands."""
        documents, run = self.world.runner.ledger.documents, self.run.id
        names = documents.latest(run)
        return [
            (name, document.version, document.status.value)
            for name in names
            for document in documents.versions(run, name)
        ]


class Dead(BaseException):
    """The process is gone: nothing may catch it."""


def _dead(_: str) -> None:
    raise Dead


@pytest.mark.parametrize("path", PATHS)
def test_a_change_comes_to_the_same_end_and_asks_no_model_again(tmp_path, path) -> None:
    whole = Journey(tmp_path / "whole").go(path.replace("lose", ""))

    again = Journey(tmp_path / "again").go(path)

    assert (again.run.status, again.world.commits()) == (RunStatus.closed, whole.world.commits())
    assert again.left() == whole.left()
    assert again.run.plain()["usage"]["calls"] == whole.run.plain()["usage"]["calls"]
    again.world.runner.ledger.verify()


def test_what_is_built_again_is_kept_nowhere_before_it_rests(tmp_path, monkeypatch) -> None:
    journey = Journey(tmp_path).go("rework rework only-approve lose")
    seen = []

    async def cut_off(*_: object) -> None:
        with sqlite3.connect(tmp_path / "store" / "checkpoints.db") as file:
            tables = file.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            seen.append(tables and file.execute("SELECT count(*) FROM checkpoints").fetchone()[0])
        file.close()
        raise InterruptedError

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("assent.runner.advancing.carry", cut_off)
        with pytest.raises(InterruptedError):
            journey.resume()

    assert seen == [0]
    journey.resume()
    assert journey.go("approve").run.status is RunStatus.closed


def test_a_negotiation_is_built_again_in_the_round_of_its_ruling(opened, shipped, tmp_path) -> None:
    no = position("counter", "Six hours is too slow.")
    model = Scripted({OFFERS: [offer("First."), offer("Second."), offer("As ruled.")],
                      ANSWERS: [no, no, position("accept", "As ruled.")]})  # fmt: skip
    runner = opened(model, practice=practised(shipped), store=tmp_path)
    run = runner.launch(negotiated(), {"brief": BRIEF}, by="tomas-lindqvist")
    (tmp_path / "checkpoints.db").unlink()

    say = partial(runner.decide, run.gates[0].packet_digest, resume=True)
    say(rework("Within 6 working hours.", by=RULES))

    assert len(model.requests) == 6
    assert run.documents["terms.md"].version == 3
    runner.ledger.verify()


def test_a_version_of_which_nothing_was_recorded_is_recorded_now(tmp_path, monkeypatch) -> None:
    def dying(point: str) -> None:
        if point == "after-document":
            raise Dead

    journey = Journey(tmp_path)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("assent.compiler.drafting.reach", dying)
        with pytest.raises(Dead):
            journey.rework()
    journey.lose()

    journey.resume()

    assert journey.go("approve approve").run.status is RunStatus.closed
    journey.world.runner.ledger.verify()
