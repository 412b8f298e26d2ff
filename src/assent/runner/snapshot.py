"""A launch keeps the procedure as it was, so that no later edit reaches a running one."""

import json
from collections.abc import Mapping
from functools import lru_cache

from assent.canonical import digest, digest_of, dumps
from assent.ledger.content import Content
from assent.reading import read_practice
from assent.records import Bindings, Practice, Snapshot, ToolDescriptor, Workflow

__all__ = ["bindings_of", "contents_of", "restore", "take"]

_ROOMS = {"graphs": "graphs/", "cards": "agents/", "templates": "prompts/documents/"}


def take(
    practice: Practice, workflow: Workflow, tools: Mapping[str, ToolDescriptor] | None = None
) -> Snapshot:
    """Return the snapshot of a practice for a run of one (bound) workflow and its tools."""
    rooms: dict[str, dict[str, str]] = {"graphs": {}, "cards": {}, "templates": {}, "prompts": {}}
    for path, text in practice.sources.items():
        room = next((room for room, prefix in _ROOMS.items() if path.startswith(prefix)), "prompts")
        if path != "practice.yaml":
            rooms[room][path] = digest(text.encode())
    return Snapshot(
        workflow=digest(dumps(workflow.plain())),
        policy=digest(practice.sources.get("practice.yaml", "").encode()),
        tools={name: tool.record_digest for name, tool in (tools or {}).items()},
        **rooms,
    )


def contents_of(practice: Practice, workflow: Workflow, snapshot: Snapshot) -> list[bytes]:
    """Return all bytes that the snapshot names, and the snapshot's own."""
    sources = [text.encode() for text in practice.sources.values()]
    return [*sources, dumps(workflow.plain()), dumps(snapshot.plain())]


def restore(content: Content, snapshot_digest: str) -> tuple[Practice, Workflow, Snapshot]:
    """Return the practice and the workflow as they were at launch.

    Raises:
        IntegrityError: Stored bytes are not what their digest says.
    """
    snapshot = Snapshot.model_validate_json(content.get(snapshot_digest))
    workflow = Workflow.model_validate(json.loads(content.get(snapshot.workflow)))
    maps: tuple[Mapping[str, str], ...] = (
        snapshot.graphs,
        snapshot.cards,
        snapshot.prompts,
        snapshot.templates,
    )
    sources = {path: content.text(ref) for room in maps for path, ref in room.items()}
    sources["practice.yaml"] = content.text(snapshot.policy)
    return _practice(tuple(sources.items())), workflow, snapshot


@lru_cache(maxsize=4)
def _practice(sources: tuple[tuple[str, str], ...]) -> Practice:
    """Read the documents of a snapshot; the same texts, to the letter, are read once."""
    practice, _ = read_practice(dict(sources))
    return practice


def bindings_of(snapshot: Snapshot) -> Bindings:
    """Return what every decision of the run is bound to besides its subject."""
    return Bindings(
        workflow=snapshot.workflow,
        prompts=digest_of({**snapshot.prompts, **snapshot.templates}),
        cards=digest_of(snapshot.cards),
        tools=digest_of(snapshot.tools),
        policy=snapshot.policy,
    )
