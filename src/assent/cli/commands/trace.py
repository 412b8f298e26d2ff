"""``assent trace``: what happened in a run, in order, and who did it."""

from collections.abc import Mapping

import click

from assent.cli.happenings import sentence
from assent.cli.opening import opened
from assent.cli.options import as_json, pass_place
from assent.cli.place import Place
from assent.cli.screen import columns, emit, moment, say
from assent.records import Entry
from assent.runner import Runner

__all__ = ["command"]

_QUIET = frozenset({"artifact.recorded", "run.status", "document.status"})


@click.command("trace")
@click.argument("run")
@click.option(
    "--all", "everything", is_flag=True, help="Every entry of the log, with its number and digest."
)
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
        reasons = _reasons(runner, entries[0].run_id or run) if entries else {}
        columns([_row(entry, reasons, numbered=everything) for entry in shown])
        left = len(entries) - len(shown)
        if left:
            say(f"{left} more entries: {place.command('trace', run, '--all')}")


def _reasons(runner: Runner, run: str) -> dict[str, str]:
    """Return the reason of each decision, override and closed condition.

    The log holds their digests, the ledger their words.
    """
    gates = runner.ledger.gates
    opened_here = [gate.id for gate in gates.for_run(run)]
    made = [d for gate in opened_here for d in (*gates.decisions(gate), *gates.deferrals(gate))]
    closed = [one.discharge for one in runner.ledger.obligations.of(run) if one.discharge]
    return {
        **{decision.record_digest: decision.reason for decision in made},
        **{o.record_digest: o.rationale for decision in made for o in decision.overrides},
        **{discharge.record_digest: discharge.evidence for discharge in closed},
    }


def _row(entry: Entry, reasons: Mapping[str, str], *, numbered: bool) -> tuple[str, ...]:
    reason = reasons.get(str(entry.body.get("override") or entry.body.get("record")))
    told = f"{sentence(entry)}: {reason}" if reason else sentence(entry)
    number = (str(entry.sequence), entry.entry_digest[7:19]) if numbered else ()
    return (*number, moment(entry.at), entry.kind, told)
