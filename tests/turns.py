"""One turn of the small procedure, asked directly: a real ledger, a real request, any model."""

import asyncio
from collections.abc import Mapping
from typing import Any

from tests.runner.conftest import BRIEF, workflow

from assent.compiler.asking import ask
from assent.compiler.budget import Purse
from assent.compiler.context import RunContext
from assent.compiler.layout import lay
from assent.compiler.patience import Patience
from assent.compiler.request import ask_for
from assent.compiler.state import opening
from assent.ledger import Ledger
from assent.llm import adapt
from assent.ports import Tool
from assent.records import Budget, Practice, Workflow
from assent.runner.launching import prepare, record
from assent.runner.snapshot import bindings_of, take
from assent.store import MemoryStore
from assent.testing.clocks import FixedClock
from assent.testing.running import open_runner


class Turns:
    """The first turn of a run, as often as it is asked. ``waits`` are the seconds slept."""

    def __init__(self, practice: Practice) -> None:
        self.store, self.clock = MemoryStore(), FixedClock()
        self.ledger = Ledger(self.store, self.clock)
        self.practice = practice
        self.waits: list[float] = []
        self.procedure: Workflow = workflow()
        self.run = self._launched()

    def _launched(self) -> str:
        with open_runner(practice=self.practice) as runner:
            requester = runner.actor("tomas-lindqvist")
        launch = prepare(self.procedure, {"brief": BRIEF}, {}, self.practice, requester)
        organisation = self.practice.organisation
        run = record(launch, self.ledger, self.clock, organisation, again=False)
        self.lease = self.ledger.leases.take(run, "a test")
        return run

    def patience(self, **changed: Any) -> Patience:
        async def sleep(seconds: float) -> None:
            self.waits.append(seconds)

        return Patience(
            **{"attempts": 2, "first_wait": 0, "longest_wait": 0, "sleep": sleep, **changed}
        )

    def context(
        self, model: Any, tools: Mapping[str, Tool], budget: Budget, **patience: Any
    ) -> RunContext:
        launched = self.ledger.runs.get(self.run)
        return RunContext(
            run=launched,
            practice=self.practice,
            workflow=self.procedure,
            blueprint=lay(self.procedure),
            ledger=self.ledger,
            lease=self.lease,
            models=lambda _: adapt(model),
            clock=self.clock,
            bindings=bindings_of(take(self.practice, self.procedure)),
            inputs=launched.inputs,
            patience=self.patience(**patience),
            tools=tools,
            purse=Purse(budget),
        )

    def ask(self, model: Any, *, tools: Any = None, budget: Any = None, **patience: Any) -> str:
        """Ask for the first turn and return the text of its contribution."""
        context = self.context(model, tools or {}, budget or Budget(), **patience)
        node = next(n for n in context.blueprint.nodes if n.role)
        request, form = ask_for(context, opening(self.run, self.procedure.id), node)
        return context.text(asyncio.run(_closing(model, ask(context, node, 1, request, form))))

    @property
    def entries(self) -> list[tuple[str, dict[str, Any]]]:
        """Kind and body of what the turn left in the log."""
        return [(e.kind, e.body) for e in self.ledger.log.entries(self.run)][1:]

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.entries]


async def _closing(model: Any, asked: Any) -> Any:
    try:
        return await asked
    finally:
        if hasattr(model, "aclose"):
            await model.aclose()
