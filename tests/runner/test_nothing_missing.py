"""Whatever a decision needs and is not there refuses it, by its own error, and says what to do."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from assent import practice as documents
from assent.errors import (
    AssentError,
    ClockUnavailableError,
    IdentityError,
    IntegrityError,
    NobodyDecidesError,
    PracticeNotFoundError,
    QuorumUnreachableError,
)
from assent.records import Condition, Input, Seat
from assent.runner import Runner, approve
from assent.testing.clocks import FixedClock
from assent.testing.running import open_runner

from .conftest import BRIEF, workflow

NEXT = re.compile(r"assent (check|new|verify|review)|--sign|call again")


class Stopped:
    """A clock that stops when it is told to."""

    def __init__(self, clock: Any) -> None:
        self._clock, self.why = clock, ""

    def now(self) -> Any:
        if self.why == "silent":
            raise OSError("no time server answers")
        at = self._clock.now()
        return at.replace(tzinfo=None) if self.why == "no zone" else at


@pytest.fixture
def place(tmp_path):
    """The shipped practice on disk, since parts of it are taken away."""
    documents.new(tmp_path / "practice")
    return tmp_path / "practice"


@pytest.fixture
def here(place):
    runner = open_runner(practice=place)
    yield runner
    runner.close()


def launched(runner: Runner, **gate: Any) -> str:
    run = runner.launch(workflow(**gate), {"brief": BRIEF}, by="tomas-lindqvist")
    return run.gates[0].packet_digest


def say(runner: Runner, packet: str) -> None:
    runner.decide(packet, approve("Fit.", by="ines-okafor"))


def no_seat(runner: Runner) -> None:
    on_a_choice = Seat(role="cm-practice-owner", when=Condition(input="weight", value="heavy"))
    asked = workflow(seats=(on_a_choice,))
    light = Input(name="weight", kind="choice", choices=("light", "heavy"), default="light")
    procedure = asked.model_copy(update={"inputs": (*asked.inputs, light)})
    runner.launch(procedure, {"brief": BRIEF}, by="tomas-lindqvist")


def only_advice(runner: Runner) -> None:
    launched(runner, seats=(Seat(role="change-representative"),))


def empty_role(runner: Runner) -> None:
    seats = (Seat(role="cm-practice-owner"), Seat(role="governed-executor"))
    say(runner, launched(runner, seats=seats))


def unreachable_quorum(runner: Runner) -> None:
    seats = (Seat(role="cm-practice-owner"), *[Seat(role="governance-board")] * 2)
    say(runner, launched(runner, seats=seats, quorum=3))


def no_key(runner: Runner) -> None:
    say(runner, launched(runner, tier="high"))


def no_policy(runner: Runner) -> None:
    packet = launched(runner)
    (runner.root / "practice.yaml").unlink()
    say(runner, packet)


def lost(what: str) -> Callable[[Runner], None]:
    def act(runner: Runner) -> None:
        packet = launched(runner)
        (gate,) = runner.ledger.gates.open_now()
        runner.store._answers._content._rows.pop((getattr(gate, what),))
        say(runner, packet)

    return act


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (no_seat, NobodyDecidesError),
        (only_advice, NobodyDecidesError),
        (empty_role, QuorumUnreachableError),
        (unreachable_quorum, QuorumUnreachableError),
        (no_key, IdentityError),
        (no_policy, PracticeNotFoundError),
        (lost("packet_digest"), IntegrityError),
        (lost("subject_digest"), IntegrityError),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_is_missing_refuses_and_names_the_next_command(here, act, error) -> None:
    with pytest.raises(AssentError) as refused:
        act(here)

    assert type(refused.value) is error
    assert NEXT.search(str(refused.value)), str(refused.value)
    assert [
        d for g in here.ledger.gates.open_now() for d in here.ledger.gates.decisions(g.id)
    ] == []


@pytest.mark.parametrize("act", [no_seat, only_advice])
def test_a_gate_at_which_nobody_could_approve_is_refused_before_anything_is_drafted(
    here, act
) -> None:
    with pytest.raises(NobodyDecidesError):
        act(here)

    assert here.runs() == []


@pytest.mark.parametrize("why", ["silent", "no zone"])
def test_without_a_time_nothing_is_decided(place, why) -> None:
    clock = Stopped(FixedClock())
    runner = open_runner(practice=place, clock=clock)
    packet = launched(runner)
    clock.why = why

    with pytest.raises(ClockUnavailableError, match="call again"):
        say(runner, packet)

    clock.why = ""
    say(runner, packet)
    runner.close()


def test_a_seat_that_is_filled_again_lets_the_approval_through(here, place) -> None:
    yaml = place / "practice.yaml"
    stated = yaml.read_text()
    seats = (Seat(role="cm-practice-owner"), Seat(role="governance-board"))
    packet = launched(here, seats=seats)
    yaml.write_text(stated.replace("roles: [governance-board], accounts", "accounts"))

    with pytest.raises(QuorumUnreachableError, match="governance-board"):
        say(here, packet)

    yaml.write_text(stated)
    say(here, packet)


def test_the_boards_seat_for_a_major_policy_is_asked_for(here) -> None:
    policy = here.practice.workflows["cm-policy"]
    (gate,) = policy.gates

    assert [(s.role, s.when and s.when.value) for s in gate.seats] == [
        ("cm-practice-owner", None),
        ("governance-board", "major"),
    ]
    assert gate.decision_class == "strategic"
