"""The people of a journey: at each moment they type the one command that comes next."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from tests.crash.processes import Ended, run, typed
from tests.crash.tally import Tally
from tests.crash.world import REQUESTER, REVIEWERS, WORKFLOW, World

from assent.ledger import Ledger
from assent.records import Effect, EffectState, OpenGate, RunStatus

__all__ = ["LATE", "MOST", "People", "deciding", "finish", "following"]

MOST = 14
"""How many commands a journey may take; an uninterrupted one takes five or six."""

LAUNCH = (
    *("run", WORKFLOW, "--with", "request=request.yaml", "--mode", "staging"),
    *("--role", "reviewer=cm-manager", "--as", REQUESTER, "--json"),
)
_FINE = {0, 3}
LATE = 4


class People(NamedTuple):
    """Who types, where; ``receipts`` are the decisions that they were told are recorded."""

    world: World
    tally: Tally
    where: str
    receipts: list[str]

    def type(self, words: tuple[str, ...], death: str | float = "") -> Ended:
        """Type a command; anything but done, waiting, or coming late is a breach.

        Somebody comes late to a gate that is decided, or to a run that is over.
        """
        ended = run(self.world.folder, typed(*words), death)
        self.tally.commands += 1
        if words[0] == "decide" and ended.code == 0:
            self.receipts.append(json.loads(ended.said)["decision_digest"])
        over = words[0] == "resume" and "has ended" in ended.complained
        late = ended.code == LATE and (words[0] == "decide" or over)
        if ended.code not in _FINE and not late and not (death and ended.killed):
            self.tally.breaks(self.where, f"{words[0]} ended with {ended.code}: {ended.told}")
        return ended


def finish(people: People) -> bool:
    """Type on until the run has ended and everything of it is laid down; tell whether it has."""
    for _ in range(MOST):
        words = following(people)
        ended = people.type(words)
        if ended.code not in {*_FINE, LATE}:
            return False
        if words[0] == "resume" and _is_over(people.world):
            return True
    people.tally.breaks(people.where, f"not at its end after {MOST} more commands")
    return False


def following(people: People) -> tuple[str, ...]:
    """Return the command that somebody has to type next."""
    with people.world.ledger() as ledger:
        runs = ledger.runs.all() if ledger else []
        if ledger is None or not runs:
            return LAUNCH
        run_id, status = runs[0].run.id, runs[0].status
        doubts = [*_doubted(ledger, run_id)] if status is RunStatus.in_doubt else []
        if doubts:
            people.tally.doubts += 1
            return _settling(people.world, doubts[0])
        gates = ledger.gates.open_now(run_id) if status is RunStatus.waiting else []
    return deciding(gates[0]) if gates else ("resume", run_id, "--json")


def deciding(
    gate: OpenGate, outcome: str = "approve", person: str = REVIEWERS[0]
) -> tuple[str, ...]:
    """Return the command of a person who decides over the packet of a gate."""
    confirmed = [word for item in gate.gate.confirms for word in ("--confirm", item)]
    said = ("--reason", "As it was asked for.", "--as", person, "--json")
    return ("decide", gate.packet_digest, outcome, *confirmed, *said)


def _settling(world: World, doubt: Effect) -> tuple[str, ...]:
    """Return what somebody says who has looked at the target."""
    found = "applied" if world.writes()["page once"] else "absent"
    said = ("--reason", "I looked at the pager.", "--as", REVIEWERS[0])
    return ("settle", doubt.run_id, str(doubt.index), found, *said)


def _doubted(ledger: Ledger, run_id: str) -> Iterator[Effect]:
    for execution in ledger.effects.executions(run_id):
        yield from (e for e in execution.effects if e.state is EffectState.in_doubt)


def _is_over(world: World) -> bool:
    with world.ledger() as ledger:
        return bool(ledger and all(row.status.ended for row in ledger.runs.all()))
