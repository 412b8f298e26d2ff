"""The worlds that aimed attacks begin in: one run, taken to a stage, and copied for each shot."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assent.canonical import digest
from assent.execution import Drawing
from assent.records import Plan, Practice, Proposal
from assent.store import MemoryStore
from assent.testing.attack import duties
from assent.testing.attack.facts import Tally
from assent.testing.attack.forged import execute
from assent.testing.attack.front import entitled, rightly
from assent.testing.attack.ground import Ground, Launch
from assent.testing.attack.judge import Judge
from assent.testing.attack.larkmoor import OWNER, WINDOW
from assent.testing.attack.model import Malicious
from assent.testing.attack.recording import Recording
from assent.testing.attack.tables import HeldTables
from assent.testing.attack.world import World

__all__ = ["STAGES", "Aim", "Shot"]

STAGES = ("asked", "planned", "approved")


@dataclass
class Shot:
    """One attack under way: a world of its own with one run, and short words for what is done."""

    world: World
    launch: Launch

    @property
    def run(self) -> str:
        """Return the run."""
        return next(iter(self.world.judge.runs))

    @property
    def gate(self) -> Any:
        """Return the gate that was opened last."""
        return [*self.world.judge.gates.values()][-1]

    @property
    def plan(self) -> str:
        """Return the digest of the plan that was drawn last."""
        return [*self.world.judge.plans][-1]

    def tally(self) -> Tally:
        """Return what was found, and let go of the world."""
        self.world.close()
        return self.world.judge.tally

    def tables(self) -> HeldTables:
        """Return the rows of the store, for somebody with no scruples."""
        if not isinstance(self.world.store, MemoryStore):
            raise TypeError("aimed attacks are made in memory")
        return HeldTables(self.world.store)

    def approve_without_resuming(self) -> Any:
        """Approve at the newest gate as somebody who may; the run does not go on."""
        choice = rightly(self.world, self.gate, self._somebody())
        return self.world.decide(self.gate.opened.packet_digest, choice)

    def approve(self, person: str = "") -> Any:
        """Approve at the newest gate, as somebody, or as somebody who may."""
        choice = rightly(self.world, self.gate, person or self._somebody())
        return self.world.decide(self.gate.opened.packet_digest, choice, resume=True)

    def _somebody(self) -> str:
        """Return who may approve, rather somebody with a key."""
        people = entitled(self.world, self.gate)
        return next((p for p in people if p in self.world.ground.keys), people[0])

    def execute(self, at: Any = WINDOW[0], *, plan: str = "", gate: str = "") -> Any:
        """Put the clock to a moment and execute."""
        self.world.clock.set(at)
        return execute(self.world, self.run, plan or self.plan, gate or self.gate.opened.id)

    def open_until(self, moment: datetime) -> None:
        """Open the newest gate again, with an end."""
        said = f"Good until {moment.isoformat()}.\n".encode()
        self.open_again(said, expires_at=moment)

    def open_again(self, more: bytes, **changed: Any) -> None:
        """Open the newest gate again over the same subject, with something more in its packet."""
        ledger, opened = self.world.runner.ledger, self.gate.opened
        packet = ledger.content.get(opened.packet_digest) + b"\n" + more
        again = {"id": "gate-0123456789", "packet_digest": digest(packet), **changed}
        lease = ledger.leases.take(self.run, "opener", gone=lambda _: True)
        ledger.gates.open(opened.model_copy(update=again), packet, lease)
        ledger.leases.release(lease)
        self.world.look(self.run)

    def drawn(self, value: str) -> Plan:
        """Return a plan like the one under decision, with another value, as code would draw it."""
        plan = self.world.judge.plans[self.plan]
        stated = [a.plain() for a in plan.actions]
        names = ("tool", "target", "arguments", "stated")
        proposals = [Proposal(**{name: row[name] for name in names}) for row in stated]
        first = proposals[0].model_copy(
            update={"arguments": {**proposals[0].arguments, "value": value}}
        )
        facts = plan.model_dump(exclude={"actions", "tools", "targets", "mode"})
        tools = {tool.descriptor.name: tool for tool in self.world.ground.tools}
        drawing = Drawing(tools, lambda: self.world.practice.organisation)
        return drawing.draw([first], plan.mode, **facts)


@dataclass
class Aim:
    """Prepares each stage of each launch once, and lends copies of it."""

    ground: Ground
    first: Any = None
    kept: dict[tuple[str, str], tuple[World, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.first = self.ground.keep()

    def shot(self, launch: Launch, stage: str) -> Shot:
        """Return a shot at a launch, in a copy of its world at a stage."""
        name = f"{launch.workflow!s:.30} {sorted(launch.inputs.items())} {launch.by}"
        if (name, stage) not in self.kept:
            self.kept[name, stage] = self._prepared(launch, stage)
        world, held = self.kept[name, stage]
        self.ground.bring(held)
        for tool in self.ground.tools:
            if isinstance(tool, Recording):
                tool.checks = True
        other = world.copy()
        other.judge.tally = Tally()
        return Shot(other, launch)

    def begun(
        self,
        launch: Launch,
        practice: Practice,
        model: Malicious | None = None,
        *,
        signed_by: str = "",
    ) -> Shot:
        """Return a shot at a launch of another practice, perhaps signed before it changed."""
        world = self.fresh(model)
        if signed_by:
            duties.sign(world, launch, "Fit to be carried out.", signed_by)
        world.change(practice)
        world.launch(launch)
        return Shot(world, launch)

    def fresh(self, model: Malicious | None = None) -> World:
        """Return a world in which nothing has happened."""
        self.ground.bring(self.first)
        judge = Judge(self.ground.practice.organisation, grave=self.ground.grave)
        return World(self.ground, judge, model or Malicious(tricks=0, faults=0))

    def close(self) -> None:
        """Let go of every prepared world."""
        for world, _ in self.kept.values():
            world.close()

    def _prepared(self, launch: Launch, stage: str) -> tuple[World, Any]:
        world = self.fresh()
        if launch.inputs.get("mode") == "live":
            duties.sign(world, launch, "Fit to be carried out.", OWNER)
        world.launch(launch)
        shot = Shot(world, launch)
        for _ in range(STAGES.index(stage)):
            shot.approve()
        if world.judge.tally.found:
            raise AssertionError(f"what was to be attacked is broken: {world.judge.tally}")
        return world, self.ground.keep()
