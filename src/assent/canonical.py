"""One byte form for everything that is digested, signed or compared.

JSON follows RFC 8785 (JCS); text is Unicode NFC with line feeds and no lone
surrogates; digests are SHA-256, written ``sha256:<64 hex>``.
"""

import hashlib
import unicodedata
from typing import Any

import rfc8785

from assent.errors import NotCanonicalError

__all__ = ["digest", "digest_of", "dumps", "hidden_characters", "is_hidden", "normalise", "visible"]

_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_INVISIBLE = frozenset({0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0})
_LAYOUT = frozenset({"\n", "\t"})


def dumps(value: Any) -> bytes:
    """Return the RFC 8785 bytes of plain JSON data.

    Raises:
        NotCanonicalError: The value holds something JSON cannot carry exactly.
    """
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise NotCanonicalError(str(error)) from error


def digest(content: bytes) -> str:
    """Return ``sha256:<64 hex>`` of the bytes."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def digest_of(value: Any) -> str:
    """Return the digest of plain JSON data in its canonical bytes."""
    return digest(dumps(value))


def normalise(text: str) -> str:
    """Return the text in NFC with line feeds, ending in exactly one of them.

    Raises:
        NotCanonicalError: The text holds a lone surrogate, which no UTF-8 file can.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError(f"a lone surrogate at character {error.start}") from error
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return lines.strip("\n") + "\n"


def is_hidden(character: str) -> bool:
    """Tell whether a reader would not see this character, or see it somewhere else.

    Covers control and format characters (bidirectional overrides, zero-width
    characters, tags), variation selectors, unassigned and private code points,
    and letters that are drawn as nothing. Line feed and tab are layout.
    """
    if character in _LAYOUT or (character.isascii() and character.isprintable()):
        return False
    point = ord(character)
    return (
        unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        or any(point in block for block in _VARIATION_SELECTORS)
        or point in _INVISIBLE
    )


def visible(text: str, what: str) -> str:
    """Return a person's words, as long as a reader sees all of them.

    Raises:
        NotCanonicalError: They hold a character that a reader would not see; says where.
    """
    for line, column, character in hidden_characters(text.replace("\r\n", "\n")):
        point = f"U+{ord(character):04X}"
        raise NotCanonicalError(f"hidden character {point} at {line}:{column} of the {what}")
    return text


def hidden_characters(text: str) -> list[tuple[int, int, str]]:
    """Return (line, column, character) of each hidden character, both 1-based."""
    return [
        (row, column, character)
        for row, line in enumerate(text.split("\n"), 1)
        if not (line.isascii() and line.isprintable())
        for column, character in enumerate(line, 1)
        if is_hidden(character)
    ]
