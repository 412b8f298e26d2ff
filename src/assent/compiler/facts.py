"""What a packet lays before people, gathered from the ledger, the plan and the procedure."""

import json
from collections.abc import Sequence

from assent.authority import may_override, present
from assent.change import standing
from assent.compiler.auditing import doubts, findings
from assent.compiler.changes import change_of, request_of, written
from assent.compiler.comparing import changed_since
from assent.compiler.consequences import consequences
from assent.compiler.context import RunContext
from assent.compiler.counting import counts, owners
from assent.compiler.drafting import problems
from assent.compiler.examining import examination_of
from assent.compiler.gates import drafted_in
from assent.compiler.planning import plan_of
from assent.compiler.state import State, round_of
from assent.reading.document import parse
from assent.records import (
    AuditFinding,
    AuditWeight,
    Document,
    Examination,
    Gate,
    OpenGate,
    Plan,
    Seat,
    Step,
    TurnKind,
    Verdict,
)
from assent.records.packet import Heard, Packet, PastComment
from assent.writing.audit import render_audit

__all__ = ["facts", "last_round", "plan_under", "seats"]


def facts(context: RunContext, state: State, step: Step, gate: Gate, subject: str) -> Packet:
    """Return the facts of the packet that is shown at a gate of a step."""
    ref = state["documents"][subject]
    text = context.text(ref["digest"])
    current = context.ledger.documents.get(context.run.id, subject, ref["version"])
    plan = plan_under(context, state, step, subject)
    round_ = round_of(state, step.number)
    examination = examination_of(context, state)
    before, changed = changed_since(context, current, text)
    questions = parse(text).open_questions
    checks = problems(context, state, drafted_in(context, subject, step.number), text)
    found = findings(context, current)
    return Packet(
        procedure=f"{context.workflow.title}, version {context.workflow.version}",
        signers=context.signers,
        run=context.run.id,
        step=f"{step.number}, {step.title}",
        about=context.template_of(subject).about.split("\n", 1)[0],
        requester=f"{context.run.requester_name} ({context.run.requester})",
        identity_assurance=context.run.identity_assurance,
        request=request_of(examination),
        inputs=_choices(context),
        gate=gate,
        seats=tuple((context.title_of(seat.role), _why(seat)) for seat in seats(context, gate)),
        follows=consequences(context, step, gate, subject, plan, round_),
        round=round_,
        rounds=last_round(step, gate),
        document=subject,
        version=ref["version"],
        subject_digest=ref["digest"],
        made_from=current.made_from,
        drafted_by=_drafters(context, current, round_),
        edited_by=current.editors,
        change=change_of(context, state, plan),
        writes=written(plan),
        remarks=examination.remarks if examination else (),
        obstacles=_obstacles(context, examination, plan),
        checks=(*checks, *doubts(context, current, found)),
        audit=_audit(context, step, gate, round_, found),
        answers=tuple(_answer(one) for one in found if one.weight is AuditWeight.major),
        lapsed=_lapsed(context, state, gate),
        counts=counts(context, state, step, gate, current, text),
        questions=questions,
        owners=owners(context, questions),
        heard=_heard(context, step.number, round_, gate),
        comments=_said(context, state, step),
        changed=changed,
        before=before,
        notes=_notes(context, state, step),
        text=text,
    )


def plan_under(context: RunContext, state: State, step: Step, subject: str) -> Plan | None:
    """Return the plan that a gate's subject carries, or None."""
    drafted = drafted_in(context, subject, step.number)
    return plan_of(context, state) if drafted.turn is TurnKind.plan else None


def seats(context: RunContext, gate: Gate) -> tuple[Seat, ...]:
    """Return the seats whose condition holds in this run."""
    named = {seat.when.input for seat in gate.seats if seat.when}
    return present(gate.seats, {name: _value(context, name) for name in named})


def last_round(step: Step, gate: Gate) -> int:
    """Return the round after which no rework is offered; a ruling has one round to be followed."""
    return step.rounds + (gate.kind == "escalation")


def _drafters(context: RunContext, current: Document, round_: int) -> tuple[tuple[str, str], ...]:
    """Return who drafted the document, each with the model that spoke for the role."""
    turns = {node.role: node.id for node in context.blueprint.turns(current.step)}
    return tuple(
        (context.title_of(role), _model(context, turns.get(role, ""), round_))
        for role in current.roles
    )


def _model(context: RunContext, node: str, round_: int) -> str:
    """Return which model won the turn: in this round, or in the last in which it was taken."""
    for number in range(round_, 0, -1):
        won = context.ledger.journal.winner(context.run.id, node, number)
        if won:
            return won.model
    return "none"


def _notes(context: RunContext, state: State, step: Step) -> tuple[tuple[str, str, str], ...]:
    """Return what agents say to the person who decides: role, model and words."""
    round_ = round_of(state, step.number)
    said = [
        (node, state["contributions"].get(node.id, {}).get(str(round_)))
        for node in context.blueprint.turns(step.number)
        if node.turn is TurnKind.ready
    ]
    return tuple(
        (
            context.title_of(node.role or ""),
            _model(context, node.id, round_),
            "\n\n".join(s["markdown"].strip() for s in json.loads(context.text(found))["sections"]),
        )
        for node, found in said
        if found
    )


def _choices(context: RunContext) -> tuple[tuple[str, str], ...]:
    """Return the choices the requester made at launch; the mode is told with the change."""
    entries = [entry for entry in context.workflow.inputs if entry.kind == "choice"]
    chosen = [entry.name for entry in entries if entry.name != "mode"]
    return tuple((name.capitalize(), _value(context, name) or "not stated") for name in chosen)


def _heard(context: RunContext, step: int, round_: int, gate_: Gate) -> tuple[Heard, ...]:
    """Return every decision that people made in the run before this gate.

    What was decided at it, or later, is left out: a run that is built again from the ledger
    must come to the same packet.
    """
    return tuple(
        Heard(
            name=said.approver_name,
            person=said.approver_identity,
            outcome=said.decision.value,
            subject=gate.subject,
            round=gate.round,
            at=f"{said.decided_at:%Y-%m-%d %H:%M} UTC",
            shown=said.shown_at is not None,
        )
        for gate in _gates_before(context, step, round_, gate_)
        for said in context.ledger.gates.decisions(gate.id)
    )


def _gates_before(context: RunContext, step: int, round_: int, gate: Gate) -> tuple[OpenGate, ...]:
    """Return the gates that lie before one, in the order of the procedure."""
    steps = {node.gate.id: node.step or 0 for node in context.blueprint.nodes if node.gate}

    def place(gate: Gate, number: int, in_round: int) -> tuple[int, int, bool]:
        return number, in_round, gate.kind != "escalation"

    here = place(gate, step, round_)
    opened = context.ledger.gates.for_run(context.run.id)
    return tuple(g for g in opened if place(g.gate, steps[g.gate.id], g.round) < here)


def _audit(
    context: RunContext, step: Step, gate: Gate, round_: int, found: Sequence[AuditFinding]
) -> str:
    """Return what auditors found, and what earlier approvals overrode or left to be met."""
    held = {seat.role for seat in seats(context, gate)}
    may = [context.title_of(role) for role in may_override(context.practice.roles) if role in held]
    before = _gates_before(context, step.number, round_, gate)
    earlier = [d for g in before for d in context.ledger.gates.decisions(g.id)]
    ids = {g.id for g in before}
    owed = [o for o in context.ledger.obligations.of(context.run.id) if o.gate in ids]
    return render_audit(found, may, earlier, owed)


def _answer(finding: AuditFinding) -> str:
    return f"{finding.id} (external)" if finding.external else finding.id


def _obstacles(
    context: RunContext, examination: Examination | None, plan: Plan | None
) -> tuple[str, ...] | None:
    """Return what the calendar and other changes say of the window; None where there is none."""
    if context.governor is None or examination is None:
        return None
    slot = plan.slot if plan else examination.slot(context.run.id)
    found = context.governor.obstacles(slot) if slot else ()
    stands = {True: "Stands in the way", False: "To be known"}
    return tuple(f"{stands[r in standing(found)]}: {r.message}" for r in found)


def _lapsed(context: RunContext, state: State, gate: Gate) -> tuple[str, ...]:
    """Return why approvals that this graph has passed do not hold: so people are asked again.

    Only what the graph has come through counts, so that a run that is built again from the
    ledger comes to the same packets in the same order.
    """
    passed = [
        row["gate"] for row in state["run"].get("trace", ()) if row.get("verdict") == "lapsed"
    ]
    gates = {g.id: g for g in context.ledger.gates.for_run(context.run.id) if g.gate.id == gate.id}
    ended = [context.ledger.gates.resolution(one) for one in passed if one in gates]
    return tuple(
        why
        for resolution in ended
        if resolution and resolution.verdict is Verdict.lapsed
        for _, why in resolution.comments
    )


def _said(context: RunContext, state: State, step: Step) -> tuple[PastComment, ...]:
    """Return what people said when they sent earlier rounds back."""
    gates = [n.id for n in context.blueprint.nodes if n.step == step.number and n.gate]
    given = [
        (round_, digest)
        for node in gates
        for round_, digest in state["contributions"].get(node, {}).items()
    ]
    return tuple(
        PastComment(round=int(round_), person=row["person"], text=row["comment"])
        for round_, digest in sorted(given, key=lambda pair: int(pair[0]))
        for row in json.loads(context.text(digest))
    )


def _value(context: RunContext, name: str) -> str | None:
    digest = context.run.inputs.get(name)
    return context.text(digest).strip() if digest else None


def _why(seat: Seat) -> str:
    return f"{seat.when.input} is {seat.when.value}" if seat.when else ""
