"""The bodies of packets and gates: what a person is shown, and what follows what they said."""

import json
from collections.abc import Callable
from typing import Any

from langgraph.types import Command, interrupt
from pydantic import BaseModel, ConfigDict, field_validator

from assent.canonical import digest, digest_of
from assent.compiler.blueprint import Node
from assent.compiler.context import RunContext
from assent.compiler.drafting import problems, reference
from assent.compiler.state import State, round_of
from assent.compiler.turn import Body
from assent.errors import FailedError
from assent.reading.document import parse
from assent.records import (
    DocumentStatus,
    Gate,
    OpenGate,
    Resolution,
    Seat,
    Step,
    Verdict,
)
from assent.writing.packet import Packet, PastComment, render_packet

__all__ = ["deciding", "gate_reference", "packing"]


def gate_reference(run: str, gate: str, round_: int, packet: str) -> str:
    """Return the reference of a gate opened in a run: ``gate-<10 hex>``."""
    return "gate-" + digest_of([run, gate, round_, packet])[7:17]


def packing(context: RunContext, node: Node) -> Body:
    """Return the body that fixes what a person will be shown, and opens the gate."""
    gate = _declared(node)

    async def body(state: State) -> dict[str, Any]:
        step = context.step(node.step)
        subject = _subject(context, state, step)
        text = _packet(context, state, step, gate, subject)
        content = text.encode()
        opened = _opened(context, state, step, gate, subject, digest(content))
        context.ledger.gates.open(opened, content, context.lease)
        context.ledger.documents.mark(
            context.run.id,
            subject,
            state["documents"][subject]["version"],
            DocumentStatus.in_review,
            context.lease,
        )
        context.report("packet", step.number, detail=opened.id)
        return {
            "run": {"artifacts": {_packet_name(gate): opened.packet_digest}},
            "documents": {subject: {"status": DocumentStatus.in_review.value}},
        }

    return body


def deciding(context: RunContext, node: Node) -> Body:
    """Return the body of a gate: one interrupt, then the ledger's row and nothing else."""
    gate = _declared(node)

    async def body(state: State) -> Command[Any]:
        step = context.step(node.step)
        subject = _subject(context, state, step)
        packet = state["run"]["artifacts"][_packet_name(gate)]
        opened = gate_reference(context.run.id, gate.id, round_of(state, step.number), packet)
        interrupt(_payload(context, gate, opened, packet), response_schema=_answer(context, opened))
        resolution = context.ledger.gates.resolution(opened)
        if resolution is None:
            raise FailedError(f"gate {opened!r} has no decision. See: assent review {opened}")
        update = _after(context, state, node, subject, resolution)
        return Command(update=update, goto=_way(context, node, resolution.verdict))

    return body


def _declared(node: Node) -> Gate:
    if node.gate is None:
        raise FailedError(f"node {node.id!r} has no gate. See: assent graph WORKFLOW")
    return node.gate


def _packet_name(gate: Gate) -> str:
    return f"packet.{gate.id}"


def _subject(context: RunContext, state: State, step: Step) -> str:
    """Return the document a gate decides on: the step's own, or the latest before it."""
    before = [s.output for s in context.workflow.steps if s.number <= step.number and s.output]
    return step.output or [name for name in before if name in state["documents"]][-1]


# ---- the packet ------------------------------------------------------------------------


def _packet(context: RunContext, state: State, step: Step, gate: Gate, subject: str) -> str:
    ref = state["documents"][subject]
    text = context.text(ref["digest"])
    versions = context.ledger.documents.versions(context.run.id, subject)
    earlier = [d for d in versions if d.version < ref["version"]]
    current = next(d for d in versions if d.version == ref["version"])
    seats = _seats(context, gate)
    return render_packet(
        Packet(
            procedure=f"{context.workflow.title}, version {context.workflow.version}",
            signed=False,
            run=context.run.id,
            step=f"{step.number}. {step.title}",
            requester=f"{context.run.requester_name} ({context.run.requester})",
            identity_assurance=context.run.identity_assurance,
            gate=gate,
            seats=tuple((seat.role, context.title_of(seat.role), _why(seat)) for seat in seats),
            round=round_of(state, step.number),
            rounds=_last_round(step, gate),
            document=subject,
            version=ref["version"],
            subject_digest=ref["digest"],
            made_from=current.made_from,
            drafted_by=tuple(context.title_of(role) for role in current.roles),
            edited_by=current.editors,
            checks=tuple(problems(context, state, step, text)),
            comments=_said(context, state, step),
            questions=parse(text).open_questions,
            inputs=_choices(context),
            before=context.text(earlier[-1].digest) if earlier else None,
            text=text,
        )
    )


def _choices(context: RunContext) -> tuple[tuple[str, str], ...]:
    """Return the choices the requester made at launch, which seats may depend on."""
    chosen = [entry.name for entry in context.workflow.inputs if entry.kind == "choice"]
    return tuple(
        (f"{name.capitalize()} (stated by the requester)", _value(context, name) or "not stated")
        for name in chosen
    )


def _said(context: RunContext, state: State, step: Step) -> tuple[PastComment, ...]:
    """Return what people said when they sent earlier rounds back."""
    gates = [n.id for n in context.blueprint.nodes if n.step == step.number and n.gate]
    given = [
        (round_, digest_)
        for node in gates
        for round_, digest_ in state["contributions"].get(node, {}).items()
    ]
    return tuple(
        PastComment(round=int(round_), person=row["person"], text=row["comment"])
        for round_, digest_ in sorted(given, key=lambda pair: int(pair[0]))
        for row in json.loads(context.text(digest_))
    )


def _seats(context: RunContext, gate: Gate) -> tuple[Seat, ...]:
    """Return the seats whose condition holds. A condition on an unknown input holds."""
    return tuple(
        seat
        for seat in gate.seats
        if seat.when is None or _value(context, seat.when.input) in {None, seat.when.value}
    )


def _value(context: RunContext, name: str) -> str | None:
    digest_ = context.run.inputs.get(name)
    return context.text(digest_).strip() if digest_ else None


def _why(seat: Seat) -> str:
    return f"{seat.when.input} is {seat.when.value}" if seat.when else ""


def _last_round(step: Step, gate: Gate) -> int:
    """Return the round after which no rework is offered; a ruling has one round to be followed."""
    return step.rounds + (gate.kind == "escalation")


def _opened(
    context: RunContext, state: State, step: Step, gate: Gate, subject: str, packet: str
) -> OpenGate:
    round_ = round_of(state, step.number)
    reference_ = gate_reference(context.run.id, gate.id, round_, packet)
    now = context.clock.now()
    versions = context.ledger.documents.versions(context.run.id, subject)
    version = state["documents"][subject]["version"]
    return OpenGate(
        id=reference_,
        run_id=context.run.id,
        thread_id=context.run.id,
        gate=gate,
        round=round_,
        seats=_seats(context, gate),
        subject=subject,
        subject_digest=state["documents"][subject]["digest"],
        packet_digest=packet,
        bound=context.bindings,
        requester=context.run.requester,
        editors=tuple(
            dict.fromkeys(e for d in versions if d.version <= version for e in d.editors)
        ),
        final_round=round_ >= _last_round(step, gate),
        nonce=digest_of([reference_, now.isoformat()])[7:39],
        requested_at=now,
    )


# ---- the decision ----------------------------------------------------------------------


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
    ways = {b.outcome: b.targets for b in context.blueprint.branches if b.source == node.id}
    return list(ways[verdict.value])


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
    gate = _declared(node)
    signed = gate.kind == "sign-off" or step.output_status == "signed"
    status = DocumentStatus.signed if signed else DocumentStatus.approved
    version = state["documents"][subject]["version"]
    context.ledger.documents.mark(context.run.id, subject, version, status, context.lease)
    artifacts = {f"approval.{gate.id}": resolution.record_digest}
    run: dict[str, Any] = {"artifacts": artifacts}
    if step.stage:
        run["stage"] = step.stage
    context.ledger.runs.change(context.lease, stage=step.stage, artifacts=artifacts)
    items = {
        digest(text.encode())[7:19]: _condition(text, subject, resolution)
        for text in resolution.conditions
    }
    return {"run": run, "documents": {subject: {"status": status.value}}, "open_items": items}


def _condition(text: str, subject: str, resolution: Resolution) -> dict[str, Any]:
    return {
        "id": digest(text.encode())[7:19],
        "kind": "condition",
        "text": text,
        "owner": "",
        "raised_by": resolution.gate,
        "document": subject,
        "closed": False,
    }


def _rework(
    context: RunContext, state: State, node: Node, subject: str, resolution: Resolution
) -> dict[str, Any]:
    """Send the subject back to its drafting step, with every comment."""
    step = _drafted_in(context, node, subject)
    said = [{"person": person, "comment": text} for person, text in resolution.comments]
    stored = context.ledger.content.put(json.dumps(said, ensure_ascii=False).encode())
    round_ = round_of(state, step.number)
    again = {str(number): round_ + 1 for number in {step.number, node.step or step.number}}
    return {
        "rounds": again,
        "contributions": {node.id: {str(round_): stored}},
        "documents": {subject: {"status": DocumentStatus.draft.value}},
    }


def _drafted_in(context: RunContext, node: Node, subject: str) -> Step:
    made = [s for s in context.workflow.steps if s.output == subject and s.agents]
    return made[-1] if made else context.step(node.step)


def _edited(
    context: RunContext, state: State, node: Node, subject: str, resolution: Resolution
) -> dict[str, Any]:
    """Take the person's version as the document; a new packet follows."""
    document = context.ledger.documents.get(context.run.id, subject, resolution.edited_version)
    return {
        "documents": {subject: reference(document)},
        "run": {"artifacts": {subject: document.digest}},
    }


def _ended(
    context: RunContext, state: State, node: Node, subject: str, resolution: Resolution
) -> dict[str, Any]:
    ends = {Verdict.withdrawn: "withdrawn"}
    return {"run": {"status": ends.get(resolution.verdict, "rejected")}}
