"""``assent edit``: a person changes the document under decision by hand."""

import sys
import tempfile
from pathlib import Path

import click

from assent.cli.comparing import Difference, compare
from assent.cli.opening import opened
from assent.cli.options import as_json, as_person, pass_place
from assent.cli.place import Place
from assent.cli.progress import Teller
from assent.cli.screen import emit, facts, tell
from assent.cli.standing import next_commands
from assent.errors import AssentError, CallError, RefusedError
from assent.records import Document
from assent.runner import Run, Runner

__all__ = ["command"]

_SOURCE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.command("edit")
@click.argument("run")
@click.argument("document", metavar="DOC")
@click.option("--from", "source", type=_SOURCE, help="Take the text from a file (- for a pipe).")
@click.option("--reason", default="", help="Why; it is kept with the version.")
@as_person
@as_json
@pass_place
def command(
    place: Place,
    run: str,
    document: str,
    source: Path | None,
    reason: str,
    person: str | None,
    as_json: bool,
) -> None:
    """Change the document under decision by hand.

    Your text becomes the next version, under your name; the open packet is void, and a new
    one is made. Who edited a document may not decide on it.
    """
    with opened(place, Teller()) as runner:
        found = runner.run(run)
        _may_begin(found, document, person, runner)
        before = found.documents[document].text
        text = _read(document, source) if source else _edited(document, before)
        try:
            made = runner.edit(found.id, document, text, reason=reason, by=person)
        except AssentError:
            if source is None:
                _keep(text, found, document, place)
            raise
        changed = compare(before, found.documents[document].text)
        if as_json:
            emit(_plain(made, changed, found, place))
        else:
            _tell(made, changed, found, place)


def _may_begin(run: Run, document: str, person: str | None, runner: Runner) -> None:
    """Refuse before the editor opens what would be refused after it."""
    runner.actor(person)
    run.documents[document]
    waiting = [gate.subject for gate in run.gates]
    if document not in waiting:
        raise RefusedError(
            f"{document!r} cannot be edited now: only a document under decision can, and that is "
            f"{', '.join(waiting) or 'none'}. See: assent show {run.id}"
        )


def _read(document: str, source: Path) -> str:
    content = sys.stdin.buffer.read() if str(source) == "-" else source.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CallError(
            f"'{source}' is not UTF-8 text (byte {error.start}). Save it as UTF-8, then again."
        ) from error


def _edited(document: str, before: str) -> str:
    text = click.edit(before, extension=".md")
    if text is None:
        raise CallError(f"{document!r}: the editor was left without saving. Nothing was stored.")
    return text


def _keep(text: str, run: Run, document: str, place: Place) -> None:
    """Keep what a person typed when it is refused."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="assent-", suffix=".md", delete=False, encoding="utf-8"
    ) as file:
        file.write(text)
    again = place.command("edit", run.id, document, "--from", file.name)
    tell(f"Your text is kept in {file.name}; correct it there, then: {again}")


def _tell(document: Document, changed: Difference, run: Run, place: Place) -> None:
    facts(
        [
            ("document", f"{document.name}, version {document.version}"),
            ("edited by", ", ".join(document.editors)),
            ("changes", changed.summary),
            ("content", document.digest),
            ("packet", "the one before is void; there is a new one to be read"),
            ("see", place.command("diff", run.id, document.name)),
            *(("next", command) for command in next_commands(run, place)),
        ]
    )


def _plain(document: Document, changed: Difference, run: Run, place: Place) -> dict[str, object]:
    return {
        "document": document.plain(),
        "added": changed.added,
        "removed": changed.removed,
        "next": next_commands(run, place),
    }
