"""Whose clause a finding is about: the practice's own, or one that nobody here can override."""

import re
from collections.abc import Iterable, Iterator

from assent.records import AuditFinding, Framework

__all__ = ["is_external"]

_WORDS = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"(?:[A-Z]{1,4}-)?\d+(?:\.\d+)*")


def is_external(finding: AuditFinding, frameworks: Iterable[Framework]) -> bool:
    """Tell whether a finding is an external framework's; what is not known to be ours is.

    Ours is only what names a clause of a framework of the practice in so many words, while
    neither it nor its text speaks of an external one. What the finding says of itself
    counts for nothing.
    """
    known = tuple(frameworks)
    clause = _plain(finding.clause)
    ours = any(clause in _spellings(one) for one in known if not one.external)
    said = f"{finding.clause}\n{finding.text}\n{finding.correction}"
    return not ours or any(_speaks_of(one, said) for one in known if one.external)


def _spellings(framework: Framework) -> Iterator[str]:
    """Yield the ways in which a finding may name the framework, or one of its clauses."""
    if not framework.clauses:
        yield _plain(framework.title)
    for clause in framework.clauses:
        yield _plain(f"{framework.title} {clause}")
        if number := _NUMBER.match(clause):
            yield _plain(f"{framework.title} {number[0]}")


def _speaks_of(framework: Framework, text: str) -> bool:
    """Tell whether a text names the framework, or cites a clause that carries its letters."""
    if f" {_plain(framework.title)} " in f" {_plain(text)} ":
        return True
    numbers = (_NUMBER.match(clause) for clause in framework.clauses)
    return any(
        re.search(rf"(?<![\w-]){re.escape(n[0])}(?![\w.-]*\d)", text)
        for n in numbers
        if n and n[0][0].isalpha()
    )


def _plain(text: str) -> str:
    """Return the words and numbers of a text, one space between them, without "clause"."""
    words = (word.casefold() for word in _WORDS.findall(text))
    return " ".join(word for word in words if word != "clause")
