"""Guards taken away, one at a time: each must be noticed, or the zeros are worth nothing."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.crash.kills import kill
from tests.crash.processes import aside
from tests.crash.races import race
from tests.crash.tally import Tally
from tests.crash.world import FORTH, SILENT, Journey

from assent.execution.writing import Writing
from assent.ledger import gates
from assent.ledger.decisions import Decisions
from assent.ledger.leases import Leases
from assent.ledger.standing import Standing, found
from assent.records import Probed
from assent.store.sqlite import SQLiteStore

__all__ = ["GUARDS", "Guard", "notice"]

TRIES = 10
"""How often a removed guard may go unnoticed before the harness is said not to see."""


class Guard(NamedTuple):
    """A guard: how it is removed in this process, where that shows, and in which figure."""

    remove: Callable[[], None]
    shows: Callable[[Path, Tally], None]
    seen: Callable[[Tally], int]
    figure: str

    def notices(self, counted: Tally) -> bool:
        """Tell whether its figure shows what was counted without it."""
        return bool(self.seen(counted) and counted.broken)


def _seat() -> None:
    """A seat that is filled, and a gate that is closed, refuse nobody."""

    def waiting(self, tx, ref, seat=""):
        return self.read(tx, found(tx, ref))

    def record(self, tx, gate, decision):
        entry, row = self._logged(tx, decision)
        tx.rows("insert_decision", **row, combined=0, entry=entry.sequence)

    Standing.waiting = waiting
    gates.check = lambda *_: None
    Decisions.record = record


def _lease() -> None:
    """Whoever wants to hold a run holds it."""
    Leases._is_held = lambda *_: False
    Leases.held = lambda *_: None


def _probe() -> None:
    """A target that cannot tell is taken to say that nothing was written."""
    Writing._probed = lambda *_: Probed.absent


def _transaction() -> None:
    """Each statement is kept by itself."""
    run = SQLiteStore._run

    def alone(self, statement):
        if statement not in {"BEGIN", "BEGIN IMMEDIATE", "COMMIT"}:
            run(self, statement)

    SQLiteStore._run = alone


def _racing(folder: Path, tally: Tally) -> None:
    race(folder, 4, 1, tally)


def _killed(journey: Journey, *points: str) -> Callable[[Path, Tally], None]:
    return lambda folder, tally: kill(folder, journey, tally, most=1, only=points)


def _most(tally: Tally) -> int:
    return max(tally.winners, default=1) - 1


GUARDS = {
    "seat": Guard(_seat, _racing, _most, "more than one winner"),
    "lease": Guard(_lease, _racing, _most, "more than one winner"),
    "probe": Guard(_probe, _killed(SILENT, "after-effect"), lambda t: t.duplicates, "a duplicate"),
    "transaction": Guard(
        _transaction,
        _killed(FORTH, "before-resolution"),
        lambda tally: len(tally.broken),
        "a run that is stuck",
    ),
}


def notice(tally: Tally) -> None:
    """Remove each guard in a process of its own, and look whether that shows."""
    for name, guard in GUARDS.items():
        counted = aside(lambda guard=guard: _without(guard))
        if counted is not None and guard.notices(counted):
            tally.noticed.append(f"without the {name} there was {guard.figure}")
        else:
            tally.breaks(f"without the {name}", "nothing was noticed: the harness cannot see")


def _without(guard: Guard) -> Tally:
    """Try until it shows: on a busy machine a race may be run one after the other."""
    counted = Tally()
    guard.remove()
    for _ in range(TRIES):
        with TemporaryDirectory() as folder:
            guard.shows(Path(folder), counted)
        if guard.notices(counted):
            break
    return counted
