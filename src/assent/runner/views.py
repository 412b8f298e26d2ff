"""The documents of a run as files: content first, then who signed what. Views, never the truth."""

import os
from pathlib import Path

from assent.ledger import Ledger
from assent.records import Decision, Document
from assent.runner.run import Run
from assent.writing.view import render_view

__all__ = ["view", "write_views"]


def write_views(run: Run, ledger: Ledger, folder: Path | None) -> Path | None:
    """Write the latest version of every document below ``folder``; return where they lie.

    A store without a folder has no views.
    """
    if folder is None:
        return None
    place = folder / "runs" / run.id / "documents"
    place.mkdir(parents=True, exist_ok=True)
    for name, document in run.documents.items():
        _replace(place / name, view(document.record, ledger))
    return place


def view(document: Document, ledger: Ledger) -> str:
    """Return one version of a document with its signature rows."""
    launched = ledger.runs.get(document.run_id)
    text = ledger.content.text(document.digest)
    decisions = _decisions(document, ledger)
    signers = tuple(s.person for s in ledger.signatures.named(launched.signatures))
    gates = {decision.gate for decision in decisions}
    owed = ledger.obligations.of(document.run_id) if decisions else []
    conditions = [one for one in owed if one.gate in gates]
    return render_view(
        document, text, decisions, launched.title, signers=signers, conditions=conditions
    )


def _decisions(document: Document, ledger: Ledger) -> list[Decision]:
    return [
        decision
        for gate in ledger.gates.for_run(document.run_id)
        if gate.subject == document.name and gate.subject_digest == document.digest
        for decision in ledger.gates.decisions(gate.id)
    ]


def _replace(path: Path, text: str) -> None:
    content = text.encode()
    if path.exists() and path.read_bytes() == content:
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)
