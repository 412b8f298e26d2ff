"""Runs that are decided to their end, and what of their documents is compared."""

from pathlib import Path

import pytest

from assent.practice import load
from assent.records import Practice
from assent.runner import Run, Runner, approve

ROOT = Path(__file__).parents[2]
BY = "tomas-lindqvist"
LABEL = "*Drafted without a model.*\n\n"


@pytest.fixture(scope="session")
def practice() -> Practice:
    return load()


def decided(runner: Runner, run: Run) -> Run:
    """Approve as every person who is waited for, at every gate, and go on to the end."""
    while run.gates:
        gate = run.gates[0]
        for _, people in runner.waiting(gate).seats:
            choice = approve("Fit for use.", by=people[0], confirm=gate.gate.confirms)
            runner.decide(gate.packet_digest, choice)
        run = runner.resume(run.id)
    return run


def texts(run: Run) -> dict[str, str]:
    return {name: document.text.replace(LABEL, "") for name, document in run.documents.items()}
