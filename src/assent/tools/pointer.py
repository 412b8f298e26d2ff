"""JSON pointers (RFC 6901) into plain data; ``-`` is the place after an array's last item."""

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["MISSING", "find", "tokens", "written"]

MISSING = object()
"""What is found where nothing is."""


def tokens(pointer: str) -> tuple[str, ...]:
    """Return the parts of a pointer.

    Raises:
        ValueError: It does not begin with a slash, or escapes something else than ~ and /.
    """
    if not pointer.startswith("/"):
        raise ValueError(f"{pointer!r} is no JSON pointer; it begins with '/'")
    if "~" in pointer.replace("~0", "").replace("~1", ""):
        raise ValueError(f"{pointer!r} holds a '~' that is neither '~0' nor '~1'")
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/"))


def written(parts: Sequence[str]) -> str:
    """Return the pointer of some parts."""
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def find(data: Any, parts: Sequence[str]) -> Any:
    """Return what is there, or MISSING."""
    for part in parts:
        if isinstance(data, Mapping):
            data = next((value for key, value in data.items() if str(key) == part), MISSING)
        elif isinstance(data, list):
            data = data[int(part)] if _is_index(part) and int(part) < len(data) else MISSING
        else:
            return MISSING
    return data


def _is_index(part: str) -> bool:
    return part.isascii() and part.isdigit() and (part == "0" or part[0] != "0")
