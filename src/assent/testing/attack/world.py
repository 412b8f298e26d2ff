"""One world under attack: a store, a clock, a front door, and the judge beside it."""

import copy
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assent.compiler.patience import Patience
from assent.errors import AssentError
from assent.ports import Store
from assent.records import Decision, Organisation, Practice, Workflow
from assent.runner import Choice, Runner
from assent.store import MemoryStore
from assent.testing.attack.facts import RunFact, same
from assent.testing.attack.ground import Ground, Launch
from assent.testing.attack.judge import Judge
from assent.testing.attack.looking import look
from assent.testing.attack.model import Malicious
from assent.testing.attack.recording import Killed, Watch
from assent.testing.attack.writes import came_about, hear
from assent.testing.clocks import FixedClock

if TYPE_CHECKING:
    from assent.runner.advancing import Engine

__all__ = ["Front", "World"]

_AT_ONCE = Patience(attempts=1, repairs=0, first_wait=0, longest_wait=0)


class Front(Runner):
    """The front door of a world; it reads the world's practice, and its tools are heard."""

    world: "World"

    @property
    def practice(self) -> Practice:
        """Return the practice as the world has it now."""
        return self.world.practice

    @property
    def organisation(self) -> Organisation:
        """Return people and policy as the world has them now."""
        return self.world.practice.organisation

    def _engine(self) -> "Engine":
        engine = super()._engine()
        watched = {name: self.world.watch.over(tool) for name, tool in engine.writes.items()}
        return replace(engine, writes=watched)


class World:
    """Everything around some runs. Each call goes through ``call``, which tells the judge."""

    def __init__(
        self, ground: Ground, judge: Judge, model: Malicious, store: Store | Path | None = None
    ) -> None:
        self.ground, self.judge, self.model = ground, judge, model
        self.practice = ground.practice
        judge.cards = ground.practice.roles
        self.clock = FixedClock(ground.start)
        self.watch = Watch(self.clock, partial(hear, judge=judge), partial(came_about, judge=judge))
        self.store = MemoryStore() if store is None else store
        self.folder = self.store if isinstance(self.store, Path) else None
        self.closed_gates: set[str] = set()
        self.runner = self.front()

    def front(self) -> Front:
        """Return another front door to the same store."""
        door = Front.open(
            self.practice,
            self.store,
            models={"default": self.model},
            clock=self.clock,
            patience=_AT_ONCE,
            tools=self.ground.tools,
        )
        door.world, door.root = self, self.ground.root
        return door

    def copy(self, model: Malicious | None = None) -> "World":
        """Return a world in memory that goes on from here by itself, perhaps with a model."""
        if not isinstance(self.store, MemoryStore):
            raise TypeError("only a world in memory can be copied")
        judge = self.judge.copy()
        other = World(self.ground, judge, model or self.model, self.store.copy())
        other.take_over(self)
        other.runner._memory = copy.deepcopy(self.runner._memory)
        return other

    def take_over(self, other: "World") -> None:
        """Be at the moment, and know the documents, of another world."""
        self.clock.set(other.clock.now())
        self.closed_gates = set(other.closed_gates)
        self.change(other.practice)

    def change(self, practice: Practice) -> None:
        """Let practice.yaml and the documents be others from now on."""
        self.practice = practice
        self.judge.organisation = practice.organisation

    def close(self) -> None:
        """Let go of the front door and its store."""
        self.runner.close()

    # ---- calls -------------------------------------------------------------------------

    def call(self, work: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Return what a call returns, or the refusal; what is neither is noted."""
        try:
            return work(*given, **named)
        except AssentError as refusal:
            self.judge.tally.refused[type(refusal).__name__] += 1
            return refusal
        except Killed as death:
            return death
        except Exception as error:
            name = getattr(work, "__qualname__", str(work))
            self.judge.tally.untyped.append(f"{name}: {type(error).__name__}: {error}"[:300])
            return error

    def launch(self, launch: Launch, *, again: bool = False) -> str | None:
        """Launch a run; returns its id, also when it could not be advanced."""
        before = {run.id for run in self.runner.runs()}
        named = {"roles": launch.roles, "by": launch.by, "again": again}
        self.call(self.runner.launch, launch.workflow, launch.inputs, **named)
        new = [run.id for run in self.runner.runs() if run.id not in before]
        for run in new:
            self._launched(run, launch)
            self.look(run)
        return new[0] if new else None

    def _launched(self, run: str, launch: Launch) -> None:
        procedure = launch.procedure(self.practice)
        rules = self.practice.organisation.extra.get("change") or {}
        live = launch.inputs.get("mode") == "live" and any(s.executes for s in procedure.steps)
        if live and not self.judge.signs(self.text_of(procedure)):
            self.judge.tally.breach("state", f"{run} was launched live, and nobody signed it")
        gates = [step.gate for step in procedure.steps if step.gate]
        self.judge.runs[run] = RunFact(
            run,
            launch.by,
            tuple(gate.id for gate in gates),
            tuple(launch.roles.get(s.role, s.role) for gate in gates for s in gate.seats),
            text=self.text_of(procedure),
            most=str(rules.get("level") or "A3"),
        )

    def resume(self, run: str) -> Any:
        """Resume a run through the front door."""
        told = self.call(self.runner.resume, run)
        self.look(run)
        return told

    def decide(self, packet: str, choice: Choice, *, resume: bool = False) -> Any:
        """Decide through the front door; with ``resume`` the run goes on."""
        told = self.call(self.runner.decide, packet, choice)
        if isinstance(told, tuple):
            decision, ended = told
            self.heard(decision, choice, signed=self._listed(choice))
            self.look(decision.run_id)
            if resume and ended:
                self.resume(decision.run_id)
        return told

    def heard(self, decision: Decision, choice: Choice, *, signed: bool) -> None:
        """Tell the judge of a decision that was accepted."""
        self.judge.accepted(decision, choice, signed=signed)

    def show(self, packet: str, person: str) -> Any:
        """Show a packet to somebody through the front door."""
        told = self.call(self.runner.packet, packet, by=person)
        fact = self.judge.gates.get(told[0].id) if isinstance(told, tuple) else None
        if fact and fact.open:
            self.judge.shown.add((fact.opened.id, person))
        return told

    def _listed(self, choice: Choice) -> bool:
        """Tell whether the choice is signed with a key that is its person's now."""
        person = self.practice.organisation.person(choice.person or "")
        if choice.key is None or person is None:
            return False
        return choice.key.with_suffix(".pub").read_text().strip() in person.keys

    def look(self, run: str) -> None:
        """Let the judge see what a run has come to; only in a store that nobody has forged."""
        self.call(look, self, run)

    def text_of(self, procedure: Workflow) -> str:
        """Return a digest of a procedure's own text with every card, prompt and tool."""
        rooms = ("agents/", "prompts/")
        texts = [
            f"{path}\n{text}"
            for path, text in sorted(self.practice.sources.items())
            if path == procedure.path or path.startswith(rooms)
        ]
        tools = [tool.descriptor.record_digest for tool in self.ground.tools]
        return same("\n".join([procedure.id, *texts, *tools]).encode())
