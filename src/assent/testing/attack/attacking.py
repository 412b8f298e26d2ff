"""Attacking a practice: what it is aimed at, how long it lasts, and what it came to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assent.ports import WriteTool
from assent.practice import load
from assent.records import Organisation, Practice, Workflow
from assent.testing.attack.facts import Tally
from assent.testing.attack.game import Finding, Game
from assent.testing.attack.ground import Ground, Launch
from assent.testing.attack.keys import key_for
from assent.testing.attack.recording import Recording
from assent.testing.attack.shortening import shortened

__all__ = ["Attack", "Report"]

_TOLD_IN_FULL = 3


@dataclass(frozen=True)
class Report:
    """What an attack came to; ``findings`` is empty when everything held."""

    tally: Tally
    findings: tuple[Finding, ...]
    again: str = ""

    def __str__(self) -> str:
        return "\n".join([*self._found(), *self.figures()])

    @property
    def attempts(self) -> int:
        """Return how many writes were attempted; where none was, nothing was put to the test."""
        return self.tally.attempts

    def figures(self) -> Iterator[str]:
        """Yield the figures, a line each."""
        moves, found = self.tally.moves.total(), [f.what.kind for f in self.findings]
        ways = ", ".join(f"{way} {n * 100 / moves:.1f} %" for way, n in self._ways())
        yield f"moves: {moves} ({ways})"
        yield f"refusals: {self.tally.refused.total()}, of {len(self.tally.refused)} kinds"
        yield f"decisions and changes of state that nobody may make: {_of(found, 'decision')}"
        yield f"forged rows that verifying misses: {found.count('hidden')}"
        yield f"writes attempted: {self.tally.attempts}"
        yield f"writes outside an approved plan: {found.count('write')}"
        yield f"untyped errors: {found.count('untyped')}"

    def _ways(self) -> list[tuple[str, int]]:
        return self.tally.moves.most_common()

    def _found(self) -> Iterator[str]:
        for finding in self.findings[:_TOLD_IN_FULL]:
            yield f"FOUND {finding.what}"
            yield f"  in episode {finding.episode}, which begins with runs {finding.situation}:"
            yield from (f"  {step.name}: {step.told}" for step in finding.steps)
            if self.again:
                yield f"  Play it again: {self.again.format(episode=finding.episode)}"
        more = len(self.findings) - _TOLD_IN_FULL
        if more > 0:
            yield f"FOUND {more} more"


def _of(found: Sequence[str], kind: str) -> int:
    return found.count(kind) + found.count("state")


@dataclass
class Attack:
    """An attack on a procedure of a practice, with targets that may be written to.

    Args:
        practice: A folder with practice.yaml, or a loaded practice.
        workflow: Its procedure, by id or as built in Python.
        inputs: What it is launched with; the machine launches it again and again.
        by: Who asks for it.
        targets: What takes the place of ``targets`` in practice.yaml: things made for the
            attack, since whatever is approved in it is written there.
        tools: Tools of one's own that write; each attempted write is heard.
        roles: Binds generic roles of the procedure.
        start: When the first launch is made.
        others: More inputs to launch with.
        rows: Cells that a malicious planner puts into a plan's table of actions.
        keep, bring: Return what the targets hold, and bring it back; without them a target
            stays as the attack leaves it, unless a ``Recording`` is its tool.
        seed: The same seed makes the same moves.
    """

    practice: Path | Practice
    workflow: str | Workflow
    inputs: Mapping[str, str]
    by: str
    targets: Mapping[str, Any]
    tools: Sequence[WriteTool] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    start: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    others: Sequence[Mapping[str, str]] = ()
    rows: Sequence[Mapping[str, str]] = ()
    keep: Callable[[], Any] = lambda: None
    bring: Callable[[Any], None] = lambda _: None
    seed: object = 0

    def run(self, moves: int = 500) -> Report:
        """Make so many moves, and return what was found.

        Raises:
            AssentError: The practice cannot be loaded, or the first launch is refused.
        """
        with TemporaryDirectory() as folder:
            game = Game(self.ground(Path(folder)), self.seed)
            try:
                game.prepare()
                game.play(moves)
                return reported(game)
            finally:
                game.close()

    def ground(self, folder: Path) -> Ground:
        """Return what is attacked: the practice in memory, where names are taken on trust.

        Everybody in it has a key of their own, made in the folder.
        """
        loaded = self.practice if isinstance(self.practice, Practice) else load(self.practice)
        keys = {person.id: key_for(folder, person.id) for person in loaded.organisation.people}
        people = _trusting(loaded.organisation, self.targets, keys)
        launches = [
            Launch(self.workflow, inputs, self.by, self.roles)
            for inputs in (self.inputs, *self.others)
        ]
        return Ground(
            practice=loaded.model_copy(update={"organisation": people}),
            launches=launches,
            root=self.practice if isinstance(self.practice, Path) else None,
            tools=self.tools,
            start=self.start,
            rows=self.rows,
            keys=keys,
            keep=self._keep,
            bring=self._bring,
        )

    def _keep(self) -> Any:
        """Return what recordings hold, and what else is kept."""
        return [tool.keep() for tool in self._recordings()], self.keep()

    def _bring(self, kept: Any) -> None:
        for tool, held in zip(self._recordings(), kept[0], strict=True):
            tool.bring(held)
        self.bring(kept[1])

    def _recordings(self) -> list[Recording]:
        return [tool for tool in self.tools if isinstance(tool, Recording)]


def _trusting(
    organisation: Organisation, targets: Mapping[str, Any], keys: Mapping[str, Path]
) -> Organisation:
    """Return the organisation with other targets, its people's keys, and nothing published."""
    change = {**(organisation.extra.get("change") or {})}
    change.pop("publish", None)
    extra = {**organisation.extra, "targets": dict(targets), "change": change}
    lines = {name: (key.with_suffix(".pub").read_text().strip(),) for name, key in keys.items()}
    people = tuple(p.model_copy(update={"keys": lines[p.id]}) for p in organisation.people)
    changed = {"allow_asserted": True, "extra": extra, "people": people}
    return organisation.model_copy(update=changed)


def reported(game: Game, again: str = "") -> Report:
    """Return what a game came to; the first findings are made as short as they can be."""
    short = [shortened(game, finding) for finding in game.findings[:_TOLD_IN_FULL]]
    return Report(game.tally, (*short, *game.findings[_TOLD_IN_FULL:]), again)
