"""What a state may say: it has the declared form, and each reference in it is the ledger's.

Contributions are replies that were journalled, artifacts are those that were recorded, and
positions are those of the contributions. What a node needs is there before it begins.
"""

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assent.canonical import digest
from assent.compiler.blueprint import Node, NodeKind
from assent.compiler.context import RunContext
from assent.compiler.gates import packet_name, subject_of
from assent.compiler.omitting import RECORDS, left_out
from assent.compiler.state import State, round_of
from assent.records import TurnKind, Verdict

__all__ = ["comments_text", "unfounded"]

_MOST_ROUNDS = 99


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Run(_Closed):
    id: str
    workflow: str
    stage: str | None
    status: str
    artifacts: dict[str, str]
    trace: list[dict[str, Any]]


class _Reference(_Closed):
    version: int
    digest: str
    status: str


class _Form(_Closed):
    run: _Run
    documents: dict[str, _Reference]
    contributions: dict[str, dict[str, str]]
    positions: dict[str, dict[str, str]]
    open_items: dict[str, dict[str, Any]]
    rounds: dict[str, int] = Field(default_factory=dict)


def unfounded(context: RunContext, node: Node, state: State) -> str:
    """Return what in the state the ledger does not hold, in words; nothing when all is well."""
    try:
        _Form.model_validate(state)
    except ValidationError as error:
        place = ".".join(map(str, error.errors(include_url=False)[0]["loc"]))
        return f"{place!r} is not of the declared form"
    if any(not 1 <= round_ <= _MOST_ROUNDS for round_ in state["rounds"].values()):
        return "it counts rounds that cannot be"
    return (
        _artifacts(context, node, state)
        or _contributions(context, state)
        or _positions(context, state)
        or _needs(context, node, state)
        or left_out(context, node, state)
    )


def _taken_back(context: RunContext) -> set[str]:
    """Return the turns whose words about a plan were taken back, since its window was moved."""
    if not context.ledger.moves.count(context.run.id):
        return set()
    return {node.id for node in context.blueprint.nodes if node.turn is TurnKind.ready}


def _artifacts(context: RunContext, node: Node, state: State) -> str:
    """Compare the artifacts; those that a node recorded may be older when it runs again.

    So may all of them where the run is built again.
    """
    ledger, run = context.ledger, context.run.id
    recorded = ledger.runs.row(run).artifacts
    shown = {gate.packet_digest for gate in ledger.gates.for_run(run)}
    for name, reference in state["run"]["artifacts"].items():
        own = (
            context.rebuilding
            or node.kind in {NodeKind.assemble, NodeKind.redraw}
            or (node.gate is not None and name == f"approval.{node.gate.id}")
        )
        edited = {document.digest for document in ledger.documents.versions(run, name)}
        known = shown if name.startswith("packet.") else {recorded.get(name), *edited}
        if reference not in known and not (own and _was(context, name, reference)):
            return f"its artifact {name!r} was never recorded"
    return ""


def _was(context: RunContext, name: str, reference: str) -> bool:
    entries = context.ledger.log.entries(context.run.id)
    said = {"name": name, "reference": reference}
    return any(e.kind == "artifact.recorded" and e.body == said for e in entries)


def _contributions(context: RunContext, state: State) -> str:
    """Compare what every node left behind with the journal and the artifacts."""
    artifacts = context.ledger.runs.row(context.run.id).artifacts
    won = context.ledger.journal.winners(context.run.id)
    kinds = {node.id: node.kind for node in context.blueprint.nodes}
    for name, rounds in state["contributions"].items():
        for round_, reference in rounds.items():
            kind = kinds.get(name)
            if kind is NodeKind.turn:
                known = won.get((name, round_)) == reference or (
                    reference == "" and name in _taken_back(context)
                )
            elif kind is NodeKind.gate:
                known = reference in _comments(context)
            else:
                known = kind in RECORDS and artifacts.get(RECORDS[kind]) == reference
            if not known:
                return f"what it says {name!r} left is not what was kept"
    return ""


def _comments(context: RunContext) -> set[str]:
    """Return the digests of what people said when they sent something back."""
    gates = context.ledger.gates
    ends = [gates.resolution(gate.id) for gate in gates.for_run(context.run.id)]
    said = [end.comments for end in ends if end and end.verdict is Verdict.rework]
    return {digest(comments_text(comments).encode()) for comments in said}


def comments_text(comments: tuple[tuple[str, str], ...]) -> str:
    """Return what people said when they sent something back, as it is kept."""
    said = [{"person": person, "comment": text} for person, text in comments]
    return json.dumps(said, ensure_ascii=False)


def _positions(context: RunContext, state: State) -> str:
    for name, rounds in state["positions"].items():
        for round_, stance in rounds.items():
            reference = state["contributions"].get(name, {}).get(round_)
            taken = json.loads(context.text(reference)).get("position") if reference else None
            if not taken or taken["stance"] != stance:
                return f"{name!r} never took the position it gives it"
    return ""


def _needs(context: RunContext, node: Node, state: State) -> str:
    """Return what is missing for a node to begin."""
    if node.kind is NodeKind.assemble:
        round_ = str(round_of(state, node.step or 0))
        for turn in context.blueprint.turns(node.step or 0):
            if round_ not in state["contributions"].get(turn.id, {}):
                return f"{turn.id!r} has not spoken yet"
    if node.gate is None:
        return ""
    step = context.step(node.step)
    if not state["documents"] or subject_of(context, state, step) not in state["documents"]:
        return f"there is nothing to decide at {node.gate.id!r}"
    if node.kind is NodeKind.gate and packet_name(node.gate) not in state["run"]["artifacts"]:
        return f"no packet was fixed for {node.gate.id!r}"
    return ""
