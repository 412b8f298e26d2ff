"""Which passage speaks of what: words are found where a word of the text begins."""

import re
from collections.abc import Iterable, Mapping

__all__ = ["find", "nearest", "telling"]

_WORD = re.compile(r"[^\W\d_][\w-]*")
_SHORTEST = 4
_STEM = 6
_EVERYDAY = frozenset(
    re.findall(
        r"\w+",
        """
configuration management
about above after again also among another because been before being below between both cannot
could document does doing done down draft during each every from give have having here into
item items itself just least less like made make makes many more most must name need needs
never nobody none nothing often once only other over part parts policy practice record records
said same says section sections shall should since some state such than that their them then
there these they this those through today under until upon very want wanted ways well were
what when where whether which while whom whose will with within without would your
""",
    )
)


def find(text: str, words: Iterable[str]) -> frozenset[str]:
    """Return the words that the text holds at the start of a word, in any case."""
    lowered = text.lower()
    return frozenset(word for word in words if word and _begins(word.lower(), lowered))


def telling(text: str) -> tuple[str, ...]:
    """Return the words of a text that tell what it is about, cut to their stems."""
    stems = (word.lower()[:_STEM] for word in _WORD.findall(text) if _tells(word.lower()))
    return tuple(dict.fromkeys(stems))


def nearest(words: Iterable[str], texts: Mapping[str, str]) -> str | None:
    """Return the key of the text that holds most of the words, the first of equals, or None."""
    wanted = tuple(words)
    held = {key: len(find(text, wanted)) for key, text in texts.items()}
    best = max(held, key=lambda key: held[key], default=None)
    return best if best is not None and held[best] else None


def _begins(word: str, text: str) -> bool:
    at = text.find(word)
    while at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_"):
        at = text.find(word, at + 1)
    return at >= 0


def _tells(word: str) -> bool:
    return len(word) >= _SHORTEST and word not in _EVERYDAY
