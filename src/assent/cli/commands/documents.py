"""``assent documents``: what a run has drafted, or one document as people see it."""

import click

from assent.cli.opening import opened
from assent.cli.options import as_json, pass_place
from assent.cli.place import Place
from assent.cli.screen import columns, emit, say
from assent.records import Document
from assent.runner import Run, Runner
from assent.runner.views import view

__all__ = ["command"]


@click.command("documents")
@click.argument("run")
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--version", type=click.IntRange(min=1), help="An earlier version.")
@as_json
@pass_place
def command(place: Place, run: str, name: str | None, version: int | None, as_json: bool) -> None:
    """List the documents of a run, or print one.

    A document is printed with its history before and its signatures behind the content.
    """
    with opened(place) as runner:
        found = runner.run(run)
        if name is None:
            _list(found, as_json=as_json)
            return
        document = runner.ledger.documents.get(found.id, name, version)
        if as_json:
            text = runner.ledger.content.text(document.digest)
            emit({**document.plain(), "text": text})
        else:
            _print(document, runner)


def _list(run: Run, *, as_json: bool) -> None:
    documents = [document.record for document in run.documents.values()]
    if as_json:
        emit([document.plain() for document in documents])
    elif not documents:
        say(f"{run.id} has drafted nothing yet.")
    else:
        columns([_row(document) for document in documents])


def _row(document: Document) -> tuple[str, ...]:
    version = f"version {document.version}"
    who = ", ".join(document.roles)
    hand = f"; edited by {', '.join(document.editors)}" if document.editors else ""
    return (document.name, version, document.status.value, document.digest[7:19], who + hand)


def _print(document: Document, runner: Runner) -> None:
    say(view(document, runner.ledger).rstrip("\n"))
