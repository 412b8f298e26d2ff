"""The first screen of a packet: what a person with two minutes has to know.

It is made of structured data alone: no sentence that an agent drafted comes into it, and
what stands in it of names and values is one line each, cut where it is too long.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assent.records import Outcome, Weight
from assent.records.packet import Packet, Write
from assent.writing.hidden import flat
from assent.writing.measure import cut, fold, width
from assent.writing.quoting import MARGIN

__all__ = ["LINES", "WIDEST", "deadlines", "summary"]

LINES = 40
"""Lines of the first screen, its heading included."""
WIDEST = 100
"""Columns of its widest line; sentences are folded well before."""

_FOLDED = 80
_LABEL = len("Requested by") + 2
_UNDER = 2
_TEXT = _FOLDED - len(MARGIN) - _LABEL
_ROOM = LINES - 3  # the heading, and a blank line on either side
_LONGEST = 4
_PLACE = 36
_OWNERS = 5
_SHORTENED = "…"
_NEEDED = {"approval": "Approval of", "sign-off": "Signature under", "escalation": "A ruling on"}
_WEIGHTS = {
    Weight.sends_back: "stands in the way",
    Weight.raises: "makes it high",
    Weight.shown: "for the reader",
}
_SAID = re.compile(r"'.*'")


class _Row(NamedTuple):
    """A label with its lines. Of a list each line is an item; items may stand below the label."""

    label: str
    lines: list[str]
    left: int = 0
    listed: bool = False
    edge: int = _LABEL

    def shorter(self) -> "_Row":
        """Return the row without its last line, and with a mark of what is left out."""
        return self._replace(lines=self.lines[:-1], left=self.left + 1)

    def told(self) -> Iterator[str]:
        last = f" … and {self.left} more below" if self.listed else f" {_SHORTENED}"
        for place, line in enumerate(self.lines):
            label = cut(self.label, _LABEL - 2) if place == 0 else ""
            more = last if self.left and place == len(self.lines) - 1 else ""
            room = WIDEST - len(MARGIN) - self.edge - len(more)
            yield f"{MARGIN}{label.ljust(self.edge)}{cut(line, room)}{more}".rstrip()


def summary(packet: Packet) -> str:
    """Return the lines of the first screen behind its heading."""
    rows = [row for row in _rows(packet) if row.lines]
    while sum(len(row.lines) for row in rows) > _ROOM:
        place = max(range(len(rows)), key=lambda at: len(rows[at].lines))
        rows[place] = rows[place].shorter()
    return "\n".join(line for row in rows for line in row.told())


def deadlines(packet: Packet) -> str:
    """Return what time alone will do at the gate, in hours from its opening."""
    gate = packet.gate
    timed = [
        ("reminds", gate.remind_after_hours),
        ("escalates", gate.escalate_after_hours),
        ("expires, unapproved,", gate.expire_after_hours),
    ]
    told = [f"{does} {hours} hours after opening" for does, hours in timed if hours]
    return f"The gate {', '.join(told)}." if told else "No time limit; nothing happens by silence."


def _rows(packet: Packet) -> Iterator[_Row]:
    yield _sentence("Asked", _asked(packet))
    yield _sentence("Requested by", f"{packet.requester}; identity: {packet.identity_assurance}")
    yield _sentence("Drafted by", _drafted(packet))
    yield _sentence("For", "" if packet.request else packet.about)
    for place, (name, text) in enumerate(packet.request):
        yield _sentence(name, ("" if place else "in the requester's words: ") + _words(text))
    for name, value in packet.inputs:
        yield _sentence(name, f"{value} (stated by the requester)")
    yield from _writes(packet)
    yield from _change(packet)
    yield from _follows(packet)
    yield _list("Asked again", [f"an approval lapsed: {why}" for why in packet.lapsed])
    yield _list("In the way", packet.obstacles or ())
    yield _list("Code found", _found(packet))
    yield _list("Counted", packet.counts)
    yield _sentence("Not known", _unknown(packet))
    yield _sentence("Changed", _changed(packet))
    yield _list("Decided", [_heard(packet, place) for place in range(len(packet.heard))])
    yield _sentence("Confirm", _confirmed(packet))
    yield _sentence("Until", deadlines(packet))
    signed = f"signed by {' and '.join(packet.signers)}" if packet.signers else "unsigned procedure"
    step = f"step {packet.step}; round {packet.round} of {packet.rounds}"
    yield _sentence("Procedure", f"{packet.procedure} ({signed}); {step}")


def _sentence(label: str, text: str) -> _Row:
    lines = fold(flat(text), _TEXT) if text else []
    return _Row(label, lines[:_LONGEST], left=max(0, len(lines) - _LONGEST))


def _list(label: str, items: Sequence[str]) -> _Row:
    room = WIDEST - len(MARGIN) - _LABEL
    return _Row(label, [cut(flat(item), room) for item in items], listed=True)


def _asked(packet: Packet) -> str:
    needed = _NEEDED[packet.gate.kind]
    quorum = packet.gate.quorum
    people = ", ".join(f"{title}{f' ({why})' if why else ''}" for title, why in packet.seats)
    several = len(packet.seats) > 1
    how = f"{quorum} of these" if quorum and quorum < len(packet.seats) else "all of these"
    by = f"{how}: {people}" if several else people
    said = ", ".join(outcome.value for outcome in packet.offered)
    return f"{needed} version {packet.version} by {by}; offered: {said}"


def _drafted(packet: Packet) -> str:
    roles = ", ".join(role for role, _ in packet.drafted_by)
    return f"{roles}; changed by hand: {', '.join(packet.edited_by)}" if packet.edited_by else roles


def _words(text: str) -> str:
    """Return a requester's words in quotation marks that nothing inside them can close."""
    inside = flat(text).translate({ord(mark): '"' for mark in "“”"})
    return f"“{inside}”"


def _change(packet: Packet) -> Iterator[_Row]:
    change = packet.change
    if change is None:
        return
    ruled = "" if change.tier == change.ruled else f", by rule at least {change.ruled}"
    back = f"; restore point: {change.restore_point}" if change.restore_point else ""
    told = f"{change.mode}; tier {change.tier}{ruled}; level {change.level}{back}"
    yield _sentence("Bound to", told)
    yield _Row("Window", [cut(flat(line), _TEXT) for line in change.window])


def _writes(packet: Packet) -> Iterator[_Row]:
    """Yield how many writes there are, then each in a line, those without an undo first."""
    if not packet.change or not packet.change.plan:
        return
    never = sum(write.irreversible for write in packet.writes)
    undo = f"{never} of them CANNOT BE UNDONE" if never else "each can be undone"
    yield _sentence("Writes", f"{len(packet.writes)}; {undo}" if packet.writes else "none")
    ordered = sorted(packet.writes, key=lambda write: not write.irreversible)
    yield _Row("", [_write(write) for write in ordered], listed=True, edge=_UNDER)


def _write(write: Write) -> str:
    """Return a write in one line; of a long one the place gives way to what it changes."""
    never = "CANNOT BE UNDONE: " if write.irreversible else ""
    head, place = f"{write.index}. {never}{write.target}, ", flat(write.place)
    room = WIDEST - len(MARGIN) - _UNDER - width(head) - len(": ")
    told = f"{flat(write.before) or 'nothing'} → {flat(write.after) or 'nothing'}"
    change = cut(told, room - min(width(place), _PLACE))
    return f"{head}{cut(place, room - width(change))}: {change}"


def _follows(packet: Packet) -> Iterator[_Row]:
    labels = {
        Outcome.approve: "If approved",
        Outcome.rework: "If reworked",
        Outcome.reject: "If rejected",
    }
    for outcome, label in labels.items():
        if outcome in packet.offered or outcome is Outcome.approve:
            lines = [line for s in packet.follows.get(outcome, ()) for line in fold(flat(s), _TEXT)]
            yield _Row(label, lines)


def _found(packet: Packet) -> list[str]:
    """Return what code found, the worst first; of a document its own words are left out."""
    remarks = sorted(packet.remarks, key=lambda remark: tuple(_WEIGHTS).index(remark.weight))
    told = [f"{_WEIGHTS[remark.weight]}: {remark.message}" for remark in remarks]
    kinds = Counter(_SAID.sub("'…'", flat(check)) for check in packet.checks)
    told += [
        f"{kind} ({number} of these)" if number > 1 else kind
        for kind, number in kinds.most_common()
    ]
    return told or ["nothing wrong; what the text is worth it cannot tell"]


def _unknown(packet: Packet) -> str:
    number = len(packet.questions)
    if not number:
        return "no open question"
    first, others = packet.owners[:_OWNERS], len(packet.owners[_OWNERS:])
    told = [f"{owner} {count}" for owner, count in first] + [f"{others} others"] * bool(others)
    return f"{number} open question{'' if number == 1 else 's'}, owned by {', '.join(told)}"


def _changed(packet: Packet) -> str:
    changed = packet.changed
    if changed is None:
        return "nothing to compare with: it is the first version"
    parts = f"; in {', '.join(changed.sections)}" if changed.sections else ""
    if not changed.added and not changed.removed:
        return f"nothing since {changed.what}"
    many = "" if changed.added == 1 else "s"
    return (
        f"since {changed.what}: {changed.added} line{many} added, {changed.removed} removed{parts}"
    )


def _heard(packet: Packet, place: int) -> str:
    heard = packet.heard[place]
    unread = "" if heard.shown else " (not shown the packet)"
    return f"{heard.name}: {heard.outcome}, {heard.subject}, round {heard.round}{unread}"


def _confirmed(packet: Packet) -> str:
    items, answers = packet.gate.confirms, packet.answers
    told = [f"an approval names each: {', '.join(items)}"] if items else []
    if answers:
        told.append(f"it answers each major finding: {', '.join(answers)}")
    return "; ".join(told)
