"""What a change will write, as code simulated it, and what became of each write."""

from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from assent.canonical import digest_of
from assent.records.calendar import ConfigurationItem, Slot
from assent.records.decision import Bindings
from assent.records.record import Digest, Identifier, Instant, Record
from assent.records.tool import ToolName

__all__ = [
    "Action",
    "Effect",
    "EffectState",
    "Execution",
    "ExecutionOutcome",
    "Plan",
    "PlanMode",
    "Probed",
    "Proposal",
    "Simulated",
    "Stop",
    "Target",
]


class PlanMode(StrEnum):
    """What a plan may touch: nothing, the target named for staging, or the real one."""

    dry_run = "dry-run"
    staging = "staging"
    live = "live"


class Probed(StrEnum):
    """What a target answers when it is asked for an idempotency key."""

    applied = "applied"
    absent = "absent"
    unknown = "unknown"


class Target(Record):
    """Something under ``targets:`` in practice.yaml, as it holds for one mode."""

    name: Identifier
    kind: str
    settings: dict[str, Any] = {}


class Proposal(Record):
    """All that an agent may say about a write: the tool, the target and the arguments.

    ``stated`` is what must hold afterwards besides what code looks at by itself:
    ``{pointer, value}``, or ``{pointer}`` alone for a place that must be empty.
    """

    tool: ToolName
    target: Identifier
    arguments: dict[str, Any]
    stated: dict[str, Any] | None = None


class Simulated(Record):
    """What a write would do, found without writing.

    ``expected`` are the versions that must hold before it, ``result`` those it leaves
    behind. ``validation`` says what is looked at afterwards. ``undo`` are the arguments of
    the inverse; None means that there is none.
    """

    expected: dict[str, str] = {}
    result: dict[str, str] = {}
    before: str = ""
    after: str = ""
    diff: str = ""
    validation: dict[str, Any] = {}
    undo: dict[str, Any] | None = None

    @property
    def irreversible(self) -> bool:
        """Tell whether the write has no inverse."""
        return self.undo is None


class Action(Simulated):
    """One write of a plan: what was proposed, and what code found that it would do.

    ``stated`` is what the proposal wants looked at besides ``validation``.
    """

    index: int = Field(ge=1)
    tool: ToolName
    target: Identifier
    arguments: dict[str, Any]
    stated: dict[str, Any] | None = None

    def inverse(self) -> "Action":
        """Return the write that undoes this one; it expects what this one left behind.

        Raises:
            ValueError: The write is irreversible.
        """
        if self.undo is None:
            raise ValueError(f"action {self.index} is irreversible")
        return Action(
            index=self.index,
            tool=self.tool,
            target=self.target,
            arguments=self.undo,
            expected=self.result,
            before=self.after,
            after=self.before,
        )


class Plan(Record):
    """A change as people approve it; its canonical bytes are what is executed.

    ``window`` is (start, end). ``tools`` and ``targets`` hold the digest of each tool's
    descriptor and of each target's definition, as simulated against. ``restore_point`` says
    where the state before can be had back when an action is irreversible. ``items`` is what
    the calendar and other changes are asked about, ``kind`` what the request calls itself, and
    ``moves`` how often its window had been moved when it was drawn.
    """

    run_id: str
    change: str
    mode: PlanMode
    window: tuple[Instant, Instant]
    tier: Literal["low", "high"]
    governance_level: str
    actions: tuple[Action, ...]
    tools: dict[str, Digest] = {}
    targets: dict[str, Digest] = {}
    checkpoints: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    acceptance_criteria: tuple[str, ...] = ()
    back_out: str = ""
    restore_point: str = ""
    items: tuple[ConfigurationItem, ...] = ()
    kind: str = ""
    moves: int = Field(default=0, ge=0)

    @property
    def slot(self) -> Slot:
        """Return the place in time that it asks for; a target without a named record counts too."""
        named = {item.target for item in self.items}
        bare = (ConfigurationItem(target=name) for name in self.targets if name not in named)
        return Slot(
            run_id=self.run_id,
            change=self.change,
            window=self.window,
            items=(*self.items, *bare) or (ConfigurationItem(),),
            kind=self.kind,
            tiers=(self.tier,),
        )

    def expects(self) -> dict[str, str]:
        """Return every expected version, by action and name (``1.blob``)."""
        return {f"{a.index}.{k}": v for a in self.actions for k, v in sorted(a.expected.items())}

    def bind(self, bindings: Bindings) -> Bindings:
        """Return what a decision over this plan is bound to, in a run of these bindings."""
        return bindings.model_copy(
            update={
                "plan": self.record_digest,
                "targets": self.expects(),
                "window": self.window,
                "tier": self.tier,
                "environment": self.mode.value,
            }
        )


class EffectState(StrEnum):
    """Where one write stands in the journal.

    intended: about to be written, or nobody knows; invalid: written, and its validation
    failed; absent: certainly not written; failed: an undo that could not be made.
    """

    intended = "intended"
    done = "done"
    invalid = "invalid"
    absent = "absent"
    in_doubt = "in-doubt"
    failed = "failed"
    rehearsed = "rehearsed"

    @property
    def written(self) -> bool:
        """Tell whether the target holds the write."""
        return self in {EffectState.done, EffectState.invalid}


class Effect(Record):
    """One line of the journal of writes. ``before`` and ``after`` are versions observed.

    ``key`` is the idempotency key that the target was given; ``effect`` what the tool said
    it did; ``settled_by`` the person who resolved a doubt.
    """

    key: Digest
    run_id: str
    plan: Digest
    index: int
    kind: Literal["action", "undo"] = "action"
    tool: ToolName
    target: Identifier
    state: EffectState = EffectState.intended
    began_at: Instant
    ended_at: Instant | None = None
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    effect: dict[str, Any] = {}
    problems: tuple[str, ...] = ()
    note: str = ""
    settled_by: Identifier | None = None

    @staticmethod
    def key_of(run_id: str, plan: str, index: int, kind: str = "action") -> str:
        """Return the idempotency key of a write."""
        return digest_of([run_id, plan, index, kind])


class ExecutionOutcome(StrEnum):
    """Where the execution of a plan stands.

    running and undoing are states between two calls; stopped and refused leave the plan as
    it was. Only done, undone and closed are ends.
    """

    running = "running"
    undoing = "undoing"
    stopped = "stopped"
    refused = "refused"
    in_doubt = "in-doubt"
    incident = "incident"
    done = "done"
    undone = "undone"
    closed = "closed"

    @property
    def ended(self) -> bool:
        """Tell whether the plan is used up."""
        return self in {
            ExecutionOutcome.done,
            ExecutionOutcome.undone,
            ExecutionOutcome.closed,
        }


class Execution(Record):
    """What became of a plan: one effect per write and undo, in the order they were begun.

    ``refusal`` is the name of the error that refused or turned it; ``reason`` its words.
    ``closed_by`` is the person who closed an incident.
    """

    run_id: str
    plan: Digest
    gate: Identifier
    mode: PlanMode
    outcome: ExecutionOutcome
    reason: str = ""
    refusal: str = ""
    started_at: Instant
    ended_at: Instant | None = None
    effects: tuple[Effect, ...] = ()
    closed_by: Identifier | None = None


class Stop(Record):
    """Who halted every write of the installation, or let them go on, when and why."""

    stopped: bool
    person: Identifier
    reason: str
    at: Instant
