"""The edges: what the engine needs from outside, each a contract of two or three methods.

Every port has an honest twin that ships, and a conformance suite any implementation
must pass.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from assent.records import (
    Action,
    Execution,
    Notice,
    Plan,
    PlanMode,
    Probed,
    Proposal,
    Register,
    Remark,
    Reply,
    Request,
    Simulated,
    Slot,
    Target,
    ToolDescriptor,
)

__all__ = [
    "Clock",
    "Executor",
    "Governor",
    "Model",
    "Notifier",
    "Planner",
    "Row",
    "Store",
    "Tool",
    "Transaction",
    "WriteTool",
]

Row = dict[str, Any]
"""One row: column name to a str, int, bytes or None."""


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Return the present moment in UTC, to the second."""
        ...


class Model(Protocol):
    """Something that answers a request: a service, a recording, a script, a rule."""

    @property
    def name(self) -> str:
        """Return the name that is printed beside what it wrote."""
        ...

    async def reply(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            ModelUnavailableError: No answer could be had.
            InvalidReplyError: What came back is no answer.
        """
        ...


class Tool(Protocol):
    """Something that a role may read with in its turn."""

    @property
    def descriptor(self) -> ToolDescriptor:
        """Return what it is called, what it does, and what it takes."""
        ...

    async def call(self, arguments: dict[str, Any]) -> str:
        """Return what the tool found, as text. The arguments fit its schema.

        Raises:
            ToolError: It could not be read.
        """
        ...


class WriteTool(Protocol):
    """Something that changes a target, once per idempotency key, and can say what it did.

    ``assent.testing.ToolConformance`` holds the rules as tests.
    """

    @property
    def descriptor(self) -> ToolDescriptor:
        """Return what it is called, what it does, and what it takes; its effect is write."""
        ...

    def simulate(
        self, target: Target, arguments: dict[str, Any], so_far: Sequence[Action]
    ) -> Simulated:
        """Return what the write would do after the actions of ``so_far``; only reads.

        Raises:
            ProposalError: It cannot be done as it was proposed.
            ToolError: The target could not be read.
        """
        ...

    def observe(self, target: Target, action: Action) -> dict[str, str]:
        """Return the versions that the action's ``expected`` names, as they are now.

        Raises:
            ToolError: The target could not be read.
        """
        ...

    def apply(self, target: Target, action: Action, key: str) -> dict[str, Any]:
        """Make the write, if the target is as expected, and leave the key with it.

        Must refuse by itself when the target moved since it was observed. Returns plain
        JSON data that tells the effect.

        Raises:
            WriteError: It did not come about.
        """
        ...

    def probe(self, target: Target, key: str) -> Probed:
        """Return whether a write with that key is in the target; unknown when in any doubt."""
        ...

    def validate(self, target: Target, action: Action) -> list[str]:
        """Return what is not as the action's validation wants it; nothing when all is well.

        Raises:
            ToolError: The target could not be read.
        """
        ...


class Executor(Protocol):
    """Carries out an approved plan; asks no model anything."""

    def execute(self, plan_digest: str, gate: str) -> Execution:
        """Execute the plan that the gate approved, as far as it goes; safe to call again.

        Raises:
            PlanUsedError: It was executed on another approval.
            LeaseLostError: The run is not held any more.
            IntegrityError: Stored bytes are not what their digest says.
        """
        ...


class Planner(Protocol):
    """Turns what an agent proposes into a plan that people can read; only reads targets."""

    def draw(self, proposals: Sequence[Proposal], mode: PlanMode, **facts: Any) -> Plan:
        """Return the plan: every action simulated in order, tools and targets by digest.

        Raises:
            ProposalError: A proposal cannot be done.
            UnknownToolError: It names a tool that nobody gave.
            UnknownTargetError: It names a target that practice.yaml does not.
            ToolError: A target could not be read.
        """
        ...


class Governor(Protocol):
    """What a run of change control may know of its targets, and whom it hands a plan to.

    The compiler holds no tool that writes: drawing reads, and executing is somebody else's.
    """

    def look_up(self, record: str) -> Register:
        """Return what the practice knows of a record that a request names."""
        ...

    def obstacles(self, slot: Slot) -> tuple[Remark, ...]:
        """Return what the calendar and other open changes say now of a window not yet approved.

        Raises:
            CalendarError: The calendar cannot be used here.
        """
        ...

    def text_of(self, record: str) -> str:
        """Return the record as it stands now, as text; empty when there is none."""
        ...

    def propose(self, rows: Sequence[Mapping[str, str]]) -> tuple[Proposal, ...]:
        """Return the rows of a plan's table as proposals.

        Raises:
            ProposalError: A row cannot be read, or holds a value that the practice does not know.
            UnknownTargetError: It names a target that practice.yaml does not.
        """
        ...

    def draw(self, proposals: Sequence[Proposal], mode: PlanMode, **facts: Any) -> Plan:
        """Return the plan; see ``Planner.draw``."""
        ...

    def execute(self, plan_digest: str, gate: str) -> Execution:
        """Execute an approved plan; see ``Executor.execute``."""
        ...


class Notifier(Protocol):
    """Tells people that something waits for them; a message names a gate and approves nothing."""

    def tell(self, notice: Notice) -> None:
        """Tell the people of the notice, once.

        Whatever is raised is reported by the tick as a failure; the notice stays logged.
        """
        ...


class Transaction(Protocol):
    """Named queries inside one transaction; all of them hold, or none."""

    def rows(self, query: str, /, **values: object) -> list[Row]:
        """Run the named query and return its rows."""
        ...


class Store(Protocol):
    """A database of the ledger's schema."""

    @property
    def place(self) -> str:
        """Return where the store is, for messages."""
        ...

    def transaction(self, *, write: bool = False) -> AbstractContextManager[Transaction]:
        """Open a transaction; ``write`` takes the write lock from the start.

        Raises:
            StoreError: The database is locked, full, read-only or not ours.
        """
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
