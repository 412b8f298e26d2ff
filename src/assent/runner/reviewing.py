"""Reading a packet: what is shown, to whom, and what changed since they were last shown one."""

from assent.ledger import Ledger
from assent.records import OpenGate, Record, Showing
from assent.runner.identity import Actor
from assent.writing.seen import Since, since

__all__ = ["Review", "review"]


class Review(Record):
    """A packet as it was fixed, who was shown it so far, and what is new in it for the reader.

    ``shown`` are the showings of every packet of the same declared gate in the run, oldest
    first. ``last`` is the packet that the reader was shown before this one, and ``since``
    what changed from it; both are None for whoever saw none.
    """

    gate: OpenGate
    packet: str
    shown: tuple[Showing, ...]
    last: Showing | None = None
    since: Since | None = None


def review(reference: str, reader: Actor | None, ledger: Ledger) -> Review:
    """Return a packet for its reader, and record that they were shown it.

    Raises:
        UnknownGateError: There is no such gate or packet.
    """
    gate = ledger.gates.get(ledger.gates.find(reference))
    packet = ledger.content.text(gate.packet_digest)
    if reader:
        ledger.gates.showings.add(gate, reader.person.id, reader.assurance)
    shown = [s for s in ledger.gates.showings.of(gate.run_id) if s.declared == gate.gate.id]
    last = _last(shown, gate, reader)
    return Review(
        gate=gate,
        packet=packet,
        shown=tuple(shown),
        last=last,
        since=since(ledger.content.text(last.packet_digest), packet) if last else None,
    )


def _last(shown: list[Showing], gate: OpenGate, reader: Actor | None) -> Showing | None:
    """Return the newest other packet of the declared gate that the reader was shown."""
    if reader is None:
        return None
    mine = [s for s in shown if s.person == reader.person.id]
    until = [place for place, s in enumerate(mine) if s.gate == gate.id]
    before = mine[: until[0]] if until else []
    return before[-1] if before else None
