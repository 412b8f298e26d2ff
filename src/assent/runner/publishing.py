"""Laying down what a run of change control came to, for reading, where practice.yaml says.

``change: {publish: {folder: DIR}}``, or ``{repository: DIR, branch: NAME}``. Each run has a
folder of its own below that. What lies there already is left alone.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assent.canonical import digest_of
from assent.crash import reach
from assent.errors import PublishingError, ToolError
from assent.ledger import Ledger
from assent.records import Organisation, RunStatus
from assent.runner.run import Run
from assent.runner.views import view
from assent.tools.git_repository import TRAILER, Repository

__all__ = ["publish"]

_READ_ONLY = 0o444
_NAME = "publish"


def publish(run: Run, ledger: Ledger, organisation: Organisation, root: Path) -> bool:
    """Publish the documents of a closed run of change control; relative places are below ``root``.

    Returns whether anything was laid down that did not lie there yet.

    Raises:
        PublishingError: The place cannot be written, or holds something else under the name.
    """
    stated = (organisation.extra.get("change") or {}).get(_NAME)
    if run.status is not RunStatus.closed or "execution.telemetry" not in run.artifacts:
        return False
    if not isinstance(stated, dict) or not {"folder", "repository"} & {*stated}:
        return False
    reach("before-publishing")
    try:
        if "folder" in stated:
            published = _to_folder(run, ledger, root / str(stated["folder"]))
        else:
            published = _to_branch(run, ledger, root / str(stated["repository"]), stated)
    except (OSError, ToolError) as error:
        raise PublishingError(run.id, str(error)) from error
    reach("after-publishing")
    return published


def _rendered(run: Run, ledger: Ledger) -> Iterator[tuple[str, bytes]]:
    for name, document in run.documents.items():
        yield name, view(document.record, ledger).encode()


def _to_folder(run: Run, ledger: Ledger, folder: Path) -> bool:
    """Write each document read-only under a name that nothing else has."""
    place = folder / run.id
    place.mkdir(parents=True, exist_ok=True)
    for name, content in _rendered(run, ledger):
        _check(run, place / name, content)
    absent = [(place / n, text) for n, text in _rendered(run, ledger) if not (place / n).exists()]
    for path, content in absent:
        _once(path, content)
    return bool(absent)


def _check(run: Run, path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() != content:
        raise PublishingError(run.id, f"{path.name!r} is there already and says something else")


def _once(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.chmod(_READ_ONLY)
    try:
        os.link(part, path)  # unlike a rename, a link never takes another file's place
    finally:
        part.unlink()


def _to_branch(run: Run, ledger: Ledger, folder: Path, stated: dict[str, Any]) -> bool:
    """Commit each document on the branch, unless its path is taken."""
    repository = Repository(_NAME, folder.resolve(), str(stated.get("branch", "main")))
    published = False
    for name, content in _rendered(run, ledger):
        path, head = f"{run.id}/{name}", repository.head()
        found, made = repository.entry(head, path), repository.store(content)
        if found and found.blob != made:
            raise PublishingError(run.id, f"{path!r} is there already and says something else")
        if found is None:
            key = digest_of([run.id, _NAME, name])
            message = f"Publish {name} of {run.id}\n\n{TRAILER}: {key}\n"
            repository.follow(head, repository.advance(head, path, made, message))
            published = True
    return published
