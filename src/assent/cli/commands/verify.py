"""``assent verify``: whether everything kept here is what it was when it was kept."""

import click

from assent.cli.opening import opened
from assent.cli.options import as_json, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, facts

__all__ = ["command"]


@click.command("verify")
@as_json
@pass_place
def command(place: Place, *, as_json: bool) -> None:
    """Check the log, every row it vouches for, and all content.

    The first thing that is not what it was is named, with exit code 5. What this cannot
    show: that nobody replaced the whole store by an older or another consistent one.
    """
    with opened(place) as runner:
        runner.ledger.verify()
        entries = runner.ledger.log.entries()
        last = entries[-1].entry_digest if entries else ""
        found = {"verified": True, "entries": len(entries), "last_entry_digest": last or None}
        if as_json:
            emit(found)
        else:
            facts(
                [
                    ("verified", f"{len(entries)} log entries, every row and all content"),
                    ("last entry", last),
                    ("store", runner.store.place),
                ]
            )
