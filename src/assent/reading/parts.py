"""The share of a step's action that is addressed to one role."""

from collections.abc import Sequence

from assent.reading.names import Cast

__all__ = ["shares"]

_LONGEST = 48
_MOST_WORDS = 5


def shares(lines: list[str], agents: Sequence[str], cast: Cast) -> dict[str, str]:
    """Return the share of the action addressed to each role, one paragraph each.

    A paragraph begins ``Role: text``; without the colon only where the action's first
    line begins so too, since a sentence may mention a role anywhere.
    """
    plain = bool(lines) and _addressed(lines[0], agents, cast, colon=False) is not None
    said: dict[str, list[str]] = {}
    role: str | None = None
    for line in lines:
        found = _addressed(line, agents, cast, colon=True)
        if found is None and plain:
            found = _addressed(line, agents, cast, colon=False)
        if found:
            role, text = found
            said.setdefault(role, []).append(text)
        elif not line.strip() or line.startswith(("[", "Each ", "All ")):
            role = None
        elif role:
            said[role].append(line)
    return {role: "\n".join(texts).strip() for role, texts in said.items()}


def _addressed(
    line: str, agents: Sequence[str], cast: Cast, *, colon: bool
) -> tuple[str, str] | None:
    text = line.strip().lstrip("-* ")
    if colon:
        name, found, rest = text.partition(":")
        role = cast.short(name.strip("* "), agents) if found and len(name) <= _LONGEST else None
        return (role, rest.strip("* ")) if role and rest.strip() else None
    words = text.split()
    for length in range(min(_MOST_WORDS, len(words) - 1), 1, -1):
        role = cast.short(" ".join(words[:length]), agents)
        if role and words[length].islower():
            return role, " ".join(words[length:])
    return None
