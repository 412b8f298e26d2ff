"""``assent trace``: what happened in a run, in order, and who did it."""

import click

from assent.cli.happenings import sentence
from assent.cli.opening import opened
from assent.cli.options import as_json, pass_place
from assent.cli.place import Place
from assent.cli.screen import columns, emit, moment, say
from assent.records import Entry

__all__ = ["command"]

_QUIET = frozenset({"artifact.recorded", "packet.shown", "run.status", "document.status"})


@click.command("trace")
@click.argument("run")
@click.option("--all", "everything", is_flag=True, help="Every entry of the log, with its number.")
@as_json
@pass_place
def command(place: Place, run: str, everything: bool, as_json: bool) -> None:
    """Tell what happened in a run, in order, and who did it.

    With --json every entry of the run, exactly as the log holds it.
    """
    with opened(place) as runner:
        entries = list(runner.events(run))
        if as_json:
            emit([{**entry.plain(), "entry_digest": entry.entry_digest} for entry in entries])
            return
        shown = [entry for entry in entries if everything or entry.kind not in _QUIET]
        columns([_row(entry, numbered=everything) for entry in shown])
        left = len(entries) - len(shown)
        if left:
            say(f"{left} more entries: {place.command('trace', run, '--all')}")


def _row(entry: Entry, *, numbered: bool) -> tuple[str, ...]:
    row = (moment(entry.at), entry.kind, sentence(entry))
    return (str(entry.sequence), *row, entry.entry_digest[7:19]) if numbered else row
