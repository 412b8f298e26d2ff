"""``assent runs``: every run of the store."""

from typing import Any

import click

from assent.cli.opening import opened
from assent.cli.options import as_json, pass_place
from assent.cli.place import Place
from assent.cli.screen import columns, emit, moment, say
from assent.runner import Run

__all__ = ["command"]


@click.command("runs")
@as_json
@pass_place
def command(place: Place, as_json: bool) -> None:
    """List the runs, oldest first."""
    with opened(place) as runner:
        runs = runner.runs()
        if as_json:
            emit([_plain(run) for run in runs])
        elif not runs:
            say(f"There are no runs in {runner.store.place}.")
            say("Launch one with: assent run WORKFLOW --with NAME=FILE")
        else:
            columns([_row(run) for run in runs])


def _row(run: Run) -> tuple[str, ...]:
    launched = run.launched
    stage = run.stage or ""
    at = moment(launched.launched_at)
    return (run.id, run.status.value, stage, at, f"requested by {launched.requester_name}")


def _plain(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "workflow": run.workflow,
        "title": run.launched.title,
        "status": run.status.value,
        "stage": run.stage,
        "requester": run.launched.requester,
        "launched_at": run.launched.plain()["launched_at"],
        "gates": [gate.id for gate in run.gates],
    }
