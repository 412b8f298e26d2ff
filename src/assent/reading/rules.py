"""Rules of good design: what a sound procedure has, told as warnings."""

import re
from collections.abc import Sequence

from assent.reading.margin import Margin
from assent.records import Step, Workflow

__all__ = ["check"]

_FEWEST, _MOST = 5, 10
_REVIEW = re.compile(r"\breview|\bassess|\bverif", re.IGNORECASE)
_COMPLIANCE = re.compile(r"\bcomplian|\baudit", re.IGNORECASE)
_POLICY = re.compile(r"\bpolicy\b|\bstandard\b", re.IGNORECASE)
_AGREEMENT = re.compile(r"\bagreement\b|\bsla\b", re.IGNORECASE)
_PROCEDURE = re.compile(r"\bprocedure\b|\brunbook\b|\bplaybook\b", re.IGNORECASE)
_ERRORS = re.compile(r"\berror|\bfailure|\bexception", re.IGNORECASE)


def check(workflow: Workflow, place: tuple[int, int], margin: Margin) -> None:
    """Write which rules of good design the workflow breaks; ``place`` is its title's."""
    steps = workflow.steps
    count = len(steps)
    if not _FEWEST <= count <= _MOST:
        message = f"{workflow.title!r} has {count} step(s)."
        margin.write("step-count", *place, message)
    if not any(_REVIEW.search(_text(step)) for step in steps):
        margin.write("review-missing", *place, f"No step of {workflow.title!r} reviews the work.")
    if not workflow.gates:
        margin.write("approval-missing", *place, f"Nobody approves what {workflow.title!r} makes.")
    _kinds(workflow, place, margin)
    _writes(steps, margin)
    if _is_procedure(workflow):
        _procedure(workflow, place, margin)


def _text(step: Step) -> str:
    return f"{step.title}\n{step.action}"


def _kinds(workflow: Workflow, place: tuple[int, int], margin: Margin) -> None:
    title = workflow.title
    if _POLICY.search(title) and not any(_COMPLIANCE.search(_text(s)) for s in workflow.steps):
        margin.write("compliance-missing", *place, f"No step checks {title!r} for compliance.")
    signed = any(gate.kind == "sign-off" for gate in workflow.gates)
    if _AGREEMENT.search(title) and not signed:
        margin.write("sign-off-missing", *place, f"Nobody signs what {title!r} makes.")


def _writes(steps: Sequence[Step], margin: Margin) -> None:
    for step in steps:
        if step.executes and not step.rollback:
            message = f"Step {step.number} writes and does not say how that is undone."
            margin.write("rollback-missing", step.line, 1, message)


def _is_procedure(workflow: Workflow) -> bool:
    acts = any(step.executes or step.actor for step in workflow.steps)
    return acts or bool(_PROCEDURE.search(workflow.title))


def _procedure(workflow: Workflow, place: tuple[int, int], margin: Margin) -> None:
    working = [step for step in workflow.steps if step.agents or step.gate is None]
    rules = {
        "duration-missing": ("how long it takes", [s for s in working if not s.duration]),
        "validation-missing": ("how success is seen", [s for s in working if not s.validation]),
        "actor-missing": ("who acts", [s for s in working if not (s.agents or s.actor)]),
    }
    for code, (what, steps) in rules.items():
        if steps:
            numbers = ", ".join(str(step.number) for step in steps)
            message = f"Step(s) {numbers} do not say {what}."
            margin.write(code, steps[0].line, 1, message)
    if not any(_ERRORS.search(note.title) for note in workflow.notes):
        message = f"{workflow.title!r} does not say what happens when a step fails."
        margin.write("error-handling-missing", *place, message)
