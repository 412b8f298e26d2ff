"""What people were shown, told to people: who read which packet, and what is new in it."""

from collections.abc import Iterator

from assent.cli.place import Place
from assent.cli.screen import heading, moment, say
from assent.cli.waiting import named
from assent.records import Decision, Organisation, Showing
from assent.runner import Review, Runner
from assent.writing.quoting import MARGIN

__all__ = ["showings", "shown_before", "tell_readers", "tell_since"]

_PREFIX = slice(len("sha256:"), len("sha256:") + 12)


def showings(decision: Decision, runner: Runner) -> list[Showing]:
    """Return every packet of the gate, of any round, that a person was shown before deciding."""
    shown = runner.ledger.gates.showings.of(decision.run_id)
    declared = runner.ledger.gates.get(decision.gate).gate.id
    mine = [s for s in shown if (s.person, s.declared) == (decision.approver_identity, declared)]
    return [showing for showing in mine if showing.shown_at <= decision.decided_at]


def shown_before(decision: Decision, runner: Runner) -> Iterator[str]:
    """Yield what a receipt says of the packets that its author was shown."""
    if decision.shown_at is None:
        yield "no: nothing says that this person was shown the packet"
    for showing in showings(decision, runner):
        which = "this packet" if showing.gate == decision.gate else "an earlier packet,"
        digest = "" if showing.gate == decision.gate else f" {showing.packet_digest[_PREFIX]}"
        yield f"{which}{digest} {moment(showing.shown_at)}, identity {showing.identity_assurance}"


def tell_readers(
    review: Review, organisation: Organisation, reader: str | None, place: Place
) -> None:
    """Print who was shown this packet; say how to be recorded to whom nobody knows."""
    readers = [showing for showing in review.shown if showing.gate == review.gate.id]
    for showing in readers:
        who = named(showing.person, organisation)
        say(f"Shown to {who}, {moment(showing.shown_at)}, identity {showing.identity_assurance}.")
    if not readers:
        say("Nobody was recorded as having been shown this packet.")
    if reader is None:
        again = place.command("review", review.gate.id, "--as", "PERSON")
        say(f"To be recorded as its reader: {again}")


def tell_since(review: Review) -> None:
    """Print what changed since the reader was last shown a packet of this gate."""
    if review.last is None or review.since is None:
        return
    heading("# Since you were last shown a packet of this gate\n")
    last = review.last
    say(f"That was packet {last.packet_digest[_PREFIX]}, {moment(last.shown_at)}.")
    parts = (("facts", review.since.facts), ("document", review.since.document))
    for name, changed in parts:
        say(f"\nThe {name}:\n" if changed else f"\nThe {name}: nothing changed.")
        for line in changed.splitlines():
            say(f"{MARGIN}{line}")
    say()
