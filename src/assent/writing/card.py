"""What of a role card a prompt carries: the sections that a turn can use."""

import re

from assent.records import Role

__all__ = ["portrait"]

_SECTION = re.compile(r"(?m)^(?=## )")
_NEEDS = re.compile(r"\bneeds?\b")
_FOR_PEOPLE = ("background", "what i take back", "what i hand over")
_DISPUTE = ("how i disagree",)


def portrait(role: Role, *, needs: bool, dispute: bool) -> str:
    """Return the card without what is written for colleagues, and what this turn has no use for.

    Left out are the past of the role, what it takes home and what it hands over; without
    ``needs`` its needs, without ``dispute`` its way of disagreeing. Every other section
    stays, above all what the role will not accept; so does one with a title of its own.
    """
    head, *sections = _SECTION.split(role.prose)
    unused = _FOR_PEOPLE + (() if dispute else _DISPUTE)
    kept = (text for text in sections if _kept(_title(text), unused, needs=needs))
    return "\n".join(part.strip() for part in (head, *kept) if part.strip())


def _title(section: str) -> str:
    return section.partition("\n")[0].removeprefix("## ").strip().lower()


def _kept(title: str, unused: tuple[str, ...], *, needs: bool) -> bool:
    return not title.startswith(unused) and (needs or not _NEEDS.search(title))
