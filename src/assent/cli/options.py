"""The options that several commands share."""

from collections.abc import Callable
from typing import Any

import click

from assent.cli.place import Place

__all__ = ["as_json", "as_person", "pass_place"]

Command = Callable[..., Any]

_place = click.make_pass_decorator(Place)


def as_json(command: Command) -> Command:
    """Add ``--json``: one JSON document on standard output, and nothing else there."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)


def as_person(command: Command) -> Command:
    """Add ``--as PERSON``: who acts, where the account does not say it."""
    about = "Who acts; by default the account that is logged in."
    return click.option("--as", "person", metavar="PERSON", help=about)(command)


def pass_place(command: Command) -> Command:
    """Give the command the place of the call as its first argument."""
    return _place(command)
