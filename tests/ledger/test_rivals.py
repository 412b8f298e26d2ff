"""Two real processes decide the same seat at once: one of them wins, the other is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assent.canonical import digest
from assent.records import Seat

TRIALS = 10
RIVAL = Path(__file__).with_name("rival.py")
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


@pytest.fixture
def rivals(store, tmp_path):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    call = [sys.executable, str(RIVAL), str(tmp_path / "assent.db")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(call, env=environment, **pipes) for _ in range(2)]
    for process in both:
        assert process.stdout.readline() == "ready\n"
    yield both
    for process in both:
        process.communicate(timeout=30)


def at_once(rivals, decisions, organisation) -> list[dict]:
    for process, decision in zip(rivals, decisions, strict=True):
        said = {"decision": decision.plain(), "organisation": organisation.plain()}
        process.stdin.write(json.dumps(said) + "\n")
    for process in rivals:
        process.stdin.flush()
    return [json.loads(process.stdout.readline()) for process in rivals]


def test_one_of_two_processes_wins_each_seat(
    rivals, ledger, lease, opened, gate, says, organisation
) -> None:
    seats = (Seat(role="cm-practice-owner"),)
    for trial in range(TRIALS):
        packet = b"packet %d" % trial
        one = gate(id=f"gate-000000000{trial}", seats=seats, packet_digest=digest(packet))
        ledger.gates.open(one, packet, lease)
        owners = says(one, "ines-okafor", "approve"), says(one, "owen-mcallister", "reject")

        came = at_once(rivals, owners, organisation)

        (stands,) = ledger.gates.decisions(one.id)
        (lost,) = [c for c in came if "lost" in c]
        assert lost == {"lost": "AlreadyDecidedError", "to": stands.approver_identity}
        assert ledger.gates.resolution(one.id).verdict.value in [c.get("won") for c in came]
    ledger.verify()


def test_one_person_in_two_processes_fills_one_seat(
    rivals, ledger, lease, opened, gate, says, organisation
) -> None:
    wide = organisation.person("ines-okafor").model_copy(
        update={"roles": ("cm-practice-owner", "governance-board")}
    )
    board = organisation.person("priya-raman")
    both = organisation.model_copy(update={"people": (wide, board)})
    for trial in range(TRIALS):
        packet = b"packet %d" % trial
        one = gate(id=f"gate-000000000{trial}", packet_digest=digest(packet))
        ledger.gates.open(one, packet, lease)
        twice = says(one, "ines-okafor"), says(one, "ines-okafor", seat="governance-board")

        came = at_once(rivals, twice, both)

        assert sorted(c.get("lost", "") for c in came) == ["", "SeatTakenError"]
        assert len(ledger.gates.decisions(one.id)) == 1
