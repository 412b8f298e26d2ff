"""Bytes → text, or the reason why there is none."""

from assent.canonical import hidden_characters
from assent.reading.margin import Margin

__all__ = ["LARGEST", "decode", "shown"]

LARGEST = 1024 * 1024
"""The most bytes a document may hold."""

_LONGEST_LINE = 10_000
_MOST_LINES = 20_000
_BINARY = (b"\x89PNG", b"%PDF", b"PK\x03\x04", b"\x7fELF", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def decode(source: bytes, margin: Margin) -> str | None:
    """Return the text with line feeds and without a byte order mark, or None when refused."""
    text = _text(source, margin)
    if text is None or not _bounded(text, margin):
        return None
    if text.startswith("\ufeff"):
        margin.write("byte-order-mark", 1, 1, "The file begins with a UTF-8 byte order mark.")
        text = text[1:]
    text = text.replace("\r\n", "\n")
    for line, column, character in hidden_characters(text):
        mark = shown(character)
        message = f"The text holds the hidden character {mark}."
        margin.write("hidden-character", line, column, message, character=mark)
    return text


def shown(text: str) -> str:
    """Return the characters as code points, as in ``<U+202E>``."""
    return "".join(f"<U+{ord(character):04X}>" for character in text)


def _text(source: bytes, margin: Margin) -> str | None:
    if len(source) > LARGEST:
        margin.write("file-too-large", 1, 1, "The file holds more than 1 MiB.")
    elif source.startswith(_WIDE_MARKS) or _looks_wide(source):
        margin.write("file-utf-16", 1, 1, "The file is UTF-16 or UTF-32, not UTF-8.")
    elif source.startswith(_BINARY):
        margin.write("file-binary", 1, 1, "The file is no text: it begins as a binary format does.")
    elif b"\x00" in source:
        line, column = _place(source, source.index(b"\x00"))
        margin.write("file-nul", line, column, "The file holds a NUL byte.")
    else:
        return _utf_8(source, margin)
    return None


def _utf_8(source: bytes, margin: Margin) -> str | None:
    try:
        return source.decode()
    except UnicodeDecodeError as error:
        line, column = _place(source, error.start)
        byte = source[error.start]
        margin.write("file-not-utf-8", line, column, f"The byte 0x{byte:02X} is not valid UTF-8.")
        return None


def _place(source: bytes, index: int) -> tuple[int, int]:
    before = source[:index]
    start = before.rfind(b"\n") + 1
    column = len(before[start:].decode(errors="replace")) + 1
    return before.count(b"\n") + 1, column


def _looks_wide(source: bytes) -> bool:
    """Tell UTF-16 without a mark: every other byte of plain text is NUL."""
    head = source[:512]
    if not head[3:] or b"\x00" not in head:
        return False
    return max(head[::2].count(0), head[1::2].count(0)) > len(head) * 0.4


def _bounded(text: str, margin: Margin) -> bool:
    lines = text.count("\n") + 1
    if lines > _MOST_LINES:
        margin.write("file-too-long", _MOST_LINES + 1, 1, f"The file has {lines} lines.")
        return False
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST_LINE:
            message = f"The line has {len(line)} characters."
            margin.write("line-too-long", number, _LONGEST_LINE + 1, message)
            return False
    return True
