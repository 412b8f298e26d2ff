"""How the work goes: a procedure as read from its document, or built in Python."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field, field_validator

from assent.records.conversation import TurnKind
from assent.records.record import Digest, DocumentName, Identifier, Record, StageName
from assent.records.role import DecisionClass

__all__ = [
    "Condition",
    "Gate",
    "Input",
    "Mode",
    "Note",
    "Outcome",
    "Seat",
    "Step",
    "Workflow",
    "numbered",
]


class Mode(StrEnum):
    """How several roles work on one step."""

    single = "single"
    sequence = "sequence"
    round_robin = "round-robin"
    parallel = "parallel"
    negotiation = "negotiation"
    consensus = "consensus"


class Outcome(StrEnum):
    """What a person can say at a gate."""

    approve = "approve"
    approve_with_conditions = "approve-with-conditions"
    rework = "rework"
    reject = "reject"
    defer = "defer"
    withdraw = "withdraw"


class Condition(Record):
    """Holds when the launch input ``input`` has the value ``value``."""

    input: Identifier
    value: str


class Seat(Record):
    """A place at a gate for one person who holds ``role``; always, or when a condition holds.

    ``number`` tells several seats of one role apart; a gate counts them itself.
    """

    role: Identifier
    when: Condition | None = None
    number: int = Field(default=1, ge=1)

    @property
    def id(self) -> str:
        """Return what a decision names the seat by: the role, and the number from 2 on."""
        return self.role if self.number == 1 else f"{self.role}-{self.number}"


def numbered(seats: Iterable[Seat]) -> tuple[Seat, ...]:
    """Return the seats with those of one role counted, in their order."""
    counted: dict[str, int] = {}
    made = []
    for seat in seats:
        counted[seat.role] = counted.get(seat.role, 0) + 1
        made.append(seat.model_copy(update={"number": counted[seat.role]}))
    return tuple(made)


class Gate(Record):
    """A human decision declared in a workflow: who must agree, to what, and by when.

    ``quorum`` is how many seats must approve; None means every seat. Times are hours
    after opening.
    """

    id: Identifier
    kind: Literal["approval", "sign-off", "escalation"] = "approval"
    decision_class: DecisionClass = DecisionClass.operational
    seats: tuple[Seat, ...]
    quorum: int | None = None
    combine_seats: bool = False
    confirms: tuple[Identifier, ...] = ()
    outcomes: tuple[Outcome, ...] = (
        Outcome.approve,
        Outcome.rework,
        Outcome.reject,
        Outcome.withdraw,
    )
    tier: Literal["low", "high"] = "low"
    remind_after_hours: int | None = None
    escalate_after_hours: int | None = None
    expire_after_hours: int | None = None

    @field_validator("seats")
    @classmethod
    def _told_apart(cls, seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
        made = numbered(seats)
        if len({seat.id for seat in made}) < len(made):
            raise ValueError("two seats go by one name; rename the role that ends in a number")
        return made

    @property
    def timed(self) -> bool:
        """Tell whether the clock asks anything of the gate."""
        times = (self.remind_after_hours, self.escalate_after_hours, self.expire_after_hours)
        return any(hours is not None for hours in times) or Outcome.defer in self.outcomes


class Input(Record):
    """Something a run is launched with: a document, a text, or one of a few choices."""

    name: Identifier
    kind: Literal["document", "text", "choice"] = "document"
    about: str = ""
    required: bool = True
    choices: tuple[str, ...] = ()
    default: str | None = None


class Step(Record):
    """One titled step. ``agents`` are role ids; a step that is only a gate has none.

    ``turn`` is what the first agent is asked to do when it is not plain drafting;
    ``artifact`` names the output in the run record when it has another name there.
    ``parts`` holds the share of the action addressed to one role. ``reads`` names inputs
    and earlier documents; None means all of them. ``excerpts`` names the sections and tables
    that are read of some of them, instead of the whole. ``inferred`` lists the fields the
    document did not state.
    """

    number: int = Field(ge=1)
    title: str
    agents: tuple[Identifier, ...] = ()
    action: str = ""
    parts: dict[Identifier, str] = {}
    collaboration: Mode = Mode.single
    facilitator: Identifier | None = None
    decider: Identifier | None = None
    independent: bool = False
    rounds: int = Field(default=3, ge=1, le=9)
    reads: tuple[str, ...] | None = None
    excerpts: dict[str, tuple[str, ...]] = {}
    output: DocumentName | None = None
    output_status: Literal["draft", "approved", "signed"] = "draft"
    gate: Gate | None = None
    stage: StageName | None = None
    turn: TurnKind | None = None
    artifact: str | None = Field(default=None, pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")
    executes: bool = False
    actor: str | None = None
    duration: str | None = None
    validation: str | None = None
    rollback: str | None = None
    inferred: tuple[str, ...] = ()
    line: int = 1


class Note(Record):
    """A passage of the document that no rule understood, kept word for word."""

    title: str
    text: str
    line: int


class Workflow(Record):
    """A procedure: its inputs, stages, roles and steps, with the digest of its source bytes.

    ``roles`` are the role ids it names; ``declared`` maps a role the document itself
    introduces to what it says of it. ``extra`` keeps unknown front matter. ``inferred``
    lists the keys of the front matter that the document did not state.
    """

    id: Identifier = Field(max_length=48)
    title: str
    version: str = "1"
    purpose: str = ""
    active: bool = True
    decision_class: DecisionClass = DecisionClass.operational
    inputs: tuple[Input, ...] = ()
    stages: tuple[StageName, ...] = ()
    steps: tuple[Step, ...]
    declared: dict[Identifier, str] = {}
    outputs: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    extra: dict[str, Any] = {}
    inferred: tuple[str, ...] = ()
    path: str = ""
    source_digest: Digest | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the role ids that work in this procedure, in order of appearance."""
        return tuple(dict.fromkeys(role for step in self.steps for role in step.agents))

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Return the declared gates in order."""
        return tuple(step.gate for step in self.steps if step.gate)
