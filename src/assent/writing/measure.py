"""How wide text is on a screen, and text brought to a width."""

import unicodedata
from collections.abc import Iterator

__all__ = ["cut", "fold", "width"]

_CUT = "…"


def width(text: str) -> int:
    """Return the columns that a line takes; wide letters take two, combining marks none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def cut(text: str, most: int) -> str:
    """Return the line, or as much of its beginning as fits with a mark that it was cut."""
    return text if width(text) <= most else _beginning(text, most - width(_CUT)) + _CUT


def fold(text: str, most: int) -> list[str]:
    """Return a text as lines of at most ``most`` columns, broken at spaces where there are any."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".lstrip()
        if width(joined) <= most:
            lines[-1] = joined
            continue
        *whole, last = _pieces(word, most)
        lines = [*filter(None, lines), *whole, last]
    return lines


def _pieces(word: str, most: int) -> Iterator[str]:
    """Yield a word that is too wide for a line in parts that are not."""
    while width(word) > most:
        piece = _beginning(word, most)
        yield piece
        word = word[len(piece) :]
    yield word


def _beginning(text: str, most: int) -> str:
    used = 0
    for place, character in enumerate(text):
        used += _columns(character)
        if used > most:
            return text[: max(place, 1)]
    return text


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
