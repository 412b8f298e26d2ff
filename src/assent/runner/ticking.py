"""A tick: what the clock asks of every gate, and of every run that could go on by itself.

Time reminds, goes a step up, and ends; it never approves. What was decided and not taken
further is taken further, as if the person had typed the command that follows a decision.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from assent.errors import AssentError, RunBusyError
from assent.ledger import Ledger, RunRow
from assent.ports import Clock, Notifier
from assent.records import (
    GateState,
    Notice,
    OpenGate,
    Organisation,
    Record,
    Role,
    RunStatus,
    Verdict,
)
from assent.runner.snapshot import restore

__all__ = ["Failure", "Tick", "keep_time", "stalled", "sweep"]

_ANSWERS = {"gate.resolved", "gate.voided", "condition.met", "condition.waived"}
_RESTED = "run.status"


class Failure(Record):
    """A run that could not be taken further, or a notice that reached nobody, and why."""

    what: str
    error: str
    message: str


class Tick(Record):
    """What one tick did: notices given, runs taken further, and what failed."""

    notices: tuple[Notice, ...] = ()
    resumed: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()


def keep_time(
    gates: Iterable[OpenGate], ledger: Ledger, organisation: Organisation, notifier: Notifier
) -> tuple[list[Notice], list[Failure]]:
    """Do what has fallen due at the gates, and tell the people concerned.

    A notice is logged before it is told: one that cannot be delivered is a failure, and
    still stands in the log and the inbox.

    Raises:
        ClockSetBackError: The clock stands before what is already recorded.
    """
    given: list[Notice] = []
    failures: list[Failure] = []
    for gate in gates:
        for notice in ledger.timing.keep(gate.id, organisation, _above(gate, ledger)):
            given.append(notice)
            try:
                notifier.tell(notice)
            except Exception as error:  # a notifier is somebody else's code; none may stop a tick
                failures.append(_failure(f"{notice.kind} of {notice.gate}", error))
    return given, failures


def _above(gate: OpenGate, ledger: Ledger) -> Mapping[str, Role]:
    """Return who is above whom, as the run's own cards say; nobody where nothing escalates."""
    if gate.gate.escalate_after_hours is None:
        return {}
    practice, _, _ = restore(ledger.content, ledger.runs.get(gate.run_id).snapshot)
    return practice.roles


def sweep(
    rows: Iterable[RunRow], resume: Callable[[str], object]
) -> tuple[list[str], list[Failure]]:
    """Take each run further; one that another process holds is in good hands."""
    resumed: list[str] = []
    failures: list[Failure] = []
    for row in rows:
        try:
            resume(row.run.id)
            resumed.append(row.run.id)
        except RunBusyError:
            continue
        except AssentError as error:
            failures.append(_failure(row.run.id, error))
    return resumed, failures


def stalled(ledger: Ledger, clock: Clock) -> Iterator[RunRow]:
    """Yield the runs that nobody has to decide on and that could go on.

    A run that was decided and not resumed; one whose process died; one that was parked
    before the window of its approved plan opened.
    """
    for row in ledger.runs.all():
        decided = row.status is RunStatus.waiting and _answered(row, ledger)
        died = row.status is RunStatus.running
        if decided or died or (row.status is RunStatus.parked and _opened(row, ledger, clock)):
            yield row


def _answered(row: RunRow, ledger: Ledger) -> bool:
    """Tell whether no gate is open, and something was said since the run came to rest."""
    if ledger.gates.open_now(row.run.id):
        return False
    told = [e.kind for e in ledger.log.entries(row.run.id) if e.kind in {*_ANSWERS, _RESTED}]
    return bool(told) and told[-1] != _RESTED


def _opened(row: RunRow, ledger: Ledger, clock: Clock) -> bool:
    """Tell whether the window of an approved plan opened after the run was parked."""
    for gate in reversed(ledger.gates.for_run(row.run.id)):
        window = gate.bound.window
        if gate.bound.plan is None or window is None:
            continue
        ended = ledger.gates.resolution(gate.id)
        approved = ended is not None and ended.verdict is Verdict.approved
        standing = approved and ledger.gates.state(gate.id) is GateState.resolved
        return standing and row.updated_at < window[0] <= clock.now() < window[1]
    return False


def _failure(what: str, error: Exception) -> Failure:
    return Failure(what=what, error=type(error).__name__, message=str(error))
