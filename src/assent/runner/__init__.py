"""The one room that joins the parts: launch, advance, decide, resume."""

from assent.runner.choice import (
    Choice,
    approve,
    approve_with_conditions,
    condition,
    defer,
    override,
    reject,
    rework,
    withdraw,
)
from assent.runner.reviewing import Review
from assent.runner.run import Run, RunDocument
from assent.runner.runner import Runner, Waiting

__all__ = [
    "Choice",
    "Review",
    "Run",
    "RunDocument",
    "Runner",
    "Waiting",
    "approve",
    "approve_with_conditions",
    "condition",
    "defer",
    "override",
    "reject",
    "rework",
    "withdraw",
]
