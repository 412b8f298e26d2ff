"""A target that only remembers: what was written there, under which key, and who looked away.

``Recording`` is a writing tool over memory. ``Watch`` listens to any writing tool and notes
each attempted write with the digests in force; it can also interrupt a write.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from assent.canonical import digest_of
from assent.errors import AssentError, ProposalError, WriteError
from assent.ports import Clock, WriteTool
from assent.records import Action, Instant, Probed, Simulated, Target, ToolDescriptor

__all__ = ["Attempt", "Killed", "Recording", "Watch"]

Place = tuple[str, str]
Held = tuple[dict[Place, Any], set[str], bool, ToolDescriptor]


class Killed(BaseException):
    """Stands for the death of a process: nothing may catch it and go on."""


@dataclass(frozen=True)
class Attempt:
    """One call of a tool's ``apply``: what it was asked to write, with the digests in force.

    ``found`` are the versions that the target had just then.
    """

    at: Instant
    tool: str
    descriptor: str
    target: Target
    action: Action
    key: str
    found: dict[str, str]


class Recording:
    """A writing tool whose targets are places in memory, by the ``place`` of their settings.

    Each name in a place holds one value with its version. ``undoes`` False makes its writes
    irreversible, ``versions`` False a target that nobody can look at. ``checks`` tells whether
    the tool itself refuses a target that moved and knows its keys, ``silent`` whether it cannot
    say what it did.
    """

    def __init__(self, name: str = "record", *, undoes: bool = True, versions: bool = True) -> None:
        self._undoes, self._versions = undoes, versions
        self.checks = True
        self.silent = False
        self.held: dict[Place, Any] = {}
        self.keys: set[str] = set()
        self.descriptor = ToolDescriptor(
            name=name,
            description="Holds one value under a name.",
            effect="write",
            parameters={
                "type": "object",
                "properties": {"name": {"type": "string"}, "value": {}},
                "required": ["name", "value"],
                "additionalProperties": False,
            },
        )

    def keep(self) -> Held:
        """Return what is held, to be brought back later."""
        return dict(self.held), set(self.keys), self.silent, self.descriptor

    def bring(self, kept: Held) -> None:
        """Hold again what was held."""
        self.held, self.keys = dict(kept[0]), set(kept[1])
        self.silent, self.descriptor = kept[2:]

    def simulate(
        self, target: Target, arguments: dict[str, Any], so_far: Sequence[Action]
    ) -> Simulated:
        """Return the change of one value, over the actions before.

        Raises:
            ProposalError: Nothing would change.
        """
        name, value = arguments["name"], arguments["value"]
        before = self.held.get(_place(target, name))
        for action in so_far:
            before = action.arguments["value"] if action.arguments["name"] == name else before
        if before == value:
            raise ProposalError(self.descriptor.name, target.name, "nothing would change")
        return Simulated(
            expected=self._version(before),
            result=self._version(value),
            before=repr(before),
            after=repr(value),
            diff=f"-{name}: {before!r}\n+{name}: {value!r}\n",
            validation={"value": value},
            undo={"name": name, "value": before} if self._undoes else None,
        )

    def observe(self, target: Target, action: Action) -> dict[str, str]:
        """Return the version of the value as it is now."""
        held = self.held.get(_place(target, action.arguments["name"]))
        return self._version(held)

    def apply(self, target: Target, action: Action, key: str) -> dict[str, Any]:
        """Hold the value, once for each key.

        Raises:
            WriteError: The value is not as the action expects it.
        """
        if key in self.keys and self.checks:
            return {"key": key, "found": True}
        moved = self.observe(target, action) != {**action.expected}
        if moved and self.checks:
            raise WriteError(self.descriptor.name, "the value is not as expected")
        self.held[_place(target, action.arguments["name"])] = action.arguments["value"]
        self.keys.add(key)
        return {"key": key}

    def _version(self, value: Any) -> dict[str, str]:
        return {"version": digest_of(value)} if self._versions else {}

    def probe(self, target: Target, key: str) -> Probed:
        """Return whether a write with the key was made; nobody can tell of a silent target."""
        if self.silent:
            return Probed.unknown
        return Probed.applied if key in self.keys else Probed.absent

    def validate(self, target: Target, action: Action) -> list[str]:
        """Return what is not as the action left it."""
        held = self.held.get(_place(target, action.arguments["name"]))
        return [] if held == action.arguments["value"] else ["another value is held"]


def _place(target: Target, name: str) -> Place:
    return str(target.settings.get("place", target.name)), name


def _seen(tool: WriteTool, target: Target, action: Action) -> dict[str, str]:
    try:
        return tool.observe(target, action)
    except AssentError:
        return {}


@dataclass
class Watch:
    """Listens to tools. ``ahead`` and ``behind`` are called in turn, one around each write.

    ``judge`` hears of each attempt before it is made, ``made`` after it came about; not when
    the tool says that it found the write made.
    """

    clock: Clock
    judge: Callable[[Attempt], None] = lambda _: None
    made: Callable[[Attempt], None] = lambda _: None
    ahead: list[Callable[[], None]] = field(default_factory=list)
    behind: list[Callable[[], None]] = field(default_factory=list)

    def over(self, tool: WriteTool) -> WriteTool:
        """Listen to a tool from now on; it stays what it is, but for being heard."""
        plain = type(tool).apply

        def apply(target: Target, action: Action, key: str) -> dict[str, Any]:
            if self.ahead:
                self.ahead.pop(0)()
            name, descriptor = tool.descriptor.name, tool.descriptor.record_digest
            found = _seen(tool, target, action)
            attempt = Attempt(self.clock.now(), name, descriptor, target, action, key, found)
            self.judge(attempt)
            said = plain(tool, target, action, key)
            if not said.get("found"):
                self.made(attempt)
            if self.behind:
                self.behind.pop(0)()
            return said

        tool.apply = apply  # type: ignore[method-assign]  # on this one instance, for listening
        return tool
