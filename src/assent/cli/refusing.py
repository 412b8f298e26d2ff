"""How a refusal, a failure or a defect looks at the shell, and which exit code it has."""

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import click

from assent.cli.place import Place
from assent.errors import AssentError
from assent.writing.hidden import reveal

__all__ = ["INTERRUPTED", "defect", "interrupted", "misused", "refusals"]

INTERRUPTED = 130
MISUSED = 2


@contextmanager
def refusals(context: click.Context) -> Iterator[None]:
    """Print a refusal as one plain message whose next command leads to the same place."""
    try:
        yield
    except AssentError as error:
        place = context.obj or Place()
        _say(place.pointed(str(error)))
        raise click.exceptions.Exit(error.exit_code) from error
    except OSError as error:
        if error.filename is None:
            raise
        _say(f"{error.filename}: {error.strerror}. Nothing that was finished is lost.")
        raise click.exceptions.Exit(1) from error


def misused(error: click.ClickException) -> int:
    """Say what is wrong with a call, and where its help is."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "assent"
    told = " ".join(error.format_message().split()).rstrip(".,")
    _say(f"{told}. See: {path} --help")
    return MISUSED


def interrupted() -> int:
    """Say that nothing finished is lost when a person stops a command."""
    _say("stopped. What was finished is kept; go on with: assent resume RUN (see: assent runs)")
    return INTERRUPTED


def defect(error: Exception) -> int:
    """Say in one line that assent itself is at fault; the traceback on request only."""
    if os.environ.get("ASSENT_DEBUG") == "1":
        click.echo(reveal("".join(traceback.format_exception(error))), err=True)
    told = " ".join(str(error).split())
    _say(
        f"{type(error).__name__}: {told}. This is a defect of assent. What was finished is kept; "
        "set ASSENT_DEBUG=1 to see where it happened."
    )
    return 1


def _say(message: str) -> None:
    click.echo(f"assent: {reveal(message)}", err=True)
