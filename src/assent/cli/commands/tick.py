"""``assent tick``: what the clock asks of gates, and runs that could go on by themselves."""

import click

from assent.cli.opening import opened
from assent.cli.options import as_json, pass_place
from assent.cli.place import Place
from assent.cli.progress import Teller
from assent.cli.screen import emit, facts, heading, moment, say
from assent.cli.waiting import named
from assent.records import Notice, Organisation

__all__ = ["command"]

_SAID = {
    "reminder": "{subject} waits for {seat}: {why}",
    "escalation": "{subject} went up to {to}: {why}",
    "expiry": "{subject} expired: {why}",
}


@click.command("tick")
@as_json
@pass_place
def command(place: Place, *, as_json: bool) -> int:
    """Remind, escalate and end what is overdue; go on with what was left standing.

    For a scheduler, every few minutes. Time approves nothing: it reminds, opens a seat to
    the next role up, or ends a gate. Runs that were decided and not resumed, whose process
    died, or whose change window has opened are taken further. Each thing is done once, also
    when two ticks run at the same time.
    """
    with opened(place, Teller()) as runner:
        tick = runner.tick()
        if as_json:
            emit(tick.plain())
            return int(bool(tick.failures))
        organisation = runner.organisation
        for notice in tick.notices:
            _tell(notice, organisation, place)
        for run in tick.resumed:
            status = runner.run(run).status.value
            facts([("went on", f"{run}, {status}"), ("  next", place.command("show", run))])
        for failure in tick.failures:
            facts([("failed", failure.what), ("  why", failure.message)])
        if not (tick.notices or tick.resumed or tick.failures):
            say("Nothing is due.")
        return int(bool(tick.failures))


def _tell(notice: Notice, organisation: Organisation, place: Place) -> None:
    heading(_SAID[notice.kind].format(**notice.plain()))
    people = ", ".join(named(person, organisation) for person in notice.people)
    following = "show" if notice.kind == "expiry" else "review"
    about = notice.run_id if notice.kind == "expiry" else notice.gate
    facts(
        [
            ("  due since", moment(notice.due_at)),
            ("  told" if notice.kind == "expiry" else "  waits for", people or "nobody holds it"),
            ("  run", notice.run_id),
            ("  next", place.command(following, about)),
        ]
    )
    say()
