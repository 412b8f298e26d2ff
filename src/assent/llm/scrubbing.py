"""Other people's error messages: short, on one line, and without anything that looks like a key."""

import re

from assent.writing.hidden import reveal

__all__ = ["is_passing", "scrubbed"]

_SAID = 200
_KEYS = re.compile(
    r"\b(?:sk|pk|rk)-[\w*-]{6,}|\bBearer\s+\S+|\beyJ[\w-]{10,}[\w.-]*", re.IGNORECASE
)
_PASSING = frozenset({408, 409, 425, 429})
_SERVER = 500


def is_passing(status: int) -> bool:
    """Tell whether an HTTP status may be another one later."""
    return status in _PASSING or status >= _SERVER


def scrubbed(text: str, secret: str = "") -> str:
    """Return somebody else's text on one short line, without anything that looks like a key."""
    plain = text.replace(secret, "…") if secret else text
    line = re.sub(r"\s+", " ", reveal(_KEYS.sub("…", plain[: 20 * _SAID]))).strip()
    return line if len(line) <= _SAID else line[: _SAID - 1] + "…"
