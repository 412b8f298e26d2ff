"""The list of commands, known by name and one line each; a command is imported when called."""

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from assent import __version__
from assent.cli.place import Place
from assent.cli.refusing import refusals

__all__ = ["COMMANDS", "assent"]

COMMANDS = {
    "new": "Start a practice: copy the shipped one into a folder.",
    "check": "Read documents and say what is wrong with them, line by line.",
    "convert": "Write a workflow of any dialect in the house form.",
    "graph": "Draw the graph that a workflow compiles into.",
    "run": "Launch a workflow; agents draft until people must decide.",
    "inbox": "Show what waits for whom.",
    "review": "Show the packet of a decision, and who may decide now.",
    "decide": "Decide over exactly one packet, and say why.",
    "edit": "Change the document under decision by hand.",
    "conditions": "List the conditions of a run's approvals.",
    "meet": "Say that a condition of an approval is met, or waive it.",
    "resume": "Go on with a run as far as it goes without a person.",
    "tick": "Remind, escalate and end what is overdue; go on with what was left standing.",
    "runs": "List the runs.",
    "show": "Show where a run or a gate stands.",
    "documents": "List the documents of a run, or print one.",
    "diff": "Show what changed between two versions of a document.",
    "sign": "Show a procedure as it would be signed; with its DIGEST, sign it.",
    "settle": "Say what became of a write in doubt.",
    "close-incident": "Say that a target is in order again.",
    "extend": "Let a run spend more than its budget.",
    "reschedule": "Move the window of a change that has not begun.",
    "withdraw": "End a run that goes nowhere; nothing is written.",
    "stop": "Halt every run before its next write.",
    "start": "Let writes go on after a stop.",
    "trace": "Tell what happened in a run, in order, and who did it.",
    "verify": "Check the log, every row it vouches for, and all content.",
}
"""Every command in the order a person meets them."""

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


class Menu(click.Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the menu."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"assent.cli.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the menu without importing what it lists."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a refusal is printed, and becomes the exit code."""
        with refusals(ctx):
            return super().invoke(ctx)


@click.group(cls=Menu, invoke_without_command=True, context_settings={"max_content_width": 100})
@click.option(
    "--practice", type=_FOLDER, envvar="ASSENT_PRACTICE", help="The folder with practice.yaml."
)
@click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="ASSENT_STORE",
    help="The folder that keeps runs and decisions (.assent beside the practice).",
)
@click.version_option(__version__, prog_name="assent", message="%(prog)s %(version)s")
@click.pass_context
def assent(context: click.Context, practice: Path | None, store: Path | None) -> None:
    """Procedures that people sign, agents draft and named persons decide."""
    if os.environ.get("NO_COLOR"):
        context.color = False
    context.obj = Place(practice, store, _typed(context), frozenset(COMMANDS))
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _typed(context: click.Context) -> tuple[str, ...]:
    """Return the place's options as they were typed, so that a next command repeats them."""
    typed = [
        (f"--{name}", str(context.params[name]))
        for name in ("practice", "store")
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    ]
    return tuple(word for pair in typed for word in pair)
