"""The body of a packet: what a person will be shown is fixed, and the gate is opened over it."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from assent.authority import deciders, entitled, expiry_of, may_override, present
from assent.canonical import digest, digest_of
from assent.change import standing
from assent.compiler.auditing import doubts, findings
from assent.compiler.blueprint import Node
from assent.compiler.context import RunContext
from assent.compiler.drafting import problems
from assent.compiler.examining import examination_of
from assent.compiler.gates import declared, drafted_in, gate_reference, packet_name, subject_of
from assent.compiler.lineage import kind_of
from assent.compiler.planning import plan_of
from assent.compiler.state import Body, State, round_of
from assent.crash import reach
from assent.reading.document import parse
from assent.records import (
    AuditFinding,
    Bindings,
    Document,
    DocumentStatus,
    Gate,
    OpenGate,
    Outcome,
    Plan,
    Seat,
    Step,
    TurnKind,
    Verdict,
)
from assent.writing.audit import render_audit
from assent.writing.packet import Packet, PastComment, render_packet

__all__ = ["packing"]

_APPROVING = {Outcome.approve, Outcome.approve_with_conditions}


def packing(context: RunContext, node: Node) -> Body:
    """Return the body that fixes what a person will be shown, and opens the gate."""
    gate_ = declared(node)

    async def body(state: State) -> dict[str, Any]:
        step = context.step(node.step)
        subject = subject_of(context, state, step)
        gate = _approvable(context, state, step, gate_, subject)
        text = _packet(context, state, step, gate, subject)
        content = text.encode()
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
        return {
            "run": {"artifacts": {packet_name(gate): opened.packet_digest}},
            "documents": {subject: {"status": DocumentStatus.in_review.value}},
        }

    return body


def _approvable(context: RunContext, state: State, step: Step, gate: Gate, subject: str) -> Gate:
    """Return the gate without approval when the plan that it is about could not be made.

    A plan is approved whole or not at all: it is written before a condition could be met.
    """
    drafted = drafted_in(context, subject, step.number)
    if drafted.turn is not TurnKind.plan or context.governor is None:
        return gate
    without = {Outcome.approve_with_conditions} if plan_of(context, state) else _APPROVING
    offered = tuple(o for o in gate.outcomes if o not in without)
    return gate.model_copy(update={"outcomes": offered})


def _packet(context: RunContext, state: State, step: Step, gate: Gate, subject: str) -> str:
    ref = state["documents"][subject]
    text = context.text(ref["digest"])
    versions = context.ledger.documents.versions(context.run.id, subject)
    earlier = [d for d in versions if d.version < ref["version"]]
    current = next(d for d in versions if d.version == ref["version"])
    seats = _seats(context, gate)
    found = findings(context, current)
    checks = problems(context, state, drafted_in(context, subject, step.number), text)
    return render_packet(
        Packet(
            procedure=f"{context.workflow.title}, version {context.workflow.version}",
            signers=context.signers,
            run=context.run.id,
            step=f"{step.number}. {step.title}",
            requester=f"{context.run.requester_name} ({context.run.requester})",
            identity_assurance=context.run.identity_assurance,
            gate=gate,
            seats=tuple((seat.role, context.title_of(seat.role), _why(seat)) for seat in seats),
            lapsed=_lapsed(context, gate),
            round=round_of(state, step.number),
            rounds=_last_round(step, gate),
            document=subject,
            version=ref["version"],
            subject_digest=ref["digest"],
            made_from=current.made_from,
            drafted_by=tuple(context.title_of(role) for role in current.roles),
            edited_by=current.editors,
            checks=(*checks, *doubts(context, current, found)),
            audit=_audit(context, found, seats),
            obstacles=_obstacles(context, state, step, subject),
            writes=_writes(context, state, step, subject),
            notes=_notes(context, state, step),
            comments=_said(context, state, step),
            questions=parse(text).open_questions,
            inputs=_choices(context),
            before=_before(context, current, earlier),
            counts=_counts(context, state, subject, text),
            text=text,
        )
    )


def _audit(context: RunContext, found: Sequence[AuditFinding], seats: Sequence[Seat]) -> str:
    """Return what auditors found, and what earlier approvals overrode or left to be met."""
    may = [role for role in may_override(context.practice.roles) if role in _roles(seats)]
    gates = context.ledger.gates
    earlier = [d for g in gates.for_run(context.run.id) for d in gates.decisions(g.id)]
    owed = context.ledger.obligations.of(context.run.id)
    return render_audit(found, [context.title_of(role) for role in may], earlier, owed)


def _roles(seats: Sequence[Seat]) -> set[str]:
    return {seat.role for seat in seats}


def _writes(context: RunContext, state: State, step: Step, subject: str) -> tuple[str, ...]:
    """Return each write of the plan under decision, as it was simulated."""
    if drafted_in(context, subject, step.number).turn is not TurnKind.plan:
        return ()
    plan = plan_of(context, state)
    actions = plan.actions if plan else ()
    return tuple(
        f"Action {a.index}, {a.tool} on {a.target}"
        f"{', irreversible' if a.irreversible else ''}:\n\n{a.diff}"
        for a in actions
    )


def _obstacles(
    context: RunContext, state: State, step: Step, subject: str
) -> tuple[str, ...] | None:
    """Return what the calendar and other changes say of the window; None where there is none."""
    plan, examination = plan_of(context, state), examination_of(context, state)
    if context.governor is None or examination is None:
        return None
    planned = drafted_in(context, subject, step.number).turn is TurnKind.plan
    slot = plan.slot if planned and plan else examination.slot(context.run.id)
    found = context.governor.obstacles(slot) if slot else ()
    stands = {True: "Stands in the way", False: "To be known"}
    return tuple(f"{stands[r in standing(found)]}: {r.message}" for r in found)


def _notes(context: RunContext, state: State, step: Step) -> tuple[tuple[str, str], ...]:
    """Return what agents say to the person who decides, by role."""
    round_ = str(round_of(state, step.number))
    said = [
        (node.role or "", state["contributions"].get(node.id, {}).get(round_))
        for node in context.blueprint.turns(step.number)
        if node.turn is TurnKind.ready
    ]
    return tuple(
        (context.title_of(role), _markdown(json.loads(context.text(digest_))))
        for role, digest_ in said
        if digest_
    )


def _markdown(data: dict[str, Any]) -> str:
    return "\n\n".join(section["markdown"].strip() for section in data["sections"])


def _before(context: RunContext, current: Document, earlier: list[Document]) -> str | None:
    """Return what the reader compares with: the version before, or the draft it revises."""
    if earlier:
        return context.text(earlier[-1].digest)
    kind = kind_of(current.name)
    revised = [name for name in current.made_from if kind_of(name) == kind]
    return context.text(current.made_from[revised[-1]]) if revised else None


def _counts(context: RunContext, state: State, subject: str, text: str) -> tuple[str, ...]:
    """Return how many rows of each choice the subject and its sources hold, in one line each."""
    made_from = context.ledger.documents.get(context.run.id, subject).made_from
    texts = {subject: text} | {
        name: context.text(digest_) for name, digest_ in made_from.items() if name.endswith(".md")
    }
    return tuple(line for name, body in texts.items() for line in _tallied(context, name, body))


def _tallied(context: RunContext, name: str, text: str) -> list[str]:
    draft = parse(text)
    lines = []
    for section in context.template_of(name).sections:
        choices = (
            [i for i, c in enumerate(section.table.columns) if c.kind == "choice"]
            if (section.table)
            else []
        )
        drafted = draft.section(section.id)
        if choices and drafted and drafted.table and drafted.table.rows:
            rows = drafted.table.rows
            told = Counter(row[choices[0]] for row in rows if len(row) > choices[0])
            tally = ", ".join(f"{count} {choice}" for choice, count in told.most_common() if choice)
            lines.append(f"{name}, {section.title}: {len(rows)} rows; {tally}.")
    return lines


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
    """Return the seats whose condition holds in this run."""
    named = {seat.when.input for seat in gate.seats if seat.when}
    return present(gate.seats, {name: _value(context, name) for name in named})


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
    current = next(d for d in versions if d.version == version)
    roles, seats = context.practice.roles, _seats(context, gate)
    entitled(gate, seats, roles)
    drafted = drafted_in(context, subject, step.number)
    plan = plan_of(context, state) if drafted.turn is TurnKind.plan else None
    opened = OpenGate(
        id=reference_,
        run_id=context.run.id,
        thread_id=context.run.id,
        gate=gate,
        round=round_,
        seats=seats,
        deciding=deciders(gate, seats, roles),
        findings=findings(context, current),
        overriders=may_override(roles),
        subject=subject,
        subject_digest=state["documents"][subject]["digest"],
        packet_digest=packet,
        bound=_bound(context, gate, plan),
        requester=context.run.requester,
        editors=tuple(
            dict.fromkeys(e for d in versions if d.version <= version for e in d.editors)
        ),
        final_round=round_ >= _last_round(step, gate),
        nonce=digest_of([reference_, now.isoformat()])[7:39],
        requested_at=now,
    )
    return opened.model_copy(update={"expires_at": expiry_of(opened)})


def _lapsed(context: RunContext, gate: Gate) -> tuple[str, ...]:
    """Return why earlier approvals at the gate do not hold any more: so it is asked again."""
    gates = context.ledger.gates
    ended = [gates.resolution(g.id) for g in gates.for_run(context.run.id) if g.gate.id == gate.id]
    return tuple(
        why
        for resolution in ended
        if resolution and resolution.verdict is Verdict.lapsed
        for _, why in resolution.comments
    )


def _bound(context: RunContext, gate: Gate, plan: Plan | None) -> Bindings:
    """Return what a decision holds for; a gate of tier high stays one, whatever its plan says."""
    bound = plan.bind(context.bindings) if plan else context.bindings
    return bound.model_copy(update={"tier": "high"}) if gate.tier == "high" else bound
