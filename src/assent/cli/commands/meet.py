"""``assent meet``: a person says that a condition of an approval is met."""

from pathlib import Path

import click

from assent.cli.obligations import state
from assent.cli.opening import opened
from assent.cli.options import as_json, as_person, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, facts, moment
from assent.records import Obligation
from assent.runner import Run

__all__ = ["command"]

_KEY = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("meet")
@click.argument("run")
@click.argument("condition")
@click.option("--reason", default="", help="What shows it; it stands beside the name for good.")
@click.option("--waive", is_flag=True, help="Let it go; only who set it may.")
@as_person
@click.option(
    "--sign", "key", metavar="KEY", type=_KEY, help="Your private SSH key; needed at tier high."
)
@as_json
@pass_place
def command(
    place: Place,
    *,
    run: str,
    condition: str,
    reason: str,
    waive: bool,
    person: str | None,
    key: Path | None,
    as_json: bool,
) -> None:
    """Say that a condition of an approval is met, or waive it.

    CONDITION is its id, as 'assent conditions RUN' lists it. Who set it may, and whoever else
    holds that seat's role; never who requested the run or edited the document. The first
    word stands.
    """
    with opened(place) as runner:
        closed = runner.meet(run, condition, reason, by=person, waive=waive, key=key)
        found = runner.run(run)
        if as_json:
            emit({**closed.plain(), "next": _next(found, place)})
        else:
            _tell(closed, found, place)


def _tell(closed: Obligation, run: Run, place: Place) -> None:
    by = closed.discharge
    left = [one.id for one in run.conditions if one.open]
    facts(
        [
            (state(closed), f"{closed.id}: {closed.text}"),
            ("by", f"{by.name} ({by.person}) as {by.role}" if by else ""),
            ("identity", by.identity_assurance if by else ""),
            ("at", moment(by.at) if by else ""),
            ("reason", by.evidence if by else ""),
            ("receipt", by.record_digest if by else ""),
            ("still open", ", ".join(left)),
            ("next", _next(run, place)),
        ]
    )


def _next(run: Run, place: Place) -> str:
    """Return what to type next: the list while something is open, else on with the run."""
    owed = any(one.open for one in run.conditions)
    return place.command("conditions" if owed or run.gates else "resume", run.id)
