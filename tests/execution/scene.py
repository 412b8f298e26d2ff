"""A run with an approved plan, over a repository and a database; also for other processes."""

import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.tools.targets import TABLES, database, repository

from assent.canonical import digest, dumps
from assent.execution import Drawing, Kernel
from assent.ledger import Lease, Ledger
from assent.ports import Store, WriteTool
from assent.records import (
    Bindings,
    Calendar,
    ChangeRequest,
    ConfigurationItem,
    Decision,
    Document,
    Examination,
    Execution,
    Freeze,
    Gate,
    LaunchedRun,
    Move,
    OpenGate,
    Organisation,
    Outcome,
    Person,
    Plan,
    PlanMode,
    Proposal,
    Seat,
    WindowRead,
)
from assent.runner.keys import sign_with
from assent.testing.clocks import FixedClock
from assent.tools.registry import write_tools

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WINDOW = (NINE + timedelta(minutes=30), NINE + timedelta(minutes=60))
RUN = "run-ops-change-control-0123456789"
OWNER, MANAGER = "ines-okafor", "tomas-lindqvist"
SNAPSHOT, PACKET = b"{}", b"# What you decide\n"
BOUND = Bindings(
    **{
        name: "sha256:" + letter * 64
        for name, letter in zip(
            ["workflow", "prompts", "cards", "tools", "policy"], "abcde", strict=True
        )
    }
)
PATH = "environments/harbour.json"
FREEZE = Calendar(
    freezes=(
        Freeze(title="Drill", reason="All hands.", starts="2026-03-02", ends="2026-03-02T10:00"),
    )
)
ITEM = ConfigurationItem(target="records", record="harbour")


def level(value: str = "developer") -> Proposal:
    """Change one value of a record in git."""
    pointer = "/environments/0/access/0/level"
    said = {"path": PATH, "operation": "replace", "pointer": pointer, "value": value}
    return Proposal(tool="git-record", target="records", arguments=said)


def reviewer(name: str = "reviewer-3") -> Proposal:
    """Add an item to an array of the same record."""
    pointer = "/environments/0/reviewers/-"
    said = {"path": PATH, "operation": "add", "pointer": pointer, "value": name}
    return Proposal(tool="git-record", target="records", arguments=said)


def owner(name: str = "quay-team", key: str = "harbour") -> Proposal:
    """Change one column of a row."""
    said = {"table": "services", "key": key, "changes": {"owner": name}}
    return Proposal(tool="sqlite-row", target="services", arguments=said)


@dataclass
class World:
    """Everything around one run; ``execute`` is what a node of the graph would call."""

    folder: Path
    store: Store
    clock: FixedClock = field(default_factory=lambda: FixedClock(NINE))
    own: tuple[WriteTool, ...] = ()
    holds: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {OWNER: ("cm-practice-owner",), MANAGER: ("cm-manager",)}
    )
    extra: dict[str, Any] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=lambda: dict.fromkeys(("A2", "A3"), "."))
    bindings: Bindings = BOUND
    signed: bool = True
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)
    time_zone: str = "UTC"

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.store, self.clock)
        self.records = self.folder / "records"
        self.database = self.folder / "services.db"
        if not self.records.exists():
            repository(self.folder)
            database(self.folder)
        self.tools = write_tools(self.folder, self.own)
        self.targets: dict[str, Any] = {
            "records": {"kind": "git", "repository": "records", "branch": "main"},
            "services": {"kind": "sqlite", "database": "services.db", "tables": TABLES},
            **self.extra,
        }
        self.ledger.runs.open(_launched(), [SNAPSHOT])
        self.lease: Lease = self.ledger.leases.take(RUN, "host:1", gone=lambda _: True)

    def organisation(self) -> Organisation:
        people = tuple(
            Person(id=p, name=p.title(), roles=roles, keys=self.keys.get(p, ()))
            for p, roles in self.holds.items()
        )
        return Organisation(
            id="larkmoor",
            title="Larkmoor Transit Authority",
            allow_asserted=True,
            people=people,
            levels=self.levels,
            calendar=self.calendar,
            time_zone=self.time_zone,
            extra={"targets": self.targets},
        )

    def plan(self, *proposals: Proposal, mode: str = "live", **facts: Any) -> Plan:
        stated = {
            "run_id": RUN,
            "change": "chg-7",
            "window": WINDOW,
            "tier": "low",
            "governance_level": "A3",
            "items": (ITEM,),
        }
        drawing = Drawing(self.tools, self.organisation)
        return drawing.draw(proposals, PlanMode(mode), **{**stated, **facts})

    def document(self, name: str, version: int, **changed: Any) -> tuple[Document, bytes]:
        """Return a version of a document with its bytes."""
        text = f"# Version {version}\n".encode()
        facts = {"kind": "change-plan", "step": 3, "status": "draft", "roles": ("cm-analyst",)}
        named = {"run_id": RUN, "name": name, "version": version, "digest": digest(text)}
        return Document(**{**named, **facts, "made_at": NINE, **changed}), text

    def gate(self, plan: Plan, name: str = "gate-0123456789", **changed: Any) -> OpenGate:
        """Open the gate of a plan."""
        body, packet = dumps(plan.plain()), PACKET + name.encode()
        self.ledger.content.put(body)
        seats = (Seat(role="cm-practice-owner"),)
        facts = {
            "id": name,
            "run_id": RUN,
            "thread_id": RUN,
            "gate": Gate(id=f"plan-{name[-3:]}", seats=seats, outcomes=tuple(Outcome)),
            "round": 1,
            "seats": seats,
            "subject": "change-plan.md",
            "subject_digest": digest(body),
            "packet_digest": digest(packet),
            "bound": plan.bind(self.bindings),
            "requester": MANAGER,
            "nonce": "n-1",
            "requested_at": NINE,
        }
        gate = OpenGate(**{**facts, **changed})
        self.ledger.gates.open(gate, packet, self.lease)
        return gate

    def decide(self, gate: OpenGate, outcome: str = "approve", **changed: Any) -> None:
        facts = {
            "run_id": gate.run_id,
            "thread_id": gate.thread_id,
            "gate": gate.id,
            "seat": "cm-practice-owner",
            "decision": outcome,
            "reason": "The change is small and can be taken back.",
            "approver_identity": OWNER,
            "approver_name": OWNER.title(),
            "identity_assurance": "asserted",
            "subject_digest": gate.subject_digest,
            "packet_digest": gate.packet_digest,
            "bound": gate.bound,
            "policy_version": gate.bound.policy,
            "nonce": gate.nonce,
            "requested_at": gate.requested_at,
            "decided_at": self.clock.now(),
            "expires_at": gate.expires_at,
        }
        decision = Decision(**{**facts, **changed})
        if decision.identity_assurance == "signed-key":
            self.ledger.gates.showings.add(gate, OWNER, "os-account")
            decision = decision.model_copy(update={"shown_at": self.clock.now()})
            made = sign_with(self.key(OWNER), decision.signed_bytes, OWNER)
            decision = decision.model_copy(update={"signature": made})
        self.ledger.gates.decide(decision, self.organisation())

    def rival(self, window: tuple[datetime, datetime] = WINDOW, **opened: Any) -> str:
        """Approve a plan for the same record in another run; returns that run."""
        name = f"run-ops-change-control-{len(self.ledger.runs.all()):010}"
        mode = b"live"
        run = _launched().model_copy(update={"id": name, "inputs": {"mode": digest(mode)}})
        self.ledger.runs.open(run, [SNAPSHOT, mode])
        plan = self.plan(level("administrator"), run_id=name, window=window)
        lease = self.ledger.leases.take(name, "host:1", gone=lambda _: True)
        held, self.lease = self.lease, lease
        self.ledger.runs.change(lease, artifacts={"plan": plan.record_digest})
        told = {"run_id": name, "thread_id": name, "name": f"gate-{name[-10:]}", **opened}
        gate = self.gate(plan, **told)
        self.lease = held
        self.decide(gate)
        return name

    def move(self, **changed: Any) -> None:
        """Log that somebody moved the window of the run."""
        start, end = (moment + timedelta(days=1) for moment in WINDOW)
        examination = Examination(
            request=ChangeRequest(record=ITEM.record),
            asks=(),
            window=WindowRead(start=start, end=end, zone="UTC"),
            remarks=(),
            target=ITEM.target,
        )
        facts = {
            "run_id": RUN,
            "number": self.ledger.moves.count(RUN) + 1,
            "person": MANAGER,
            "person_name": MANAGER.title(),
            "identity_assurance": "asserted",
            "reason": "A drill.",
            "examination": examination,
            "voids": "gate-0123456789",
            "at": self.clock.now(),
        }
        self.ledger.moves.add(Move(**{**facts, **changed}), self.lease)

    def key(self, person: str) -> Path:
        """Return a person's private key, made and listed when first needed."""
        file = self.folder / f"key-of-{person}"
        if not file.exists():
            call = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file)]
            subprocess.run(call, check=True, timeout=30)
            self.keys[person] = (file.with_suffix(".pub").read_text().strip(),)
        return file

    def approved(self, plan: Plan, **changed: Any) -> tuple[str, str]:
        """Open the gate, approve, and wait for the window; returns plan digest and gate."""
        gate = self.gate(plan, **changed)
        signed = {"identity_assurance": "signed-key"} if plan.tier == "high" else {}
        self.decide(gate, **signed)
        if self.clock.now() < WINDOW[0]:
            self.clock.set(WINDOW[0])
        return plan.record_digest, gate.id

    def execute(self, digest: str, gate: str) -> Execution:
        kernel = Kernel(
            self.ledger,
            self.lease,
            self.clock,
            self.tools,
            self.organisation,
            self.bindings,
            unsigned=lambda _: None if self.signed else ("nobody has signed this one", ""),
        )
        return kernel.execute(digest, gate)

    def kinds(self) -> list[str]:
        kinds = [entry.kind for entry in self.ledger.log.entries()]
        return [k for k in kinds if k.startswith(("execution.", "effect.", "writes."))]


def _launched() -> LaunchedRun:
    return LaunchedRun(
        id=RUN,
        workflow="ops-change-control",
        title="Change control",
        ordinal=1,
        requester=MANAGER,
        requester_name="Tomas Lindqvist",
        identity_assurance="asserted",
        inputs={},
        snapshot=digest(SNAPSHOT),
        blueprint="sha256:" + "b" * 64,
        stages=("intake", "execution", "closed"),
        launched_at=NINE,
        base="sha256:" + "0" * 64,
    )


def states(execution: Execution) -> list[str]:
    return [f"{e.kind} {e.index} {e.state.value}" for e in execution.effects]
