"""``assent diff``: what changed between two versions of a document."""

import click

from assent.cli.comparing import compare
from assent.cli.opening import opened
from assent.cli.options import as_json, pass_place
from assent.cli.place import Place
from assent.cli.screen import emit, say
from assent.compiler.lineage import kind_of
from assent.errors import CallError
from assent.records import Document
from assent.runner import Run, Runner

__all__ = ["command"]


@click.command("diff")
@click.argument("run")
@click.argument("document", metavar="DOC")
@click.argument("first", metavar="[V1", type=int, required=False)
@click.argument("second", metavar="V2]", type=int, required=False)
@as_json
@pass_place
def command(
    place: Place, run: str, document: str, first: int | None, second: int | None, as_json: bool
) -> None:
    """Show what changed between two versions of a document.

    By default the last two; a document with one version is compared with the document it
    was made from, as a final policy with its last draft.
    """
    with opened(place) as runner:
        found = runner.run(run)
        after = runner.ledger.documents.get(found.id, document, second)
        before = _before(after, first, found, runner)
        texts = [runner.ledger.content.text(one.digest) for one in (before, after)]
        changed = compare(*texts, names=(_title(before), _title(after)))
        if as_json:
            emit(
                {
                    "from": before.plain(),
                    "to": after.plain(),
                    "added": changed.added,
                    "removed": changed.removed,
                    "difference": changed.text,
                }
            )
        else:
            say(changed.text or f"{_title(before)} and {_title(after)} are the same.")


def _before(after: Document, first: int | None, run: Run, runner: Runner) -> Document:
    """Return what to compare with: the version asked for, the one before, or the base."""
    documents = runner.ledger.documents
    if first is not None or after.version > 1:
        return documents.get(run.id, after.name, first or after.version - 1)
    kind = kind_of(after.name)
    bases = [name for name in after.made_from if kind_of(name) == kind and name in run.documents]
    if not bases:
        raise CallError(
            f"{after.name!r} has one version and was made from no other of its kind, so there is "
            f"nothing to compare. See: assent documents {run.id} {after.name}"
        )
    return next(d for d in documents.versions(run.id, bases[-1]) if _is_source(d, after))


def _is_source(document: Document, after: Document) -> bool:
    return document.digest == after.made_from[document.name]


def _title(document: Document) -> str:
    return f"{document.name} version {document.version}"
