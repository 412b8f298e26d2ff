"""The packet: what a person is shown before deciding, from the facts first.

Everything that an agent wrote stands behind a quotation mark at the start of its line, so
no draft can speak in the packet's own voice.
"""

from collections.abc import Iterable, Sequence
from difflib import unified_diff

from assent.records import Digest, DraftQuestion, Gate, Outcome, Record
from assent.writing.hidden import reveal

__all__ = ["Packet", "PastComment", "difference", "quoted", "render_packet"]


_NOTHING_FOUND = "Code found nothing; what the text is worth it cannot tell."


class PastComment(Record):
    """What a person said when they sent an earlier round back."""

    round: int
    person: str
    text: str


class Packet(Record):
    """The facts of one decision.

    ``signers`` are the printed names under the procedure as it was launched; none means
    that it is unsigned. ``seats`` are (role id, printed role, condition that put it there);
    ``before`` is the text of the version before this one, None for a first version.
    ``writes`` are the simulated writes of a plan, ``notes`` (printed role, words) what agents
    say to the reader, ``obstacles`` what calendar and other changes say of its window; None
    where there is none, ``audit`` the finished section of what auditors found.
    ``lapsed`` says why approvals that were given before do not hold now.
    """

    procedure: str
    signers: tuple[str, ...] = ()
    run: str
    step: str
    requester: str
    identity_assurance: str
    gate: Gate
    seats: tuple[tuple[str, str, str], ...]
    inputs: tuple[tuple[str, str], ...] = ()
    lapsed: tuple[str, ...] = ()
    round: int
    rounds: int
    document: str
    version: int
    subject_digest: Digest
    made_from: dict[str, Digest] = {}
    drafted_by: tuple[str, ...]
    edited_by: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    obstacles: tuple[str, ...] | None = None
    checks: tuple[str, ...] = ()
    audit: str = ""
    counts: tuple[str, ...] = ()
    questions: tuple[DraftQuestion, ...] = ()
    comments: tuple[PastComment, ...] = ()
    before: str | None = None
    text: str


def render_packet(packet: Packet) -> str:
    """Return the packet as Markdown: one screen of facts, then the whole document."""
    sections = [
        _facts(packet),
        _in_short(packet),
        _obstacles(packet),
        _writes(packet),
        _seats(packet),
        _confirms(packet),
        _listed(
            "What code checked",
            packet.checks,
            _NOTHING_FOUND,
        ),
        packet.audit,
        _questions(packet.questions),
        _comments(packet.comments),
        _changes(packet),
        _notes(packet),
        _sources(packet),
        _document(packet),
    ]
    return "\n".join(section for section in sections if section)


def quoted(text: str) -> str:
    """Return agents' or people's text with every line quoted and nothing hidden in it."""
    return "\n".join(f"> {line}".rstrip() for line in reveal(text).rstrip("\n").split("\n"))


def difference(before: str, after: str) -> str:
    """Return the changed lines between two texts, as a unified difference without file names."""
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    return "\n".join(list(lines)[2:])


def _facts(packet: Packet) -> str:
    kind = {"approval": "Approval", "sign-off": "Sign-off", "escalation": "A ruling"}
    signers = " and ".join(packet.signers)
    signed = f"signed by {signers}" if signers else "unsigned procedure"
    rows = [
        ("Procedure", f"{packet.procedure} ({signed})"),
        ("Step", packet.step),
        ("Document", f"{packet.document}, version {packet.version}"),
        ("Content", packet.subject_digest),
        ("Drafted by", f"agents in the roles of {', '.join(packet.drafted_by)}"),
        *([("Edited by", ", ".join(packet.edited_by))] if packet.edited_by else []),
        ("Requested by", f"{packet.requester}; identity: {packet.identity_assurance}"),
        *packet.inputs,
        ("Round", f"{packet.round} of {packet.rounds}"),
        *(("Asked again", f"an approval lapsed: {why}") for why in packet.lapsed),
        ("Run", packet.run),
    ]
    wanted = kind[packet.gate.kind]
    table = "\n".join(f"| {name} | {_cell(value)} |" for name, value in rows)
    return f"# {wanted} wanted: {_cell(packet.document)}\n\n| Fact | |\n|---|---|\n{table}\n"


def _in_short(packet: Packet) -> str:
    """Return what is in it, counted: what a reader with two minutes has to know."""
    questions, problems = len(packet.questions), len(packet.checks)
    rows = [
        f"{questions} open question{'' if questions == 1 else 's'}, each with an owner.",
        f"{problems} problem{'' if problems == 1 else 's'} found by the checks that code makes.",
        *packet.counts,
    ]
    return _listed("In short", rows, "")


def _obstacles(packet: Packet) -> str:
    """Return what the window meets; the decision is held to what it meets when it is made."""
    if packet.obstacles is None:
        return ""
    free = "Nothing: neither the calendar nor another change meets it, as it stands."
    return _listed("What the window meets", packet.obstacles, free)


def _cell(text: str) -> str:
    return reveal(text).replace("|", "\\|").replace("\n", " ")


def _seats(packet: Packet) -> str:
    rows = [f"- {title}{f' (because {why})' if why else ''}" for _, title, why in packet.seats]
    quorum = packet.gate.quorum
    needed = f"{quorum} of these must agree" if quorum else "All of these must agree"
    offered = [o.value for o in packet.gate.outcomes]
    if packet.round >= packet.rounds and Outcome.rework in packet.gate.outcomes:
        offered.remove(Outcome.rework.value)
    seats = (
        "one person may fill several seats"
        if packet.gate.combine_seats
        else ("one person fills one seat")
    )
    return (
        f"## Who decides\n\n{needed}; {seats}. Whoever requested or edited the "
        f"document may not decide.\n\n" + "\n".join(rows) + f"\n\nOffered: {', '.join(offered)}.\n"
    )


def _writes(packet: Packet) -> str:
    if not packet.writes:
        return ""
    rows = "\n\n".join(quoted(write) for write in packet.writes)
    return f"## What will be written, as simulated\n\n{rows}\n"


def _notes(packet: Packet) -> str:
    if not packet.notes:
        return ""
    rows = "\n\n".join(f"The {title} says:\n\n{quoted(text)}" for title, text in packet.notes)
    return f"## What agents say to you\n\n{rows}\n"


def _confirms(packet: Packet) -> str:
    if not packet.gate.confirms:
        return ""
    return _listed("What an approval confirms, item by item", packet.gate.confirms, "")


def _listed(title: str, rows: Sequence[str], otherwise: str) -> str:
    body = "\n".join(f"- {_cell(row)}" for row in rows) or otherwise
    return f"## {title}\n\n{body}\n"


def _questions(questions: Sequence[DraftQuestion]) -> str:
    rows = [f"{q.id}: {q.question} (owner: {q.owner})" for q in questions]
    title = f"What is not known ({len(rows)})"
    return _listed(title, rows, "The document raises no open question.")


def _comments(comments: Sequence[PastComment]) -> str:
    if not comments:
        return ""
    return "## What was said in earlier rounds\n\n" + "\n".join(_comment_rows(comments)) + "\n"


def _comment_rows(comments: Sequence[PastComment]) -> Iterable[str]:
    for comment in comments:
        yield f"Round {comment.round}, {comment.person}:\n\n{quoted(comment.text)}\n"


def _changes(packet: Packet) -> str:
    if packet.before is None:
        return ""
    changed = difference(packet.before, packet.text) or "Nothing changed."
    return f"## What changed since the version before\n\n{quoted(changed)}\n"


def _sources(packet: Packet) -> str:
    rows = [f"{name} ({digest[:19]}…)" for name, digest in packet.made_from.items()]
    return _listed("Made from", rows, "Nothing but the procedure and the role cards.")


def _document(packet: Packet) -> str:
    return f"## The document, whole, as it would stand\n\n{quoted(packet.text)}\n"
