"""A practice and a store, opened: who is there, what waits for whom, and what happened."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any, Self

from assent import practice as documents
from assent.authority import eligible, vacancies
from assent.compiler.patience import Patience
from assent.compiler.progress import Progress
from assent.errors import PracticeNotFoundError
from assent.ledger import Ledger
from assent.llm import adapt
from assent.ports import Clock, Model, Notifier, Store, Tool, WriteTool
from assent.records import (
    Entry,
    OpenGate,
    Organisation,
    Practice,
    Record,
    Remark,
)
from assent.runner.clock import SureClock, SystemClock
from assent.runner.identity import Actor, recognise
from assent.runner.run import Run
from assent.runner.telling import Nobody
from assent.runner.twins import in_thread
from assent.store import SQLiteStore

if TYPE_CHECKING:
    from assent.runner.loop import LoopThread

__all__ = ["Opened", "Waiting", "home_of"]

Given = Mapping[str, Tool | WriteTool] | Mapping[str, Tool]


class Waiting(Record):
    """A gate that waits: the ids of the seats still open, and who may fill each.

    ``vacant`` lists seats that nobody in practice.yaml may fill; such a gate blocks.
    """

    gate: OpenGate
    seats: tuple[tuple[str, tuple[str, ...]], ...]
    vacant: tuple[str, ...]


class Opened:
    """Everything that can be asked without changing anything.

    ``inbox`` and ``events`` have an asynchronous twin whose name begins with ``a``.
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
        notifier: Notifier | None = None,
    ) -> None:
        self.root = root
        self.folder = folder
        self.store = store
        self.clock = SureClock(clock or SystemClock())
        self.ledger = Ledger(store, self.clock)
        self._practice = practice
        self._models = {role: adapt(model) for role, model in (models or {}).items()}
        self._connected: dict[str, Model] = {}
        self._tools, self._writes = _by_effect(tools)
        self._listen = listen
        self._patience = patience or Patience()
        self._notifier = notifier or Nobody()
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
                ``listen`` (called with each Progress), ``patience``, ``notifier`` (told
                each reminder, escalation and expiry).

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
            folder = Path(store) if store else home_of(root) / ".assent"
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

    @property
    def practice(self) -> Practice:
        """Return the whole practice, read when first needed."""
        if self._practice is None:
            self._practice = documents.load(self.root)
        return self._practice

    def _reread(self) -> Practice:
        """Read the practice anew where it lies in a folder, and keep it from here on."""
        if self.root is not None:
            self._practice = documents.load(self.root)
        return self.practice

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
                (seat.id, tuple(p.id for p in eligible(gate, seat, earlier, organisation)))
                for seat in gate.seats
                if seat.id not in taken
            ),
            vacant=tuple(seat.id for seat in vacancies(gate, organisation, earlier)),
        )

    def obstacles(self, gate: OpenGate) -> tuple[Remark, ...]:
        """Return what the window of a gate's plan meets now; nothing where there is no plan.

        Raises:
            CalendarError: This machine does not know the practice's time zone.
        """
        if gate.bound.plan is None:
            return ()
        from assent.runner.timing import met_now  # imports the kernel: only plans pay for it

        return met_now(gate, self.ledger, self.organisation)

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

    async def ainbox(self, person: str | None = None) -> list[Waiting]:
        """Return the gates that wait, without blocking the caller's loop; see ``inbox``."""
        return await in_thread(self.inbox, person)

    def _thread(self) -> "LoopThread":
        """Return the runner's own event loop, made when first needed."""
        from assent.runner.loop import LoopThread  # imports asyncio: only runs pay for it

        if self._loop is None:
            self._loop = LoopThread()
        return self._loop


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


def home_of(root: Path | None) -> Path:
    """Return where a store lies by default: beside the practice, never beside the package."""
    here = Path.cwd()
    own = root is not None and (root != documents.shipped() or here.is_relative_to(root))
    return root if own and root else here
