"""What changed between two packets, for somebody who was shown the first of them."""

import re
from difflib import unified_diff

from assent.records import Record
from assent.writing.headings import DOCUMENT, VERSIONS, WHOLE
from assent.writing.quoting import MARGIN

__all__ = ["Since", "since"]

_COUNT = re.compile(r" \(\d+\)$")


class Since(Record):
    """The facts and the lines of the document that differ; empty where nothing does."""

    facts: str
    document: str


def since(before: str, after: str) -> Since:
    """Return what changed from one packet to another, its facts and its document.

    Only a line of the packet's own can begin a section, so no text in it shifts one.
    """
    old, new = _sections(before), _sections(after)
    titles = [t for t in dict.fromkeys((*old, *new)) if t not in {DOCUMENT, VERSIONS}]
    facts = [
        f"{title}:\n{changed}"
        for title in titles
        if (changed := _changed(old.get(title, []), new.get(title, [])))
    ]
    return Since(
        facts="\n".join(facts), document=_changed(old.get(DOCUMENT, []), new.get(DOCUMENT, []))
    )


def _sections(packet: str) -> dict[str, list[str]]:
    """Return the lines of the whole by the heading that they stand under."""
    found: dict[str, list[str]] = {}
    body = found.setdefault("", [])
    for line in packet.partition(f"\n{WHOLE}\n")[2].splitlines():
        if line.startswith("## "):
            body = found.setdefault(_COUNT.sub("", line.removeprefix("## ")), [])
        elif line:
            body.append(line.removeprefix(MARGIN).removeprefix(">").removeprefix(" "))
    return found


def _changed(before: list[str], after: list[str]) -> str:
    lines = list(unified_diff(before, after, lineterm="", n=0))[2:]
    kept = [line for line in lines if not line.startswith("@@")]
    return "\n".join(f"{line[0]} {line[1:]}".rstrip() for line in kept)
