"""The Runner: the one front door. It launches, decides, resumes and shows; nothing else does."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assent.canonical import visible
from assent.errors import RunFinishedError
from assent.llm import connect
from assent.ports import Model
from assent.records import (
    Decision,
    Document,
    OpenGate,
    Resolution,
    RunStatus,
    Workflow,
)
from assent.runner.choice import Choice
from assent.runner.deciding import decide, edit, packet_of
from assent.runner.duties import Duties
from assent.runner.identity import recognise
from assent.runner.opened import Waiting, home_of
from assent.runner.reviewing import Review, review
from assent.runner.run import Run
from assent.runner.twins import in_thread
from assent.runner.views import write_views

if TYPE_CHECKING:
    from assent.runner.advancing import Engine
    from assent.runner.ticking import Tick

__all__ = ["Runner", "Waiting"]

_REASON = "reason"


class Runner(Duties):
    """Runs procedures of one practice over one store.

    ``launch``, ``resume``, ``decide``, ``edit``, ``inbox`` and ``events`` have an asynchronous
    twin whose name begins with ``a``. Both run on one event loop of the runner's own.
    """

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
            RefusedError: The requester could not be recognised, the run is busy, or it may
                write to live targets and its procedure is not signed as it is.
        """
        from assent.runner.launching import prepare, record  # loads every document

        requester = self.actor(by)
        launch = prepare(
            workflow,
            inputs or {},
            roles or {},
            self.practice,
            requester,
            material,
            self._tools,
            writes=self._writing(),
        )
        for role in launch.workflow.roles:
            self._model(role)  # a wrong setting is told before anything is recorded
        run_id = record(launch, self.ledger, self.clock, self.organisation, again=again)
        return self._advance(self.run(run_id))

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

        A closed run that could not be published is published, and comes back too.

        Raises:
            UnknownRunError: There is no such run.
            RunFinishedError: It has ended, and nothing of it is left to be done.
            RunBusyError: Another process is advancing it.
            ProcedureChangedError: Its snapshot compiles to another blueprint now.
        """
        run = self.run(reference)
        if not run.status.ended:
            return self._advance(run)
        write_views(run, self.ledger, self.folder)
        if not self._publish(run):
            raise RunFinishedError(run.id, run.status.value)
        return run

    async def aresume(self, reference: str) -> Run:
        """Resume without blocking the caller's loop; see ``resume``."""
        return await in_thread(self.resume, reference)

    def packet(self, reference: str, *, by: str | None = None) -> tuple[OpenGate, str]:
        """Return a gate by reference or packet prefix, with the packet as it was fixed.

        ``by`` is who reads it; then the log says that they were shown it. See ``review``.

        Raises:
            UnknownGateError: There is no such gate or packet.
            RefusedError: ``by`` could not be recognised.
        """
        read = self.review(reference, by=by)
        return read.gate, read.packet

    def review(self, reference: str, *, by: str | None = None) -> Review:
        """Return a packet with who was shown it, and what changed since ``by`` was shown one.

        A packet that is open to a decision is recorded as shown to ``by``. Without ``by``
        nobody is recorded, whatever account runs the program.

        Raises:
            UnknownGateError: There is no such gate or packet.
            RefusedError: ``by`` could not be recognised.
        """
        return review(reference, self.actor(by) if by else None, self.ledger)

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
        self._keep_time([self.ledger.gates.get(packet_of(packet, self.ledger))])
        decision, resolution = decide(packet, choice, actor, self.ledger, organisation, self.clock)
        if resume and resolution is not None:
            self.resume(decision.run_id)
        return decision, resolution

    def tick(self) -> "Tick":
        """Do what the clock asks of every gate, and take further what could go on by itself.

        For a scheduler, every few minutes; see ``assent tick``. Two ticks at once do each
        thing once.

        Raises:
            ClockSetBackError: The clock stands before what is already recorded.
        """
        from assent.runner.ticking import Tick, keep_time, stalled, sweep  # reads snapshots

        gates, organisation = self.ledger.gates.open_now(), self.organisation
        notices, undelivered = keep_time(gates, self.ledger, organisation, self._notifier)
        rows = list(stalled(self.ledger, self.clock))
        resumed, failed = sweep(rows, self.resume)
        failures = (*undelivered, *failed)
        return Tick(notices=tuple(notices), resumed=tuple(resumed), failures=failures)

    async def atick(self) -> "Tick":
        """Tick without blocking the caller's loop; see ``tick``."""
        return await in_thread(self.tick)

    def reschedule(self, reference: str, window: str, reason: str, *, by: str | None = None) -> Run:
        """Move the window of a plan that is under decision or approved; approval begins anew.

        Raises:
            RefusedError: The person may not, gives no reason, the plan has begun, or the
                calendar or an approved change stands in the way of the window.
            WindowError: The text is no window, or names none that lies ahead.
        """
        from assent.runner.rescheduling import reschedule  # imports the writing tools' kernel

        run, actor = self.run(reference), self.actor(by)
        organisation = self.organisation
        reschedule(run.launched, window, reason, actor, self.ledger, organisation, self.clock)
        return self.resume(run.id)

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
            NotCanonicalError: The reason hides characters.
        """
        run = self.run(reference)
        why = visible(reason, _REASON)
        document = edit(run.id, name, text, why, self.actor(by), self.ledger, self.clock)
        self.resume(run.id)
        return document

    async def aedit(
        self, reference: str, name: str, text: str, *, reason: str = "", by: str | None = None
    ) -> Document:
        """Edit without blocking the caller's loop; see ``edit``."""
        return await in_thread(self.edit, reference, name, text, reason=reason, by=by)

    # ---- parts -------------------------------------------------------------------------

    def _keep_time(self, gates: Iterable[OpenGate]) -> None:
        """Do what has fallen due at some gates before anybody goes on with them."""
        timed = [gate for gate in gates if gate.gate.timed]
        if timed:
            from assent.runner.ticking import keep_time  # reads snapshots: only timed gates pay

            keep_time(timed, self.ledger, self.organisation, self._notifier)

    def _beat(self) -> None:
        """Keep the time of every gate while this process is at work on some run."""
        self._keep_time(self.ledger.gates.open_now())

    def _advance(self, run: Run) -> Run:
        """Take a run as far as it goes; one that waits for a person or has ended stays."""
        self._keep_time(run.gates)
        if not run.status.ended and not self._undecided(run):
            self._thread().run(self._engine().advance(run.id))
        write_views(run, self.ledger, self.folder)
        self._publish(run)
        return run

    def _publish(self, run: Run) -> bool:
        """Lay a closed run down for reading; tell whether anything was new there."""
        if run.status is not RunStatus.closed:
            return False
        from assent.runner.publishing import publish  # imports git: only closed runs pay

        return publish(run, self.ledger, self.organisation, home_of(self.root))

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

    def _engine(self) -> "Engine":
        from assent.runner.advancing import Engine  # imports langgraph: only runs pay for it

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
            writes=self._writing(),
            on_beat=self._beat,
        )

    def _saver(self) -> AbstractAsyncContextManager[Any]:
        from assent.runner import checkpoints  # imports langgraph: only runs pay for it

        if self.folder is not None:
            return checkpoints.sqlite(self.folder / "checkpoints.db")
        if self._memory is None:
            self._memory = checkpoints.memory()
        return _lent(self._memory)


@asynccontextmanager
async def _lent(saver: Any) -> AsyncIterator[Any]:
    yield saver
