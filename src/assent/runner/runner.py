"""The Runner: the one front door. It launches, decides, resumes and shows; nothing else does."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from assent.canonical import visible
from assent.llm import connect
from assent.ports import Model
from assent.records import (
    Decision,
    Document,
    Execution,
    OpenGate,
    Resolution,
    RunStatus,
    Signature,
    Stop,
    Workflow,
)
from assent.runner.choice import Choice
from assent.runner.deciding import decide, edit
from assent.runner.identity import recognise
from assent.runner.opened import Opened, Waiting, home_of
from assent.runner.reviewing import Review, review
from assent.runner.run import Run
from assent.runner.signing import sign
from assent.runner.twins import in_thread
from assent.runner.views import write_views
from assent.runner.withdrawing import withdraw

if TYPE_CHECKING:
    from assent.runner.advancing import Engine

__all__ = ["Runner", "Waiting"]

_REASON = "reason"


class Runner(Opened):
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
            NotCanonicalError: The reason hides characters.
        """
        from assent.execution import resolve_doubt  # imports the writing tools' kernel

        visible(reason, _REASON)
        run, person = self.run(reference).id, self.actor(by).person.id
        return resolve_doubt(self.ledger, self.organisation, run, index, outcome, person, reason)

    def close_incident(self, reference: str, reason: str, *, by: str | None = None) -> Execution:
        """Say that a target is in order again; the run goes on when it is resumed.

        Raises:
            NothingToSettleError: The run has no incident.
            RefusedError: The person may not, or gives no reason.
            NotCanonicalError: The reason hides characters.
        """
        from assent.execution import close_incident  # imports the writing tools' kernel

        visible(reason, _REASON)
        run, person = self.run(reference).id, self.actor(by).person.id
        return close_incident(self.ledger, self.organisation, run, person, reason)

    def withdraw(self, reference: str, reason: str, *, by: str | None = None) -> Run:
        """End a run that goes nowhere, such as one whose plan cannot run any more.

        Raises:
            RefusedError: The person may not, gives no reason, the run has ended, a gate of
                it is open, or its plan has begun.
            NotCanonicalError: The reason hides characters.
        """
        run = self.run(reference)
        withdraw(run.launched, visible(reason, _REASON), self.actor(by), self.ledger)
        write_views(run, self.ledger, self.folder)
        return run

    def halt(self, reason: str, *, by: str | None = None) -> Stop:
        """Halt every run of this store before its next write.

        Raises:
            RefusedError: The person may not, or gives no reason.
            NotCanonicalError: The reason hides characters.
        """
        from assent.execution import stop  # imports the writing tools' kernel

        person = self.actor(by).person.id
        return stop(self.ledger, self.organisation, person, visible(reason, _REASON))

    def unhalt(self, reason: str, *, by: str | None = None) -> Stop:
        """Let writes go on after a halt; halted runs go on when they are resumed.

        Raises:
            RefusedError: The person may not, or gives no reason.
            NotCanonicalError: The reason hides characters.
        """
        from assent.execution import start  # imports the writing tools' kernel

        person = self.actor(by).person.id
        return start(self.ledger, self.organisation, person, visible(reason, _REASON))

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

    def _publish(self, run: Run) -> None:
        if run.status is RunStatus.closed:
            from assent.runner.publishing import publish  # imports git: only closed runs pay

            publish(run, self.ledger, self.organisation, home_of(self.root))

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


@asynccontextmanager
async def _lent(saver: Any) -> AsyncIterator[Any]:
    yield saver
