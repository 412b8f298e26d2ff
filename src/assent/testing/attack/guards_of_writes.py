"""The guards of writes: what must hold before each of them, and what follows a crash."""

from assent.testing.attack import aimed_recovery as recovery
from assent.testing.attack import aimed_writes as writes
from assent.testing.attack import standins
from assent.testing.attack.guards import Guard, executes, no

__all__ = ["WRITES"]

_WRITING = "assent.execution.writing:Writing"

WRITES: tuple[Guard, ...] = (
    Guard("execution", "a stop stops", (executes("stop"),), writes.while_stopped),
    Guard(
        "execution",
        "a run that ended writes nothing",
        (executes("run"), no("assent.ledger.effects:live")),
        writes.after_the_end,
        also="the ledger, which begins no execution in a run that ended",
    ),
    Guard(
        "execution",
        "the gate is bound to the plan",
        (executes("bound"), ("assent.execution.executor:Kernel._plan", standins.any_plan)),
        writes.another_plan,
        also="what the kernel looks at when it reads the plan",
    ),
    Guard(
        "execution", "what was approved has not moved on", (executes("newest"),), writes.moved_on
    ),
    Guard(
        "execution",
        "only an approval is executed",
        (executes("approved"), executes("held")),
        writes.undecided,
        also="the decisions, which are counted again",
    ),
    Guard("execution", "who approved still holds the role", (executes("held"),), writes.revoked),
    Guard("execution", "the clock goes forwards", (executes("clock"),), writes.clock_set_back),
    Guard("execution", "the window is open", (executes("window"),), writes.too_late),
    Guard("execution", "the approval has not expired", (executes("expiry"),), writes.expired),
    Guard("execution", "the level allows execution", (executes("level"),), writes.only_proposed),
    Guard(
        "execution",
        "a live write needs a signed procedure",
        (executes("signed"),),
        writes.unsigned,
    ),
    Guard(
        "execution",
        "a dry run writes nothing",
        (("assent.execution.writing:PlanMode", standins.no_dry_run),),
        writes.rehearsed,
    ),
    Guard(
        "execution",
        "what cannot be undone has a restore point",
        (executes("reversible"),),
        writes.irreversible,
    ),
    Guard("execution", "a tool is the one planned with", (executes("tools"),), writes.another_tool),
    Guard(
        "execution",
        "a target is the one planned with",
        (executes("targets"), (f"{_WRITING}._with", standins.unquestioned)),
        writes.another_target,
        also="the same question, asked again just before the write",
    ),
    Guard(
        "execution",
        "a target is as the plan expects it",
        (
            no("assent.execution.executor:Kernel._rehearse"),
            (f"{_WRITING}._looked", lambda _: lambda _self, _tool, _target, a: a.expected),
        ),
        writes.drifted,
        also="each other, and the tool where it looks by itself",
    ),
    Guard(
        "execution",
        "after a crash the target is asked",
        ((f"{_WRITING}._probed", standins.always_absent),),
        recovery.cut_off,
    ),
    Guard(
        "execution",
        "writes go on by somebody with a role",
        (("assent.execution:start", standins.anybody_starts),),
        recovery.started_by_nobody,
    ),
    Guard(
        "execution",
        "a doubt is settled by who could have approved",
        (no("assent.execution.settling:_may"),),
        recovery.settled_by_anybody,
    ),
)
