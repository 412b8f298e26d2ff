"""Makes characters visible that a reader would not see."""

from assent.canonical import is_hidden

__all__ = ["reveal"]


def reveal(text: str) -> str:
    """Return the text with each hidden character shown as its code point, ``<U+202E>``."""
    return "\n".join(_shown(line) for line in text.split("\n"))


def _shown(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    return "".join(f"<U+{ord(c):04X}>" if is_hidden(c) else c for c in line)
