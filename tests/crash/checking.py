"""What must be true of a journey that has come to its end, whatever happened on the way."""

from collections import Counter
from typing import NamedTuple

from tests.crash.person import People

from assent.errors import AssentError
from assent.ledger import Ledger
from assent.records import RunStatus

__all__ = ["Standing", "check", "standing"]


class Standing(NamedTuple):
    """How a run stands: what is the same in every run of one journey."""

    status: str
    outcomes: tuple[str, ...]
    documents: dict[str, int]
    gates: int
    entries: dict[str, int]


_ONCE = ("run.opened", "run.closed", "execution.started", "execution.ended", "gate.resolved")


def standing(ledger: Ledger) -> Standing:
    """Return how the one run of a ledger stands."""
    (row,) = ledger.runs.all()
    latest = ledger.documents.latest(row.run.id)
    kinds = Counter(entry.kind for entry in ledger.log.entries())
    return Standing(
        row.status.value,
        tuple(e.outcome.value for e in ledger.effects.executions(row.run.id)),
        {name: document.version for name, document in latest.items()},
        len(ledger.gates.for_run(row.run.id)),
        {kind: kinds[kind] for kind in _ONCE},
    )


def check(people: People, like: Standing | None = None) -> Standing | None:
    """Count what was written twice, or lost; note whatever is not as it must be.

    ``like`` is how the journey stands when nothing happens on the way.
    """
    world, tally, where = people.world, people.tally, people.where
    tally.runs += 1
    _check_writes(people)
    with world.ledger() as ledger:
        if ledger is None:
            tally.breaks(where, "there is no ledger")
            return None
        try:
            ledger.verify()
            found = standing(ledger)
            _check_receipts(people, ledger)
        except (AssentError, ValueError) as error:
            tally.breaks(where, f"{type(error).__name__}: {error}")
            return None
    expected = (RunStatus.closed.value, (world.journey.outcome,))
    if found[:2] != expected:
        tally.breaks(where, f"it ended {found[:2]}, and not {expected}")
    if like and found != like:
        tally.breaks(where, f"it stands as {found}, and uninterrupted as {like}")
    if world.published() != set(found.documents):
        tally.breaks(where, "not every document was laid down")
    return found


def _check_writes(people: People) -> None:
    """Compare what the targets show with what was approved; each key is there once."""
    found, wanted = people.world.writes(), Counter(people.world.journey.writes)
    twice = sum((found - wanted).values()) + sum(
        (people.world.keys() - Counter(people.world.keys().keys())).values()
    )
    missing = sum((wanted - found).values())
    people.tally.duplicates += twice
    people.tally.missing += missing
    if twice or missing:
        people.tally.breaks(people.where, f"written was {dict(found)}, approved {dict(wanted)}")


def _check_receipts(people: People, ledger: Ledger) -> None:
    """Look for every decision whose command said that it is recorded."""
    gates = ledger.gates.for_run(ledger.runs.all()[0].run.id)
    held = {d.record_digest for gate in gates for d in ledger.gates.decisions(gate.id)}
    lost = [receipt for receipt in people.receipts if receipt not in held]
    people.tally.lost += len(lost)
    if lost:
        people.tally.breaks(people.where, f"{len(lost)} decision(s) told as recorded are not there")
