"""Where in a procedure a recorded request belongs, and how two requests differ, for people."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from assent.reading.fence import blocks

__all__ = ["Place", "difference", "nearest", "place_of"]

_LINES = 40
_WIDEST = 160


class Place(NamedTuple):
    """Whose turn it is, of which kind, in which step and round, after how many messages."""

    role: str = ""
    kind: str = ""
    step: str = ""
    round: str = ""
    messages: int = 0

    def of_same_turn(self, other: "Place") -> bool:
        """Tell whether both are of one role, kind and step, in whatever round."""
        return self[:3] == other[:3]

    def __str__(self) -> str:
        if not self.role:
            return f"a request of {self.messages} messages"
        said = f"{self.kind} by {self.role}, step {self.step}, round {self.round}"
        return said if self.messages <= _FIRST else f"{said}, message {self.messages}"


_FIRST = 2
"""Messages of the first request of a turn: the rules, and what is asked."""


def place_of(asked: Any) -> Place:
    """Return where a request belongs, by the task block in it."""
    messages = [text for _, text in _messages(asked)]
    tasks = (b.text for text in messages for b in blocks(text) if b.kind == "task")
    lines = (line.partition(": ") for line in next(tasks, "").split("\n"))
    named = {name: value for name, _, value in lines}
    role, kind, step, turn = (named.get(name, "") for name in ("Role", "Kind", "Step", "Round"))
    return Place(role, kind, step, turn, len(messages))


def nearest(asked: Any, among: Sequence[Any]) -> int | None:
    """Return the index of the request nearest in kind: same role and step, then most alike."""
    if not among:
        return None
    place, parts = place_of(asked), _parts(asked)

    def alike(index: int) -> tuple[int, ...]:
        other, said = place_of(among[index]), _parts(among[index])
        same = sum(1 for name, text in parts.items() if said.get(name) == text)
        near = [other.role == place.role and other.step == place.step, other.role == place.role]
        near += [mine == theirs for mine, theirs in zip(place[1:], other[1:], strict=True)]
        return (*near, same, -index)

    return max(range(len(among)), key=alike)


def difference(recorded: Any, sent: Any) -> str:
    """Return what a person needs to see of the difference, part by part, in unified form."""
    before, after = _parts(recorded), _parts(sent)
    shown = [
        f"{name}\n" + "\n".join(_lines(before.get(name, ""), after.get(name, "")))
        for name in [*before, *(name for name in after if name not in before)]
        if before.get(name) != after.get(name)
    ]
    return "\n\n".join(shown)


def _lines(before: str, after: str) -> Iterator[str]:
    found = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "recorded", "sent now", n=1, lineterm=""
    )
    lines = list(found) or ["  (only the line ends differ)"]
    for line in lines[:_LINES]:
        yield "  " + (line if len(line) <= _WIDEST else line[:_WIDEST] + "…")
    if len(lines) > _LINES:
        yield f"  … and {len(lines) - _LINES} more lines"


def _parts(asked: Any) -> dict[str, str]:
    """Return the parts of a request by name: blocks, what stands around them, and the rest."""
    parts: dict[str, str] = {}
    for place, (role, text) in enumerate(_messages(asked), 1):
        rest = text
        for block in blocks(text):
            before, _, rest = rest.partition(f"<<{block.kind} {block.name} {block.digest}>>\n")
            rest = rest[len(block.text) :].partition(f"<</{block.digest}>>")[2]
            name = f"words of message {place} ({role})"
            parts[name] = parts.get(name, "") + before
            parts[f"{block.kind} {block.name}, in message {place}"] = block.text
        name = f"words of message {place} ({role})"
        parts[name] = parts.get(name, "") + rest
    settings = {k: v for k, v in asked.items() if k != "messages"} if _maps(asked) else asked
    parts["settings and schema"] = json.dumps(settings, indent=1, sort_keys=True, default=str)
    return parts


def _messages(asked: Any) -> list[tuple[str, str]]:
    found = asked.get("messages", ()) if _maps(asked) else ()
    return [(str(m.get("role")), _said(m)) for m in found if isinstance(m, Mapping)]


def _said(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    text = content if isinstance(content, str) else json.dumps(content)
    calls = message.get("tool_calls")
    return f"{text}\n{json.dumps(calls)}" if calls else text


def _maps(asked: Any) -> bool:
    return isinstance(asked, Mapping)
