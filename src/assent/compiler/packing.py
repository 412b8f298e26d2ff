"""The body of a packet: what a person will be shown is fixed, and the gate is opened over it."""

from typing import Any

from assent.authority import deciders, entitled, expiry_of, may_override
from assent.canonical import digest, digest_of
from assent.compiler.auditing import findings
from assent.compiler.blueprint import Node
from assent.compiler.context import RunContext
from assent.compiler.facts import facts, last_round, plan_under, seats
from assent.compiler.gates import declared, drafted_in, gate_reference, packet_name, subject_of
from assent.compiler.recalling import gate_again
from assent.compiler.state import Body, State, round_of
from assent.crash import reach
from assent.records import Bindings, DocumentStatus, Gate, OpenGate, Outcome, Plan, Step, TurnKind
from assent.writing.packet import render_packet

__all__ = ["packing"]

_APPROVING = {Outcome.approve, Outcome.approve_with_conditions}


def packing(context: RunContext, node: Node) -> Body:
    """Return the body that fixes what a person will be shown, and opens the gate."""
    gate_ = declared(node)

    async def body(state: State) -> dict[str, Any]:
        step = context.step(node.step)
        subject = subject_of(context, state, step)
        if known := gate_again(context, state, gate_, step.number):
            return _shown(gate_, known)
        gate = _approvable(context, state, step, gate_, subject)
        content = render_packet(facts(context, state, step, gate, subject)).encode()
        opened = _opened(context, state, step, gate, subject, digest(content))
        reach("before-gate")
        context.ledger.gates.open(opened, content, context.lease)
        reach("after-gate")
        context.ledger.documents.mark(
            context.run.id,
            subject,
            state["documents"][subject]["version"],
            DocumentStatus.in_review,
            context.lease,
        )
        context.report("packet", step.number, detail=opened.id)
        return _shown(gate, opened)

    return body


def _shown(gate: Gate, opened: OpenGate) -> dict[str, Any]:
    """Return what the state keeps of a gate that was opened."""
    return {
        "run": {"artifacts": {packet_name(gate): opened.packet_digest}},
        "documents": {opened.subject: {"status": DocumentStatus.in_review.value}},
    }


def _approvable(context: RunContext, state: State, step: Step, gate: Gate, subject: str) -> Gate:
    """Return the gate without approval when the plan that it is about could not be made.

    A plan is approved whole or not at all: it is written before a condition could be met.
    """
    planning = drafted_in(context, subject, step.number).turn is TurnKind.plan
    if not planning or context.governor is None:
        return gate
    made = plan_under(context, state, step, subject)
    without = {Outcome.approve_with_conditions} if made else _APPROVING
    offered = tuple(o for o in gate.outcomes if o not in without)
    return gate.model_copy(update={"outcomes": offered})


def _opened(
    context: RunContext, state: State, step: Step, gate: Gate, subject: str, packet: str
) -> OpenGate:
    round_ = round_of(state, step.number)
    reference_ = gate_reference(context.run.id, gate.id, round_, packet)
    now = context.clock.now()
    versions = context.ledger.documents.versions(context.run.id, subject)
    version = state["documents"][subject]["version"]
    current = next(d for d in versions if d.version == version)
    roles, taking = context.practice.roles, seats(context, gate)
    entitled(gate, taking, roles)
    opened = OpenGate(
        id=reference_,
        run_id=context.run.id,
        thread_id=context.run.id,
        gate=gate,
        round=round_,
        seats=taking,
        deciding=deciders(gate, taking, roles),
        findings=findings(context, current),
        overriders=may_override(roles),
        subject=subject,
        subject_digest=state["documents"][subject]["digest"],
        packet_digest=packet,
        bound=_bound(context, gate, plan_under(context, state, step, subject)),
        requester=context.run.requester,
        editors=tuple(
            dict.fromkeys(e for d in versions if d.version <= version for e in d.editors)
        ),
        final_round=round_ >= last_round(step, gate),
        nonce=digest_of([reference_, now.isoformat()])[7:39],
        requested_at=now,
    )
    return opened.model_copy(update={"expires_at": expiry_of(opened)})


def _bound(context: RunContext, gate: Gate, plan: Plan | None) -> Bindings:
    """Return what a decision holds for; a gate of tier high stays one, whatever its plan says."""
    bound = plan.bind(context.bindings) if plan else context.bindings
    return bound.model_copy(update={"tier": "high"}) if gate.tier == "high" else bound
