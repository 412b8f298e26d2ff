"""Every guard of the catalogue is missed when it is gone, and only then."""

from pathlib import Path

import pytest

from assent.execution import guards
from assent.testing.attack.aiming import Aim
from assent.testing.attack.catalogue import GUARDS
from assent.testing.attack.facts import Breach, Tally
from assent.testing.attack.guards import Noticed, noticed
from assent.testing.attack.larkmoor import larkmoor


@pytest.fixture(scope="module")
def aim(tmp_path_factory):
    made = Aim(larkmoor(Path(tmp_path_factory.mktemp("aimed"))))
    yield made
    made.close()


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.keeps.replace(" ", "-"))
def test_a_guard_that_is_gone_is_missed(aim, guard) -> None:
    told = noticed(guard, aim)

    assert told.held.breaches == told.held.untyped == []
    assert told.missed.breaches != []


def test_every_rule_before_a_write_has_its_attack() -> None:
    aimed = {place for guard in GUARDS for place, _ in guard.removals}

    assert {f"assent.execution.guards:guards[{name}]" for name in guards} - aimed == set()


def test_an_attacker_who_sees_nothing_says_so() -> None:
    guard, found = GUARDS[0], Tally(breaches=[Breach("write", "made twice")])

    assert str(Noticed(guard, Tally(), Tally())).startswith("BLIND")
    assert str(Noticed(guard, found, found)).startswith("BROKEN")
    assert [Noticed(guard, *two).noticed for two in ((Tally(), found), (found, found))] == [
        True,
        False,
    ]
