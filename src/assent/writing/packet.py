"""The packet: what a person is shown before deciding, from the facts first.

It begins with one screen that holds what a decision takes, made of structured data alone.
Then comes the whole, unabridged, with the words of agents last and labelled.
"""

from assent.records.packet import Packet
from assent.writing.headings import WHOLE
from assent.writing.summary import summary
from assent.writing.whole import whole

__all__ = ["render_packet"]

_KINDS = {"approval": "Approval", "sign-off": "Sign-off", "escalation": "A ruling"}


def render_packet(packet: Packet) -> str:
    """Return the packet as plain text that any reader of Markdown leaves as it is."""
    head = f"# {_KINDS[packet.gate.kind]} wanted: {packet.document}"
    return "\n".join([head, "", summary(packet), "", WHOLE, "", whole(packet)])
