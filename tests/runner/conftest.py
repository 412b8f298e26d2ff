"""A small procedure of the shipped practice: one drafts, two review, one seat approves."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.runner.signing import again, world

from assent.practice import load
from assent.records import Gate, Input, Outcome, Practice, Seat, Step, Workflow
from assent.runner import Runner
from assent.testing.running import open_runner

__all__ = ["again", "world"]

BRIEF = "# Facts\n\n- The platform hosts 3 applications.\n- Notice of 48 hours is asked for.\n"

EVERY = tuple(Outcome)


def workflow(**gate: Any) -> Workflow:
    seats = gate.pop("seats", (Seat(role="cm-practice-owner"),))
    rounds = gate.pop("rounds", 2)
    return Workflow(
        id="note",
        title="A note",
        inputs=(Input(name="brief"),),
        stages=("drafting", "review", "approval"),
        steps=(
            Step(
                number=1,
                title="Draft",
                agents=("cm-analyst",),
                reads=("brief",),
                output="facts.md",
                stage="drafting",
            ),
            Step(
                number=2,
                title="Review",
                agents=("cm-auditor", "platform-liaison"),
                collaboration="parallel",
                reads=("facts.md",),
                output="review.md",
                stage="review",
            ),
            Step(
                number=3,
                title="Approve",
                agents=("cm-manager",),
                reads=("brief", "facts.md", "review.md"),
                output="note.md",
                output_status="approved",
                stage="approval",
                rounds=rounds,
                gate=Gate(id="note", seats=seats, **{"outcomes": EVERY, **gate}),
            ),
        ),
    )


@pytest.fixture(scope="session")
def shipped() -> Practice:
    return load()


@pytest.fixture
def opened(shipped: Practice) -> Iterator[Callable[..., Runner]]:
    runners: list[Runner] = []

    def open_(models: Any = None, **options: Any) -> Runner:
        runners.append(open_runner(models, **{"practice": shipped, **options}))
        return runners[-1]

    yield open_
    for runner in runners:
        runner.close()


@pytest.fixture
def runner(opened: Callable[..., Runner]) -> Runner:
    return opened()
