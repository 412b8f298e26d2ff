"""The attacker finds nothing where everything holds, and says shortly what it finds elsewhere."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from assent.errors import UnknownWorkflowError
from assent.testing import Attack
from assent.testing.attack.attacking import reported
from assent.testing.attack.removing import gone
from assent.testing.attack.shortening import shortened
from assent.testing.attack.standins import editors_only
from assent.testing.attack.stateful import machine

ONES_OWN = [(f"assent.authority.{room}:separate", editors_only) for room in ("deciding", "seats")]
FEW_MOVES = ("ask", "approve-ones-own", "tick")
FEW = settings(
    max_examples=4,
    stateful_step_count=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)


def test_random_moves_find_nothing(game) -> None:
    game.play(400)

    assert game.findings == []
    assert game.tally.moves.total() == 400
    assert set(game.tally.moves) >= {"front door", "ledger", "executor", "LangGraph", "clock"}
    assert game.tally.refused.total() > 100


def test_the_moves_of_a_state_machine_find_nothing(game) -> None:
    run_state_machine_as_test(machine(game), settings=FEW)


def test_the_same_seed_makes_the_same_moves(game) -> None:
    told: list[list[str]] = [[], []]
    for each in told:
        game.episode(1, 20, tell=lambda step, each=each: each.append(f"{step.name} {step.thrown}"))

    assert told[0] == told[1]
    assert len(told[0]) == 20


def test_what_is_found_is_told_in_as_few_moves_as_it_takes(game) -> None:
    with gone(*ONES_OWN):
        while not game.findings:
            game.episode(game.tally.moves.total(), 40)
        found = shortened(game, game.findings[0])

    assert len(found.steps) <= 2
    assert "they requested it" in found.what.what


def test_a_report_names_what_was_found_and_how_to_see_it_again(game) -> None:
    game.moves = {name: game.moves[name] for name in FEW_MOVES}
    with gone(*ONES_OWN):
        game.play(60)
        report = reported(game, "make attack EPISODE={episode}")

    assert "FOUND decision: " in str(report)
    assert f"make attack EPISODE={report.findings[0].episode}" in str(report)
    assert str(report).endswith("untyped errors: 0")


def test_hypothesis_finds_and_shrinks_a_requester_who_approves(game) -> None:
    game.moves = {name: game.moves[name] for name in FEW_MOVES}
    with gone(*ONES_OWN), pytest.raises((AssertionError, ExceptionGroup)) as raised:
        run_state_machine_as_test(machine(game), settings=settings(FEW, max_examples=40))

    assert "they requested it" in str(raised.value) or raised.group_contains(AssertionError)


def test_what_cannot_be_launched_cannot_be_attacked(ground) -> None:
    attack = Attack(ground.practice, "nothing", {}, by="lucia-ferrante", targets={})

    with pytest.raises(UnknownWorkflowError):
        attack.run(10)
