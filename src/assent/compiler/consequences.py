"""What each outcome of a gate brings, told from the procedure and the plan, not from a draft."""

from assent.compiler.context import EXECUTING, RunContext
from assent.compiler.gates import drafted_in
from assent.records import Gate, Outcome, Plan, PlanMode, Step

__all__ = ["consequences"]

_NO_PLAN = "It cannot be: no plan could be made of it; the document says why."
_Sentences = tuple[str, ...]


def consequences(
    context: RunContext, step: Step, gate: Gate, subject: str, plan: Plan | None, round_: int
) -> dict[Outcome, _Sentences]:
    """Return what each outcome that the gate offers would bring, in sentences."""
    drafted = drafted_in(context, subject, step.number)
    again = f"Step {drafted.number} is done again with your reason in sight, as round {round_ + 1}."
    told = {
        Outcome.approve: _approved(context, step, gate, subject, plan),
        Outcome.approve_with_conditions: ("As approved; each condition becomes an open item.",),
        Outcome.rework: (again,),
        Outcome.reject: ("The run ends as rejected; nothing is written.",),
        Outcome.defer: ("The gate stays open until the date you name. Nothing else happens.",),
        Outcome.withdraw: ("The requester takes it back: the run ends and nothing is written.",),
    }
    offered = {outcome: told[outcome] for outcome in gate.outcomes}
    if not {Outcome.approve, Outcome.approve_with_conditions} & set(offered):
        return {Outcome.approve: (_NO_PLAN,), **offered}
    return offered


def _approved(
    context: RunContext, step: Step, gate: Gate, subject: str, plan: Plan | None
) -> _Sentences:
    stands = f"{subject} stands as {_status(step, gate)}."
    return (stands, _writing(context, step, plan), _following(context, step))


def _status(step: Step, gate: Gate) -> str:
    if gate.kind == "escalation":
        return "the outcome, by your ruling"
    signed = gate.kind == "sign-off" or step.output_status == "signed"
    return "signed" if signed else "approved"


def _writing(context: RunContext, step: Step, plan: Plan | None) -> str:
    """Return what is written outside of the run because of an approval here."""
    after = [s for s in context.workflow.steps if s.number > step.number]
    executing = next((s for s in after if s.executes), None)
    if executing is None:
        return "Nothing is written outside of the run."
    gated = [s.number for s in after if s.gate and s.number < executing.number]
    if gated:
        return f"Nothing is written yet: step {gated[-1]} asks people again, over the exact writes."
    return _carried_out(context, plan) if plan else "Nothing is written: there is no plan."


def _carried_out(context: RunContext, plan: Plan) -> str:
    number = len(plan.actions)
    writes = f"{number} write{'' if number == 1 else 's'}"
    if not number:
        return "Code writes nothing: the plan has no action; people carry it out."
    if plan.governance_level != EXECUTING:
        return f"Nothing is written: level {plan.governance_level} allows no execution."
    if plan.mode is PlanMode.dry_run:
        return f"Nothing is written: it is a dry run, in which the {writes} are only checked."
    if plan.mode is PlanMode.live and not context.signers:
        return "Nothing is written: the procedure is unsigned, and a live write needs a signed one."
    return (
        f"In the window code makes the {writes} of the plan, {plan.mode.value}; no agent is asked."
    )


def _following(context: RunContext, step: Step) -> str:
    after = next((s for s in context.workflow.steps if s.number > step.number), None)
    if after is None:
        return "Then the run closes."
    return f"Then follows step {after.number}, {after.title}."
