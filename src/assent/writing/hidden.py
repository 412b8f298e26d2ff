"""Makes characters visible that a reader would not see."""

from assent.canonical import is_hidden

__all__ = ["flat", "reveal"]


def reveal(text: str) -> str:
    """Return the text with each hidden character shown as its code point, ``<U+202E>``."""
    return "\n".join(_shown(line) for line in text.split("\n"))


def flat(text: str) -> str:
    """Return the text as one line in which nothing hides; blanks of any kind are one space."""
    return " ".join(reveal(text.replace("\r\n", "\n")).split())


def _shown(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    return "".join(f"<U+{ord(c):04X}>" if is_hidden(c) else c for c in line)
