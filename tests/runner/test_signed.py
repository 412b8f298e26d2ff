"""Decisions signed with the approver's own key, end to end."""

import subprocess

import pytest

from assent.errors import IdentityError
from assent.records import RunStatus
from assent.runner import approve

from .conftest import BRIEF, workflow


@pytest.fixture
def key(tmp_path):
    made = tmp_path / "id"
    command = ["ssh-keygen", "-t", "ed25519", "-N", "", "-q", "-f", str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    return made


def with_key(practice, line: str):
    organisation = practice.organisation
    people = tuple(
        p.model_copy(update={"keys": (line,)}) if p.id == "ines-okafor" else p
        for p in organisation.people
    )
    changed = organisation.model_copy(update={"people": people})
    return practice.model_copy(update={"organisation": changed})


def test_a_decision_signed_with_a_listed_key_is_the_strongest_there_is(
    opened, shipped, key
) -> None:
    runner = opened(practice=with_key(shipped, key.with_suffix(".pub").read_text().strip()))
    run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")

    choice = approve("Fit.", by="ines-okafor").signed_with(key)
    decision, _ = runner.decide(run.gates[0].packet_digest, choice, resume=True)

    assert decision.identity_assurance == "signed-key"
    assert run.status is RunStatus.closed


def test_a_key_that_is_not_listed_signs_nothing(opened, shipped, key) -> None:
    runner = opened(practice=shipped)
    run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")

    with pytest.raises(IdentityError, match="no key listed"):
        runner.decide(
            run.gates[0].packet_digest, approve("Fit.", by="ines-okafor").signed_with(key)
        )
