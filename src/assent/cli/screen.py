"""What is printed, and how: plain words, nothing hidden in them, no wider than the screen."""

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from assent.writing.hidden import flat, reveal
from assent.writing.measure import width

__all__ = [
    "columns",
    "emit",
    "facts",
    "heading",
    "moment",
    "pages",
    "raw",
    "say",
    "tell",
    "wrapped",
]

_GAP = "  "
_NARROWEST = 40


def say(text: str = "") -> None:
    """Print to standard output, with every hidden character made visible."""
    click.echo(reveal(text))


def tell(text: str) -> None:
    """Print to standard error: progress, and what is no part of the answer.

    A reader who has gone away must not stop the work that is told about.
    """
    try:
        click.echo(reveal(text), err=True)
    except OSError:
        return


def emit(value: Any) -> None:
    """Print one JSON document; in ASCII, so that nothing in it can hide or move text."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=True))


def heading(text: str) -> None:
    """Print a line that begins a part; bold where there is a person."""
    click.secho(reveal(text), bold=True)


def pages(text: str) -> None:
    """Print a long text: through the pager when a person's screen is too short for it."""
    shown = reveal(text)
    if sys.stdin.isatty() and sys.stdout.isatty() and _too_long(shown):
        click.echo_via_pager(shown)
    else:
        click.echo(shown)


def raw(text: str) -> None:
    """Write a text that was made to be shown, such as a packet, byte for byte."""
    click.echo(text.encode(), nl=False)


def facts(rows: Iterable[tuple[str, str]]) -> None:
    """Print names and values, the values aligned and wrapped below each other."""
    kept = [(name, value) for name, value in rows if value]
    edge = max((len(name) for name, _ in kept), default=0) + len(_GAP)
    for name, value in kept:
        say(wrapped(value, first=name.ljust(edge), rest=" " * edge))


def columns(rows: Sequence[Sequence[str]], *, indent: str = "") -> None:
    """Print rows in columns; the last one is wrapped within itself on a person's screen."""
    shown = [[flat(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        cells = [_padded(c, w) + _GAP for c, w in zip(row[:-1], widths[:-1], strict=True)]
        first = indent + "".join(cells)
        click.echo(wrapped(row[-1], first=first, rest=" " * width(first)))


def wrapped(text: str, *, first: str = "", rest: str = "") -> str:
    """Return the text in lines that fit a person's screen; in a pipe it stays one line.

    A word (a command, a name) is never broken.
    """
    plain = flat(text)
    if not sys.stdout.isatty() or len(rest) > _screen() // 2:
        return (first + plain).rstrip()
    lines = textwrap.wrap(
        plain,
        width=_screen(),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines) or first.rstrip()


def moment(at: datetime) -> str:
    """Return a time as people read it, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _screen() -> int:
    return max(_NARROWEST, min(shutil.get_terminal_size((100, 24)).columns, 120))


def _too_long(text: str) -> bool:
    return text.count("\n") + 2 > shutil.get_terminal_size((100, 24)).lines


def _padded(cell: str, edge: int) -> str:
    return cell + " " * (edge - width(cell))
