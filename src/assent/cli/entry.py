"""The entry point: from arguments to an exit code, with nothing unforeseen on the screen."""

import sys
from collections.abc import Sequence
from io import TextIOWrapper

import click

from assent.cli.menu import assent
from assent.cli.refusing import defect, interrupted, misused

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return what the shell should see.

    0 done, 1 failed, 2 the call or a document is wrong, 3 waiting for people, 4 refused,
    5 verification failed, 130 stopped by the person at the keyboard.
    """
    _never_fail_to_print()
    words = None if arguments is None else list(arguments)
    try:
        code = assent.main(words, prog_name="assent", standalone_mode=False)
    except click.Abort:
        return interrupted()
    except click.ClickException as error:
        return misused(error)
    except SystemExit:  # click leaves so, and only so, when whoever read our output is gone
        return 1
    except Exception as error:  # a person sees one line, whatever it was
        return defect(error)
    return code if isinstance(code, int) else 0


def _never_fail_to_print() -> None:
    """Let a terminal of few letters show what it can, in place of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
