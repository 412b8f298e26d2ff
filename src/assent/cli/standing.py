"""Where a run stands once it rests: the block printed at the end of run, resume and decide."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assent.cli.obligations import sentence
from assent.cli.place import Place
from assent.cli.screen import facts
from assent.cli.waiting import free_seats, plain
from assent.errors import AssentError
from assent.records import EffectState, ExecutionOutcome, Obligation, Organisation, RunStatus
from assent.runner import Run, Runner
from assent.runner.identity import recognise

__all__ = [
    "account",
    "exit_code",
    "folder",
    "next_commands",
    "report",
    "reschedule_command",
    "resting_on",
    "stages",
    "tell_standing",
]

_CODES = {
    RunStatus.closed: 0,
    RunStatus.waiting: 3,
    RunStatus.parked: 3,
    RunStatus.in_doubt: 3,
    RunStatus.rejected: 4,
    RunStatus.withdrawn: 4,
    RunStatus.expired: 4,
    RunStatus.sent_back: 4,
}
_SAID = ("--reason", "…", "--as", "PERSON")


def exit_code(run: Run) -> int:
    """Return what the shell should see: 0 closed, 3 waiting, 4 refused, 1 anything else."""
    return _CODES.get(run.status, 1)


def account(organisation: Organisation) -> str | None:
    """Return the person whom the operating system names, if practice.yaml knows them."""
    try:
        return recognise(None, organisation).person.id
    except AssentError:
        return None


def folder(run: Run, runner: Runner) -> Path | None:
    """Return where the run's documents lie as files, if they do."""
    if runner.folder is None:
        return None
    place = runner.folder / "runs" / run.id / "documents"
    return place if place.is_dir() else None


def stages(run: Run) -> str:
    """Return the stages reached and, until the run has ended, the present one and the rest."""
    declared, reached = run.launched.stages, set(run.stages)
    if run.status.ended:
        return ", ".join(dict.fromkeys(run.stages))
    before = [stage for stage in declared if stage in reached and stage != run.stage]
    line = ", ".join(before)
    if run.stage:
        line = f"{line}, now {run.stage}" if line else f"now {run.stage}"
    ahead = [stage for stage in declared if stage not in reached]
    return f"{line}; to come: {', '.join(ahead)}" if ahead and line else line


def next_commands(run: Run, place: Place) -> list[str]:
    """Return what to type next, if anything is to be done."""
    if run.status.ended:
        return [place.command("documents", run.id)]
    if run.gates:
        return [place.command("review", gate.id) for gate in run.gates]
    if resting_on(run):
        return [place.command("conditions", run.id)]
    return list(_settling(run, place)) or [
        place.command("resume", run.id),
        *([reschedule_command(run.id, place)] if _idle(run) and run.artifacts.get("plan") else []),
        *([place.command("withdraw", run.id, *_SAID)] if _idle(run) else []),
    ]


def reschedule_command(run: str, place: Place) -> str:
    """Return how the window of a run is moved."""
    return place.command("reschedule", run, "--window", "START/END", *_SAID)


def resting_on(run: Run) -> list[Obligation]:
    """Return the open conditions that a run rests on; none while it waits for anything else."""
    if run.status is not RunStatus.waiting or run.gates:
        return []
    return [one for one in run.conditions if one.open]


def _idle(run: Run) -> bool:
    """Tell whether a run waits for something that may never come, with nothing begun."""
    return run.status is RunStatus.parked and not run.executions


def _settling(run: Run, place: Place) -> Iterator[str]:
    """Yield what a person may say of an execution that only a person can take further."""
    for execution in run.executions:
        if execution.outcome is ExecutionOutcome.incident:
            yield place.command("close-incident", run.id, *_SAID)
        if execution.outcome is ExecutionOutcome.in_doubt:
            for effect in execution.effects:
                if effect.state is EffectState.in_doubt:
                    words = ("settle", run.id, str(effect.index))
                    yield place.command(*words, "applied", *_SAID)
                    yield place.command(*words, "absent", *_SAID)


def tell_standing(run: Run, runner: Runner, place: Place) -> None:
    """Print the closing block."""
    lying = folder(run, runner)
    organisation = runner.organisation
    waiting = [runner.waiting(gate, organisation) for gate in run.gates]
    waits = [seat.sentence for one in waiting for seat in free_seats(one, organisation)]
    waits += [sentence(one, runner) for one in resting_on(run)]
    facts(
        [
            ("run", run.id),
            ("status", run.status.value),
            ("stages", stages(run)),
            *(("waits for", line) for line in waits),
            *(("note", note) for note in _notes(run)),
            ("documents", f"{len(run.documents)} in {lying}" if lying else ""),
            *(("next", command) for command in next_commands(run, place)),
        ]
    )


def report(run: Run, runner: Runner, place: Place) -> dict[str, Any]:
    """Return the run record with what waits, the next commands and where documents lie."""
    lying = folder(run, runner)
    return {
        **run.plain(),
        "waiting": [plain(runner.waiting(gate)) for gate in run.gates],
        "next": next_commands(run, place),
        "folder": str(lying) if lying else None,
    }


def _notes(run: Run) -> list[str]:
    if run.note:
        return [run.note]
    if run.status is RunStatus.waiting and not run.gates:
        return ["it was decided, and can go on"]
    return []
