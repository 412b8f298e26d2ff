"""The front matter of a document: YAML between two lines of three hyphens."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from assent.reading.data import Data, parse
from assent.reading.fields import closest
from assent.reading.margin import Margin

__all__ = ["Front", "check_keys", "cut"]

_LARGEST = 32 * 1024
_KEY = re.compile(r"[A-Za-z_][\w -]*:(?:\s|$)")


class Front(NamedTuple):
    """The text below the front matter begins at line ``body``; ``data`` is None without any."""

    data: Data | None
    body: int
    broken: bool = False


def cut(texts: list[str], margin: Margin) -> Front:
    """Read the front matter of the lines of a file."""
    if not texts or texts[0].rstrip() != "---":
        return Front(None, 1)
    end = next((i for i, t in enumerate(texts[1:], 1) if t.rstrip() in {"---", "..."}), None)
    if end is None:
        if len(texts) > 1 and _KEY.match(texts[1]):
            margin.write("front-matter-unclosed", 1, 1, "The front matter has no end.")
            return Front(None, 1, broken=True)
        return Front(None, 1)
    if not any(_KEY.match(text) for text in texts[1:end]) and "".join(texts[1:end]).strip() == "":
        return Front(None, end + 2)
    data = parse("\n".join(texts[1:end]) + "\n", 2, margin, largest=_LARGEST)
    return Front(data, end + 2, broken=data is None)


def check_keys(
    data: Data, known: Iterable[str], required: Iterable[str], margin: Margin, *, kept: bool
) -> None:
    """Write what is wrong with the keys; ``kept`` tells that unknown ones are kept."""
    names = sorted(known)
    for key in required:
        if data.values.get(key) in (None, "", []):
            line, column = data.place(key)
            margin.write("key-missing", line, column, f"{key!r} is not given.", key=key)
    for key in data.values:
        if key in names:
            continue
        meant = closest(key, names)
        facts = {"suggestion": meant or "", "known": ", ".join(names)}
        code = "key-misspelled" if meant else "key-unknown" if kept else "key-ignored"
        line, column = data.key(key)
        message = f"{key!r} is no key that anything reads."
        margin.write(code, line, column, message, key=key, **facts)
