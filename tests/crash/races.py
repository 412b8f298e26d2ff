"""Several processes at one gate in one moment: all decide it, or all go on from it."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.crash.checking import check
from tests.crash.person import LATE, People, deciding, following
from tests.crash.processes import Ended, at_once, typed
from tests.crash.tally import Race, Tally
from tests.crash.world import REVIEWERS, ROW, World, made

from assent.errors import IntegrityError
from assent.ledger import Ledger
from assent.records import OpenGate

__all__ = ["race"]

OUTCOMES = ("approve", "reject", "rework", "withdraw")


def race(folder: Path, size: int, trials: int, tally: Tally) -> None:
    """Let so many processes decide, and as many resume; each trial over a world of its own."""
    waiting, decided = _at_the_gate(folder, tally)
    deciders, resumers = Race("deciding", size), Race("resuming", size)
    tally.races += [deciders, resumers]
    for trial in range(trials):
        _trial(waiting, f"{size} deciding, trial {trial}", deciders, tally)
        _trial(decided, f"{size} resuming, trial {trial}", resumers, tally)


def _at_the_gate(folder: Path, tally: Tally) -> tuple[World, World]:
    """Return the world at the gate of its plan, and the same when the plan is approved."""
    waiting = made(folder / "waiting", ROW)
    people = People(waiting, tally, "before the races", [])
    for _ in range(3):  # launched, decided once, resumed: the plan waits
        people.type(following(people))
    decided = People(waiting.copy(folder / "decided"), tally, "before the races", [])
    decided.type(following(decided))
    return waiting, decided.world


def _trial(world: World, where: str, one: Race, tally: Tally) -> None:
    with TemporaryDirectory() as beside:
        here = People(world.copy(Path(beside) / "world"), tally, where, [])
        if one.kind == "deciding":
            _decide(here, one)
        else:
            _resume(here, one)


def _decide(people: People, one: Race) -> None:
    """Let each reviewer decide something else; whoever is not first is told who was."""
    gate = _gate(people.world)
    offered = [outcome for outcome in OUTCOMES if outcome in {o.value for o in gate.gate.outcomes}]
    words = [
        deciding(gate, offered[number % len(offered)], person)
        for number, person in enumerate(REVIEWERS[: one.size])
    ]
    ended = _started(people, one, words, "before-decision")
    won = [e for e in ended if e.code == 0]
    one.winners.append(len(won))
    receipts = [json.loads(e.said)["decision_digest"] for e in won]
    with people.world.ledger() as ledger:
        held = ledger.gates.decisions(gate.id) if ledger else []
        if ledger:
            _verified(people, ledger)
    stands = {d.record_digest for d in held}
    people.tally.runs += 1
    people.tally.lost += len(set(receipts) - stands)
    if len(won) != 1 or set(receipts) != stands:
        why = f"{len(won)} were told that they decided, and {len(stands)} decision(s) stand"
        people.tally.breaks(people.where, why)
    first = held[0].approver_identity if held else "nobody"
    for loser in (e for e in ended if e.code):
        _lost(people, one, loser, f"{first!r}", "told who was first")


def _resume(people: People, one: Race) -> None:
    """Let each process resume the run; one does the work, the others find it busy or done."""
    with people.world.ledger() as ledger:
        run_id = ledger.runs.all()[0].run.id if ledger else ""
    ended = _started(people, one, [("resume", run_id, "--json")] * one.size, "before-lease")
    worked = [e for e in ended if e.passed("after-lease") and not _came_late(e)]
    one.winners.append(len(worked))
    if len(worked) != 1:
        people.tally.breaks(people.where, f"{len(worked)} processes worked on the run")
    one.losers["late, and found it done"] += sum(map(_came_late, ended))
    for loser in (e for e in ended if e.code and not _came_late(e)):
        _lost(people, one, loser, "is being advanced by", "told that the run is busy")
    check(people)


def _came_late(ended: Ended) -> bool:
    """Tell whether a process found nothing left to do, or the run at its end."""
    idle = ended.code == 0 and not ended.passed("before-checkpoint")
    return idle or (ended.code == LATE and "has ended" in ended.complained)


def _verified(people: People, ledger: Ledger) -> None:
    """Note a ledger that contradicts itself, as two winners leave it."""
    try:
        ledger.verify()
    except IntegrityError as error:
        people.tally.breaks(people.where, str(error))


def _started(people: People, one: Race, words: Sequence[tuple[str, ...]], meet: str) -> list[Ended]:
    """Start all at once, and once more at the point where one of them has to win."""
    ended = at_once(people.world.folder, [typed(*each) for each in words], meet=meet)
    people.tally.commands += len(ended)
    at = [e.at for e in ended]
    one.spreads.append((max(at) - min(at)) / 1e6)
    return ended


def _lost(people: People, one: Race, loser: Ended, words: str, how: str) -> None:
    """Note how a process was told that it came second."""
    if loser.code == LATE and words in loser.complained:
        one.losers[how] += 1
    else:
        people.tally.breaks(people.where, f"one ended with {loser.code}: {loser.told}")


def _gate(world: World) -> OpenGate:
    with world.ledger() as ledger:
        gates = ledger.gates.open_now() if ledger else []
    return gates[0]
