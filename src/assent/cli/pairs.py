"""``NAME=VALUE`` on the command line."""

from collections.abc import Callable
from typing import Any

import click

__all__ = ["pairs"]

Command = Callable[..., Any]


def pairs(flag: str, name: str, *, metavar: str, about: str) -> Callable[[Command], Command]:
    """Add an option that may be given several times and makes a mapping, each name once."""
    return click.option(flag, name, multiple=True, metavar=metavar, help=about, callback=_mapping)


def _mapping(
    context: click.Context, option: click.Parameter, given: tuple[str, ...]
) -> dict[str, str]:
    """Split each word at its first equals sign; a name is needed before it, a value behind."""
    found: dict[str, str] = {}
    for word in given:
        name, _, value = word.partition("=")
        if not (name and value):
            raise click.BadParameter(
                f"{word!r} is not of the form {option.metavar}", context, option
            )
        if name in found:
            raise click.BadParameter(f"{name!r} is given twice", context, option)
        found[name] = value
    return found
