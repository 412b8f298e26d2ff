"""Everything of a packet, unabridged: facts, then what code found, then words, each labelled."""

from collections.abc import Iterator

from assent.records.packet import Packet, Write
from assent.writing.headings import DOCUMENT, VERSIONS
from assent.writing.hidden import flat
from assent.writing.quoting import MARGIN, difference, listed, quoted, rows
from assent.writing.summary import deadlines

__all__ = ["whole"]

_NOTHING_FOUND = "Code found nothing; what the text is worth it cannot tell."


def whole(packet: Packet) -> str:
    """Return the sections of a packet, each under a heading of its own."""
    sections = [
        ("Facts", rows(_facts(packet))),
        ("What will be written, as simulated", "\n\n".join(map(_write, packet.writes))),
        ("What follows", listed(_follows(packet))),
        ("Who decides", _seats(packet)),
        ("What an approval confirms, item by item", listed(packet.gate.confirms)),
        ("What code found in the request", listed(r.message for r in packet.remarks)),
        ("What the window meets", _obstacles(packet)),
        ("What code checked", listed(packet.checks) or _NOTHING_FOUND),
        ("What code counted", listed(packet.counts)),
        ("What auditors found, and what is owed", packet.audit),
        (f"What is not known ({len(packet.questions)})", _questions(packet)),
        ("What people decided before", listed(_heard(packet))),
        ("What was said in earlier rounds", "\n\n".join(_comments(packet))),
        (VERSIONS, _changes(packet)),
        ("What agents say to you", "\n\n".join(map(_note, packet.notes))),
        ("Made from", _sources(packet)),
        (DOCUMENT, quoted(packet.text)),
    ]
    return "\n".join(f"## {title}\n\n{body}\n" for title, body in sections if body)


def _facts(packet: Packet) -> list[tuple[str, str]]:
    signed = f"signed by {' and '.join(packet.signers)}" if packet.signers else "unsigned procedure"
    drafted = ", ".join(f"{role} (model: {model})" for role, model in packet.drafted_by)
    stated = [(name, f"{text} (the requester's words)") for name, text in packet.request]
    chosen = [(name, f"{value} (stated by the requester)") for name, value in packet.inputs]
    return [
        ("Procedure", f"{packet.procedure} ({signed})"),
        ("Step", packet.step),
        ("Document", f"{packet.document}, version {packet.version}"),
        *([("For", packet.about)] if packet.about else []),
        ("Content", packet.subject_digest),
        ("Drafted by", f"agents in the roles of {drafted}"),
        *([("Edited by", ", ".join(packet.edited_by))] if packet.edited_by else []),
        ("Requested by", f"{packet.requester}; identity: {packet.identity_assurance}"),
        *stated,
        *chosen,
        *_change(packet),
        ("Round", f"{packet.round} of {packet.rounds}"),
        *(("Asked again", f"an approval lapsed: {why}") for why in packet.lapsed),
        ("Time", deadlines(packet)),
        ("Run", packet.run),
    ]


def _change(packet: Packet) -> Iterator[tuple[str, str]]:
    change = packet.change
    if change is None:
        return
    yield "Mode", change.mode
    yield "Tier", f"{change.tier}; the rules of the practice ask for {change.ruled} at least"
    yield "Level", change.level
    yield "Window", "; ".join(change.window) or "none that could be read"
    yield "Plan", change.plan or "none"
    if change.restore_point:
        yield "Restore point", change.restore_point


def _write(write: Write) -> str:
    undo = "It cannot be undone." if write.irreversible else "It can be undone."
    check = f" Afterwards {write.check}, or all is undone." if write.check else ""
    head = f"{write.index}. {write.tool} on {write.target}, {write.place}. {undo}{check}"
    return f"{MARGIN}{flat(head)}\n\n{quoted(write.difference)}"


def _follows(packet: Packet) -> list[str]:
    return [
        f"{outcome.value}: {' '.join(sentences)}" for outcome, sentences in packet.follows.items()
    ]


def _obstacles(packet: Packet) -> str:
    """Return what the window meets; the decision is held to what it meets when it is made."""
    if packet.obstacles is None:
        return ""
    return listed(packet.obstacles) or "Nothing: neither the calendar nor another change meets it."


def _seats(packet: Packet) -> str:
    quorum = packet.gate.quorum
    needed = f"{quorum} of these must agree" if quorum else "All of these must agree"
    one = "one person fills one seat"
    many = "one person may fill several seats" if packet.gate.combine_seats else one
    people = listed(f"{title}{f' (because {why})' if why else ''}" for title, why in packet.seats)
    said = ", ".join(outcome.value for outcome in packet.offered)
    return (
        f"{needed}; {many}.\nWhoever requested or edited the document may not decide.\n\n"
        f"{people}\n\nOffered: {said}."
    )


def _questions(packet: Packet) -> str:
    asked = listed(f"{q.id}: {q.question} (owner: {q.owner})" for q in packet.questions)
    return asked or "The document raises no open question."


def _heard(packet: Packet) -> list[str]:
    return [
        f"{heard.at}: {heard.name} ({heard.person}), {heard.outcome}, {heard.subject}, "
        f"round {heard.round}; shown the packet: {'yes' if heard.shown else 'no'}"
        for heard in packet.heard
    ]


def _comments(packet: Packet) -> Iterator[str]:
    for comment in packet.comments:
        yield f"{MARGIN}Round {comment.round}, {flat(comment.person)}:\n\n{quoted(comment.text)}"


def _changes(packet: Packet) -> str:
    if packet.before is None or packet.changed is None:
        return ""
    changed = difference(packet.before, packet.text)
    told = f"{MARGIN}Compared with {flat(packet.changed.what)}."
    return f"{told}\n\n{quoted(changed or 'Nothing changed.')}"


def _note(note: tuple[str, str, str]) -> str:
    title, model, text = note
    return f"{MARGIN}{flat(title)} (model: {flat(model)}) says:\n\n{quoted(text)}"


def _sources(packet: Packet) -> str:
    made = listed(f"{name} ({digest})" for name, digest in packet.made_from.items())
    return made or "Nothing but the procedure and the role cards."
