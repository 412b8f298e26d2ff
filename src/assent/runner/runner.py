"""The Runner: the one front door. It launches, decides, resumes and shows; nothing else does."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any, Literal, Self

from assent import practice as documents
from assent.authority import eligible, vacancies
from assent.compiler.patience import Patience
from assent.compiler.progress import Progress
from assent.errors import PracticeNotFoundError
from assent.ledger import Ledger
from assent.llm import adapt, connect
from assent.ports import Clock, Model, Store, Tool, WriteTool
from assent.records import (
    Decision,
    Document,
    Entry,
    Execution,
    OpenGate,
    Organisation,
    Practice,
    Record,
    Resolution,
    RunStatus,
    Signature,
    Stop,
    Workflow,
)
from assent.runner.choice import Choice
from assent.runner.clock import SystemClock
from assent.runner.deciding import decide, edit
from assent.runner.identity import Actor, recognise
from assent.runner.run import Run
from assent.runner.signing import sign
from assent.runner.twins import in_thread
from assent.runner.views import write_views
from assent.runner.withdrawing import withdraw
from assent.store import SQLiteStore

if TYPE_CHECKING:
    from assent.runner.advancing import Engine
    from assent.runner.loop import LoopThread

__all__ = ["Runner", "Waiting"]

Given = Mapping[str, Tool | WriteTool] | Mapping[str, Tool]


class Waiting(Record):
    """A gate that waits: the seats still open, and who may fill each.

    ``vacant`` lists seats that nobody in practice.yaml may fill; such a gate blocks.
    """

    gate: OpenGate
    seats: tuple[tuple[str, tuple[str, ...]], ...]
    vacant: tuple[str, ...]


class Runner:
    """Runs procedures of one practice over one store.

    ``launch``, ``resume``, ``decide``, ``edit``, ``inbox`` and ``events`` have an asynchronous
    twin whose name begins with ``a``. Both run on one event loop of the runner's own.
    """

    def __init__(  # noqa: PLR0913 - the parts a runner is put together from
        self,
        root: Path | None,
        store: Store,
        folder: Path | None,
        *,
        practice: Practice | None = None,
        models: Mapping[str, Any] | None = None,
        tools: Given | Iterable[Tool | WriteTool] = (),
        clock: Clock | None = None,
        listen: Callable[[Progress], None] | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.root = root
        self.folder = folder
        self.store = store
        self.clock = clock or SystemClock()
        self.ledger = Ledger(store, self.clock)
        self._practice = practice
        self._models = {role: adapt(model) for role, model in (models or {}).items()}
        self._connected: dict[str, Model] = {}
        self._tools, self._writes = _by_effect(tools)
        self._listen = listen
        self._patience = patience or Patience()
        self._loop: LoopThread | None = None
        self._memory: Any = None

    @classmethod
    def open(
        cls,
        practice: str | Path | Practice | None = None,
        store: str | Path | Store | None = None,
        **options: Any,
    ) -> Self:
        """Open a runner on a practice and a store.

        Args:
            practice: A folder with practice.yaml, a loaded practice, or None for the
                practice around the working directory, else the shipped one.
            store: A folder for ``assent.db`` and ``checkpoints.db``, a Store, or None for
                ``.assent`` beside the practice (beside the working directory for the
                shipped one).
            **options: ``models`` maps a role id, or "default", to a Model or a LangChain
                Runnable; one with an ``aclose`` is closed with the runner. ``tools`` are
                tools that read or write, as each declares, such as functions with
                ``@assent.tool``; role cards name those that read, by the tool's own name
                or by the key of a mapping, and targets name those that write. ``clock``,
                ``listen`` (called with each Progress), ``patience``.

        Raises:
            PracticeNotFoundError: The folder holds no practice.
            StoreError: The store cannot be opened.
        """
        loaded = practice if isinstance(practice, Practice) else None
        place = None if isinstance(practice, Practice) else practice
        if place and not (Path(place) / "practice.yaml").is_file():
            raise PracticeNotFoundError(str(place))
        root = None if loaded else documents.find(Path(place) if place else None)
        if store is None or isinstance(store, str | Path):
            folder = Path(store) if store else _home(root) / ".assent"
            opened = SQLiteStore(folder / "assent.db")
            _ignored_by_git(folder)
            return cls(root, opened, folder, practice=loaded, **options)
        return cls(root, store, None, practice=loaded, **options)

    def close(self) -> None:
        """Let go of the models and the store, and stop the runner's loop."""
        models = [*self._models.values(), *self._connected.values()]
        for closing in {getattr(model, "aclose", None) for model in models}:
            if closing is not None:
                self._thread().run(closing())
        if self._loop is not None:
            self._loop.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- reading -----------------------------------------------------------------------

    @property
    def practice(self) -> Practice:
        """Return the whole practice, read when first needed."""
        if self._practice is None:
            self._practice = documents.load(self.root)
        return self._practice

    @property
    def organisation(self) -> Organisation:
        """Return people, roles and policy as they stand now."""
        if self._practice is not None and self.root is None:
            return self._practice.organisation
        return documents.organisation(self.root)

    def actor(self, claimed: str | None = None) -> Actor:
        """Return who acts; see ``identity.recognise``."""
        return recognise(claimed, self.organisation)

    def run(self, reference: str) -> Run:
        """Return a run by its id or a unique prefix."""
        return Run(self.ledger.runs.find(reference), self.ledger)

    def runs(self) -> list[Run]:
        """Return every run, oldest first."""
        return [Run(row.run.id, self.ledger) for row in self.ledger.runs.all()]

    def inbox(self, person: str | None = None) -> list[Waiting]:
        """Return the gates that wait; with ``person``, those where they may fill a seat now."""
        organisation = self.organisation
        waiting = [self.waiting(gate, organisation) for gate in self.ledger.gates.open_now()]
        if person is None:
            return waiting
        recognise(person, organisation)
        return [w for w in waiting if any(person in people for _, people in w.seats)]

    def waiting(self, gate: OpenGate, organisation: Organisation | None = None) -> Waiting:
        """Return the open seats of a gate, and who may fill them.

        ``organisation`` saves reading practice.yaml again for whoever just read it.
        """
        earlier = self.ledger.gates.decisions(gate.id)
        taken = {decision.seat for decision in earlier}
        organisation = organisation or self.organisation
        return Waiting(
            gate=gate,
            seats=tuple(
                (seat.role, tuple(p.id for p in eligible(gate, seat, earlier, organisation)))
                for seat in gate.seats
                if seat.role not in taken
            ),
            vacant=tuple(seat.role for seat in vacancies(gate, organisation, earlier)),
        )

    def packet(self, reference: str) -> tuple[OpenGate, str]:
        """Return a gate by reference or packet prefix, with the packet as it was fixed."""
        gate = self.ledger.gates.get(self.ledger.gates.find(reference))
        return gate, self.ledger.content.text(gate.packet_digest)

    def events(self, reference: str, *, follow: bool = False) -> Iterator[Entry]:
        """Yield the log entries of a run; with ``follow``, until it waits or has ended."""
        run = self.run(reference)
        after = 0
        while True:
            resting = run.waiting or run.status.ended
            for entry in self.ledger.log.entries(run.id, after=after):
                after = entry.sequence
                yield entry
            if resting or not follow:
                return
            sleep(0.1)

    async def aevents(self, reference: str, *, follow: bool = False) -> AsyncIterator[Entry]:
        """Yield the log entries of a run, as ``events`` does."""
        entries = self.events(reference, follow=follow)
        while (entry := await in_thread(next, entries, None)) is not None:
            yield entry

    # ---- acting ------------------------------------------------------------------------

    def launch(
        self,
        workflow: str | Workflow,
        inputs: Mapping[str, str | Path] | None = None,
        *,
        roles: Mapping[str, str] | None = None,
        by: str | None = None,
        again: bool = False,
        material: Sequence[Path] = (),
    ) -> Run:
        """Launch a run and advance it to its first gate, park or end.

        The same launch twice is the same run; ``again`` asks for another one. ``inputs``
        are texts, or paths to read; ``roles`` binds generic roles; ``by`` is the requester.
        ``material`` are folders whose text files the roles with a reading tool may search.

        Raises:
            CallError: The workflow, an input, a role or a person is unknown or unusable.
            RefusedError: The requester could not be recognised, or the run is busy.
        """
        from assent.runner.launching import prepare, record  # loads every document

        requester = self.actor(by)
        launch = prepare(
            workflow, inputs or {}, roles or {}, self.practice, requester, material, self._tools
        )
        for role in launch.workflow.roles:
            self._model(role)  # a wrong setting is told before anything is recorded
        run_id = record(launch, self.ledger, self.clock, again=again)
        return self.resume(run_id)

    async def alaunch(
        self,
        workflow: str | Workflow,
        inputs: Mapping[str, str | Path] | None = None,
        *,
        roles: Mapping[str, str] | None = None,
        by: str | None = None,
        again: bool = False,
        material: Sequence[Path] = (),
    ) -> Run:
        """Launch without blocking the caller's loop; see ``launch``."""
        return await in_thread(
            self.launch,
            workflow,
            inputs,
            roles=roles,
            by=by,
            again=again,
            material=material,
        )

    def resume(self, reference: str) -> Run:
        """Advance a run as far as it goes without a person; a waiting run comes back as it is.

        Raises:
            UnknownRunError: There is no such run.
            RunBusyError: Another process is advancing it.
            ProcedureChangedError: Its snapshot compiles to another blueprint now.
        """
        run = self.run(reference)
        if not run.status.ended and not self._undecided(run):
            self._thread().run(self._engine().advance(run.id))
        write_views(run, self.ledger, self.folder)
        self._publish(run)
        return run

    async def aresume(self, reference: str) -> Run:
        """Resume without blocking the caller's loop; see ``resume``."""
        return await in_thread(self.resume, reference)

    def decide(
        self, packet: str, choice: Choice, *, resume: bool = False
    ) -> tuple[Decision, Resolution | None]:
        """Record a person's decision over a packet; with ``resume`` the run goes on too.

        Returns:
            The decision, and how the gate ended (None while seats are still to be heard).

        Raises:
            RefusedError: See ``authority.check`` for every way a decision is refused.
        """
        organisation = self.organisation
        actor = recognise(choice.person, organisation)
        decision, resolution = decide(packet, choice, actor, self.ledger, organisation, self.clock)
        if resume and resolution is not None:
            self.resume(decision.run_id)
        return decision, resolution

    def sign(self, workflow: str, reason: str, *, by: str | None = None) -> Signature:
        """Sign a procedure as it stands; only a signed, unchanged one executes live.

        Raises:
            UnknownWorkflowError: The practice has no such workflow.
            RefusedError: The person may not sign procedures of its class, or gives no reason.
        """
        return sign(workflow, reason, self.actor(by), self.practice, self.ledger, self.clock)

    def settle(
        self,
        reference: str,
        index: int,
        outcome: Literal["applied", "absent"],
        reason: str,
        *,
        by: str | None = None,
    ) -> Execution:
        """Say what a person found of a write in doubt; the run goes on when it is resumed.

        Raises:
            NothingToSettleError: No write of that index is in doubt.
            RefusedError: The person may not, or gives no reason.
        """
        from assent.execution import resolve_doubt  # imports the writing tools' kernel

        run, person = self.run(reference).id, self.actor(by).person.id
        return resolve_doubt(self.ledger, self.organisation, run, index, outcome, person, reason)

    def close_incident(self, reference: str, reason: str, *, by: str | None = None) -> Execution:
        """Say that a target is in order again; the run goes on when it is resumed.

        Raises:
            NothingToSettleError: The run has no incident.
            RefusedError: The person may not, or gives no reason.
        """
        from assent.execution import close_incident  # imports the writing tools' kernel

        run, person = self.run(reference).id, self.actor(by).person.id
        return close_incident(self.ledger, self.organisation, run, person, reason)

    def withdraw(self, reference: str, reason: str, *, by: str | None = None) -> Run:
        """End a run that goes nowhere, such as one whose plan cannot run any more.

        Raises:
            RefusedError: The person may not, gives no reason, the run has ended, a gate of
                it is open, or its plan has begun.
        """
        run = self.run(reference)
        withdraw(run.launched, reason, self.actor(by), self.ledger)
        write_views(run, self.ledger, self.folder)
        return run

    def halt(self, reason: str, *, by: str | None = None) -> Stop:
        """Halt every run of this store before its next write.

        Raises:
            RefusedError: The person may not, or gives no reason.
        """
        from assent.execution import stop  # imports the writing tools' kernel

        return stop(self.ledger, self.organisation, self.actor(by).person.id, reason)

    def unhalt(self, reason: str, *, by: str | None = None) -> Stop:
        """Let writes go on after a halt; halted runs go on when they are resumed.

        Raises:
            RefusedError: The person may not, or gives no reason.
        """
        from assent.execution import start  # imports the writing tools' kernel

        return start(self.ledger, self.organisation, self.actor(by).person.id, reason)

    async def ainbox(self, person: str | None = None) -> list[Waiting]:
        """Return the gates that wait, without blocking the caller's loop; see ``inbox``."""
        return await in_thread(self.inbox, person)

    async def adecide(
        self, packet: str, choice: Choice, *, resume: bool = False
    ) -> tuple[Decision, Resolution | None]:
        """Decide without blocking the caller's loop; see ``decide``."""
        return await in_thread(self.decide, packet, choice, resume=resume)

    def edit(
        self, reference: str, name: str, text: str, *, reason: str = "", by: str | None = None
    ) -> Document:
        """Store a person's version of the document under decision, and open a new packet.

        Raises:
            RefusedError: No gate is open on the document, or the person may not.
        """
        run = self.run(reference)
        document = edit(run.id, name, text, reason, self.actor(by), self.ledger, self.clock)
        self.resume(run.id)
        return document

    async def aedit(
        self, reference: str, name: str, text: str, *, reason: str = "", by: str | None = None
    ) -> Document:
        """Edit without blocking the caller's loop; see ``edit``."""
        return await in_thread(self.edit, reference, name, text, reason=reason, by=by)

    # ---- parts -------------------------------------------------------------------------

    def _publish(self, run: Run) -> None:
        if run.status is RunStatus.closed:
            from assent.runner.publishing import publish  # imports git: only closed runs pay

            publish(run, self.ledger, self.organisation, _home(self.root))

    def _undecided(self, run: Run) -> bool:
        """Tell whether the run rests at a gate that nobody has decided."""
        return run.status is RunStatus.waiting and bool(run.gates)

    def _model(self, role: str) -> Model:
        """Return the model that answers for a role: given, or as practice.yaml says."""
        given = self._models.get(role) or self._models.get("default")
        return given or self._connected.get(role) or self._connect(role)

    def _connect(self, role: str) -> Model:
        """Connect the model of a role; roles of one entry in practice.yaml share it."""
        settings = self.organisation.models
        name = role if role in settings else "default"
        model = self._connected.get(name) or connect(settings.get(name) or {})
        self._connected[name] = self._connected[role] = model
        return model

    def _thread(self) -> "LoopThread":
        """Return the runner's own event loop, made when first needed."""
        from assent.runner.loop import LoopThread  # imports asyncio: only runs pay for it

        if self._loop is None:
            self._loop = LoopThread()
        return self._loop

    def _engine(self) -> "Engine":
        from assent.runner.advancing import Engine  # imports langgraph: only runs pay for it
        from assent.runner.governing import writing_tools  # imports git and YAML writers

        return Engine(
            ledger=self.ledger,
            clock=self.clock,
            models=self._model,
            saver=self._saver,
            tell=self._listen or (lambda _: None),
            patience=self._patience,
            tools=self._tools,
            budget=self.organisation.budget,
            organisation=lambda: self.organisation,
            writes=writing_tools(self.root, self._writes),
        )

    def _saver(self) -> AbstractAsyncContextManager[Any]:
        from assent.runner import checkpoints  # imports langgraph: only runs pay for it

        if self.folder is not None:
            return checkpoints.sqlite(self.folder / "checkpoints.db")
        if self._memory is None:
            self._memory = checkpoints.memory()
        return _lent(self._memory)


def _by_effect(
    given: Given | Iterable[Tool | WriteTool],
) -> tuple[dict[str, Any], tuple[Any, ...]]:
    """Return the tools that read, by name, and those that write."""
    named = given if isinstance(given, Mapping) else {t.descriptor.name: t for t in given}
    writing = tuple(tool for tool in named.values() if tool.descriptor.effect == "write")
    return {name: tool for name, tool in named.items() if tool not in writing}, writing


def _ignored_by_git(folder: Path) -> None:
    """Keep a store out of the repository it may lie in; a folder nobody may write to stays."""
    with suppress(OSError):
        (folder / ".gitignore").touch(exist_ok=False)
        (folder / ".gitignore").write_text("*\n")


def _home(root: Path | None) -> Path:
    """Return where a store lies by default: beside the practice, never beside the package."""
    here = Path.cwd()
    own = root is not None and (root != documents.shipped() or here.is_relative_to(root))
    return root if own and root else here


@asynccontextmanager
async def _lent(saver: Any) -> AsyncIterator[Any]:
    yield saver
