"""The body of a gate: one interrupt, and then what the ledger says was decided."""

from collections.abc import Callable
from typing import Any

from langgraph.types import Command, interrupt
from pydantic import BaseModel, ConfigDict, field_validator

from assent.compiler.blueprint import Node
from assent.compiler.context import RunContext
from assent.compiler.drafting import reference
from assent.compiler.gates import declared, drafted_in, gate_reference, packet_name, subject_of
from assent.compiler.standing import comments_text
from assent.compiler.state import Body, State, round_of
from assent.errors import FailedError
from assent.records import Document, DocumentStatus, Gate, Resolution, Verdict

__all__ = ["deciding"]


def deciding(context: RunContext, node: Node) -> Body:
    """Return the body of a gate: one interrupt, then the ledger's row and nothing else."""
    gate = declared(node)

    async def body(state: State) -> Command[Any]:
        step = context.step(node.step)
        subject = subject_of(context, state, step)
        packet = state["run"]["artifacts"][packet_name(gate)]
        opened = gate_reference(context.run.id, gate.id, round_of(state, step.number), packet)
        interrupt(_payload(context, gate, opened, packet), response_schema=_answer(context, opened))
        resolution = context.ledger.gates.resolution(opened)
        if resolution is None:
            raise FailedError(f"gate {opened!r} has no decision. See: assent review {opened}")
        update = _after(context, state, node, subject, resolution)
        return Command(update=update, goto=_way(context, node, resolution.verdict))

    return body


def _payload(context: RunContext, gate: Gate, opened: str, packet: str) -> dict[str, Any]:
    """Return what LangGraph clients show; ``assent`` is what the runner finds the gate by."""
    arguments = {"gate": opened, "packet": packet, "run": context.run.id}
    return {
        "action_requests": [
            {
                "name": gate.id,
                "args": arguments,
                "arguments": arguments,
                "description": f"Decide with: assent review {opened}",
            }
        ],
        "review_configs": [
            {"action_name": gate.id, "allowed_decisions": [o.value for o in gate.outcomes]}
        ],
        "assent": {**arguments, "gate_id": gate.id},
    }


def _answer(context: RunContext, opened: str) -> type[BaseModel]:
    """Return the only answer a gate takes: the digest of its resolution in the ledger."""

    class Answer(BaseModel):
        model_config = ConfigDict(extra="forbid")

        decision: str

        @field_validator("decision")
        @classmethod
        def recorded(cls, value: str) -> str:
            resolution = context.ledger.gates.resolution(opened)
            if resolution is None or resolution.record_digest != value:
                raise ValueError(f"no such decision; record one with: assent review {opened}")
            return value

    return Answer


def _way(context: RunContext, node: Node, verdict: Verdict) -> list[str]:
    """Return where a verdict leads; after a lapsed approval people are asked again."""
    ways = {b.outcome: b.targets for b in context.blueprint.branches if b.source == node.id}
    asked_again = verdict is Verdict.lapsed
    return list(ways[Verdict.edited.value if asked_again else verdict.value])


_Effect = Callable[[RunContext, State, Node, str, Resolution], dict[str, Any]]


def _after(
    context: RunContext, state: State, node: Node, subject: str, resolution: Resolution
) -> dict[str, Any]:
    """Return what a resolved gate changes in the state."""
    context.report("decided", node.step, detail=f"{resolution.gate} {resolution.verdict}")
    effect: dict[Verdict, _Effect] = {
        Verdict.approved: _approved,
        Verdict.rework: _rework,
        Verdict.edited: _edited,
        Verdict.lapsed: _lapsed,
        Verdict.rescheduled: _rescheduled,
    }
    update = effect.get(resolution.verdict, _ended)(context, state, node, subject, resolution)
    trace = [
        {
            "kind": "decision",
            "gate": resolution.gate,
            "verdict": resolution.verdict.value,
            "decisions": list(resolution.decisions),
        }
    ]
    return {**update, "run": {**update.get("run", {}), "trace": trace}}


def _approved(
    context: RunContext, state: State, node: Node, subject: str, resolution: Resolution
) -> dict[str, Any]:
    step = context.step(node.step)
    gate = declared(node)
    signing = gate.kind == "approval" and step.output_status == "signed"
    signed = gate.kind == "sign-off" or signing
    status = DocumentStatus.signed if signed else DocumentStatus.approved
    approved = _approved_version(context, resolution)
    mark = context.ledger.documents.mark
    mark(context.run.id, subject, approved.version, status, context.lease)
    artifacts = {f"approval.{gate.id}": resolution.record_digest}
    run: dict[str, Any] = {"artifacts": artifacts}
    if step.stage:
        run["stage"] = step.stage
    context.ledger.runs.change(context.lease, stage=step.stage, artifacts=artifacts)
    owed = context.ledger.obligations.of(context.run.id)
    items = {one.id: one.plain() for one in owed if one.gate == resolution.gate}
    kept = reference(approved.model_copy(update={"status": status}))
    return {"run": run, "documents": {subject: kept}, "open_items": items}


def _approved_version(context: RunContext, resolution: Resolution) -> Document:
    """Return the version that people decided on: the gate's own subject, by its digest."""
    gate = context.ledger.gates.get(resolution.gate)
    versions = context.ledger.documents.versions(context.run.id, gate.subject)
    return next(v for v in reversed(versions) if v.digest == gate.subject_digest)


def _rework(
    context: RunContext, state: State, node: Node, subject: str, resolution: Resolution
) -> dict[str, Any]:
    """Send the subject back to its drafting step, with every comment."""
    step = drafted_in(context, subject, node.step)
    stored = context.ledger.content.put(comments_text(resolution.comments).encode())
    round_ = round_of(state, step.number)
    again = {str(number): round_ + 1 for number in {step.number, node.step or step.number}}
    return {
        "rounds": again,
        "contributions": {node.id: {str(round_): stored}},
        "documents": {subject: {"status": DocumentStatus.draft.value}},
    }


def _edited(
    context: RunContext, state: State, node: Node, subject: str, resolution: Resolution
) -> dict[str, Any]:
    """Take the person's version as the document; a new packet follows."""
    document = context.ledger.documents.get(context.run.id, subject, resolution.edited_version)
    return {
        "documents": {subject: reference(document)},
        "run": {"artifacts": {subject: document.digest}},
    }


def _lapsed(
    context: RunContext, state: State, node: Node, subject: str, resolution: Resolution
) -> dict[str, Any]:
    """Take nothing from an approval that lapsed; a new packet follows."""
    return {"documents": {subject: {"status": DocumentStatus.in_review.value}}}


def _rescheduled(
    context: RunContext, state: State, node: Node, subject: str, resolution: Resolution
) -> dict[str, Any]:
    """Leave the state as it is; the plan is drawn anew by the node that follows."""
    return {}


def _ended(
    context: RunContext, state: State, node: Node, subject: str, resolution: Resolution
) -> dict[str, Any]:
    ends = {Verdict.withdrawn: "withdrawn", Verdict.expired: "expired"}
    return {"run": {"status": ends.get(resolution.verdict, "rejected")}}
