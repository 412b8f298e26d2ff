"""A role card: front matter for the machine, prose for the person and the prompt."""

import re
from collections.abc import Iterable

from assent.canonical import digest
from assent.reading.data import Data
from assent.reading.frontmatter import check_keys
from assent.reading.lines import Line, Page
from assent.reading.margin import Margin
from assent.reading.names import Cast
from assent.records import Need, Role

__all__ = ["ROLE_KEYS", "check_references", "role"]

ROLE_KEYS = (
    "id", "title", "aliases", "group", "serves", "decides", "advises",
    "overrides", "escalates_to", "hands_to", "tools",
)  # fmt: skip
"""The keys of a role, on a card and in practice.yaml."""

_SHORTEST = 40
_NESTED = 4
_REQUIRED = ("id", "title", "serves")
_NEED = re.compile(r"[-*+]\s+\*\*([^*]{1,80})\*\*\s*(?:[\u2014\u2013:-]+\s*)?(.*)$")
_WORDS = re.compile(r"\(words:\s*([^()]*)\)\s*\.?\s*$", re.IGNORECASE)
_NEEDS = re.compile(r"\bneeds?\b", re.IGNORECASE)


def role(data: Data, page: Page, path: str, source: bytes, margin: Margin) -> Role | None:
    """Read one card; what is wrong with it goes to the margin."""
    check_keys(data, ROLE_KEYS, _REQUIRED, margin, kept=False)
    prose = "\n".join(line.text for line in page.lines).strip()
    if len(prose) < _SHORTEST:
        place = (page.lines[0].number if page.lines else 1, 1)
        margin.write("card-without-prose", *place, "The card says almost nothing of the role.")
    known = {key: data.values[key] for key in ROLE_KEYS if data.values.get(key) is not None}
    if not all(known.get(key) for key in _REQUIRED):
        return None
    needs = tuple(_needs(page))
    values = {**known, "needs": needs, "prose": prose, "path": path}
    return data.record(Role, {**values, "source_digest": digest(source)}, margin)


def _needs(page: Page) -> Iterable[Need]:
    for heading in page.headings:
        if heading.level > 1 and _NEEDS.search(heading.title):
            for text in _bullets(heading.lines):
                need = _NEED.match(text)
                if need:
                    yield _need(need[1], need[2])


def _need(title: str, text: str) -> Need:
    words = _WORDS.search(text)
    said = text[: words.start()].strip() if words else text.strip()
    recognised = tuple(w.strip() for w in words[1].split(",") if w.strip()) if words else ()
    return Need(title=title.strip(" :."), text=said, words=recognised)


def _bullets(lines: Iterable[Line]) -> list[str]:
    """Return each bullet with the lines it runs on over, as one text."""
    bullets: list[str] = []
    for line in lines:
        text = line.text.strip()
        if re.match(r"[-*+]\s", text) and line.indent < _NESTED:
            bullets.append(text)
        elif text and bullets and line.indent > 0:
            bullets[-1] += f" {text}"
    return bullets


def check_references(found: Role, data: Data, cast: Cast, margin: Margin, *at: str | int) -> None:
    """Write names on a card that mean no role or group of the practice."""
    named = [("escalates_to", found.escalates_to)]
    for key, name in named:
        if name and name not in cast.roles:
            _stranger(name, data.place(*at, key), cast, margin)
    for index, name in enumerate(found.hands_to):
        if name not in cast.roles and name not in cast.groups and name not in cast.generic:
            _stranger(name, data.place(*at, "hands_to", index), cast, margin)
    if found.group and found.group not in cast.groups:
        _stranger(found.group, data.place(*at, "group"), cast, margin)


def _stranger(name: str, place: tuple[int, int], cast: Cast, margin: Margin) -> None:
    message = f"{name!r} is no role of this practice."
    margin.write("role-unknown", *place, message, suggestion=cast.suggestion(name))
