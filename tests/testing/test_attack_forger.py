"""Somebody who makes the log anew, with every digest in it: how far they come without a key."""

from pathlib import Path

import pytest

from assent.ledger.closing import conclude
from assent.records import ExecutionOutcome, Resolution, Verdict
from assent.testing.attack.aiming import Aim
from assent.testing.attack.forged import decision_for
from assent.testing.attack.larkmoor import MANAGER, larkmoor, launch_of


@pytest.fixture(scope="module")
def aim(tmp_path_factory):
    made = Aim(larkmoor(Path(tmp_path_factory.mktemp("forger"))))
    yield made
    made.close()


def forged_with_its_log(aim: Aim, launch: str, **changed):
    """Write an approval as the ledger would, without asking it whether it may."""
    shot = aim.shot(launch_of(launch), "planned")
    gates, opened = shot.world.runner.ledger.gates, shot.gate.opened
    decision = decision_for(shot.world, opened, MANAGER, **changed)
    ended = Resolution(
        gate=opened.id, verdict=Verdict.approved, decisions=(decision.record_digest,)
    )
    with shot.world.store.transaction(write=True) as tx:
        gates._decisions.record(tx, opened, decision)
        conclude(tx, gates._log, opened, ended)
    shot.world.runner.ledger.verify()
    return shot


@pytest.mark.parametrize(
    "changed", [{}, {"identity_assurance": "signed-key", "signature": "none"}], ids=["name", "key"]
)
def test_at_tier_high_a_whole_log_made_anew_approves_nothing(aim, changed) -> None:
    shot = forged_with_its_log(aim, "critical", **changed)

    told = shot.execute()
    assert told.outcome is ExecutionOutcome.refused
    assert "no key listed" in told.reason or "needs a signature" in told.reason
    assert shot.tally().attempts == 0


def test_at_tier_low_it_does_until_the_head_of_the_log_is_signed(aim) -> None:
    shot = forged_with_its_log(aim, "lamp-staging")

    assert shot.execute().outcome is ExecutionOutcome.done
    assert "nobody entitled approved" in shot.tally().breaches[0].what
