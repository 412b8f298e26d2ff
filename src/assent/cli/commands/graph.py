"""``assent graph``: what a workflow compiles into, drawn or as data."""

import click

from assent import practice
from assent.cli.options import as_json, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, say
from assent.compiler.layout import lay
from assent.compiler.mermaid import mermaid
from assent.errors import UnknownWorkflowError

__all__ = ["command"]


@click.command("graph")
@click.argument("workflow")
@as_json
@pass_place
def command(place: Place, workflow: str, as_json: bool) -> None:
    """Draw the graph that a workflow compiles into, in Mermaid.

    Generic roles keep their generic names here; a launch binds them.
    """
    loaded = practice.load(place.root)
    found = loaded.workflows.get(workflow)
    if found is None:
        raise UnknownWorkflowError(workflow, sorted(loaded.workflows))
    blueprint = lay(found)
    if as_json:
        emit({**blueprint.plain(), "digest": blueprint.record_digest})
    else:
        say(mermaid(blueprint, found).rstrip("\n"))
