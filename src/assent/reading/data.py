"""YAML 1.2 → plain values, each with its place; nothing is constructed but text, numbers, lists.

The events of the parser are read one by one: aliases, anchors, tags, repeated keys,
unbounded depth and numbers without a finite value are findings, not surprises.
"""

import math
import re
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError
from ruamel.yaml import YAML, events
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from assent.reading.margin import Margin
from assent.records import Record

__all__ = ["Data", "parse"]

_DEEPEST = 12
_LONGEST_NUMBER = 24
_LARGEST_NUMBER = 1e15
_NUMBER = re.compile(r"[-+]?[0-9]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}

R = TypeVar("R", bound=Record)
Path = tuple[str | int, ...]
Place = tuple[int, int]


class Data(NamedTuple):
    """Plain values, and the place (line, column) of each, and of each key, by its path."""

    values: dict[str, Any]
    places: dict[Path, Place]
    keys: dict[Path, Place] = {}

    def key(self, *path: str | int) -> Place:
        """Return where the last key of the path stands."""
        return self.keys.get(path) or self.place(*path)

    def place(self, *path: str | int) -> Place:
        """Return where the value at that path begins, or the nearest thing above it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def record(self, kind: type[R], values: Any, margin: Margin, *at: str | int) -> R | None:
        """Build the record; each value that does not fit it becomes a finding at its place."""
        try:
            return kind.model_validate(values)
        except ValidationError as error:
            for problem in error.errors(include_url=False, include_input=False):
                inner = tuple(part for part in problem["loc"] if isinstance(part, str | int))
                name = ".".join(str(part) for part in (*at, *inner))
                why = problem["msg"][:1].lower() + problem["msg"][1:]
                line, column = self.place(*at, *inner)
                margin.write("value-invalid", line, column, f"{name!r} is not usable.", why=why)
            return None


def parse(text: str, first_line: int, margin: Margin, *, largest: int) -> Data | None:
    """Return the mapping that the YAML text holds, or None with the reason in the margin.

    ``first_line`` is the line of the file at which the text begins.
    """
    if len(text) > largest:
        margin.write("yaml-too-large", first_line, 1, f"The YAML has {len(text)} characters.")
        return None
    builder = _Builder(first_line, margin)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
            if builder.broken:
                return None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        problem = error.problem or error.context or "it cannot be parsed"
        margin.write(
            "yaml-syntax", first_line + line, column + 1, f"The YAML breaks off: {problem}."
        )
        return None
    except (YAMLError, ValueError, IndexError, AttributeError, AssertionError) as error:
        # The parser leaks plain exceptions on some malformed text; each means the same here.
        problem = str(error).split("\n", 1)[0][:120]
        margin.write("yaml-syntax", first_line, 1, f"The YAML cannot be read: {problem!a}.")
        return None
    return builder.finish()


class _Open:
    """A list or mapping that is being filled; ``key`` waits for its value."""

    def __init__(self, container: dict[str, Any] | list[Any], path: Path) -> None:
        self.container, self.path = container, path
        self.key: str | None = None


class _Builder:
    def __init__(self, first_line: int, margin: Margin) -> None:
        self.first_line, self.margin = first_line, margin
        self.stack: list[_Open] = []
        self.places: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.root: Any = None
        self.documents = 0
        self.broken = False

    def take(self, event: events.Event) -> None:
        """Add what one event says to the value being built."""
        if isinstance(event, events.DocumentStartEvent):
            self._document(event)
        elif isinstance(event, events.NodeEvent):
            self._refusals(event)
            self._node(event)
        elif isinstance(event, events.CollectionEndEvent) and self.stack:
            self.stack.pop()

    def finish(self) -> Data | None:
        """Return the mapping, or None with a finding when it is none."""
        self.places[()] = (self.first_line, 1)
        if self.root is None:
            return Data({}, self.places, self.keys)
        if not isinstance(self.root, dict):
            self.margin.write("yaml-not-mapping", self.first_line, 1, "This is no mapping.")
            return None
        return Data(self.root, self.places, self.keys)

    def _document(self, event: events.Event) -> None:
        self.documents += 1
        if self.documents > 1:
            self._break("yaml-documents", event, "A second YAML document begins here.")

    def _node(self, event: events.NodeEvent) -> None:
        if self.broken or isinstance(event, events.AliasEvent):
            self._value(None, event)
        elif isinstance(event, events.ScalarEvent):
            self._scalar(event)
        elif len(self.stack) >= _DEEPEST:
            self._break("yaml-too-deep", event, "The YAML is nested too deeply.")
        else:
            container: Any = {} if isinstance(event, events.MappingStartEvent) else []
            self.stack.append(_Open(container, self._value(container, event)))

    def _refusals(self, event: events.NodeEvent) -> None:
        if isinstance(event, events.AliasEvent) or event.anchor:
            self._say("yaml-alias", event, "An anchor or alias is used here.")
        tag = getattr(event, "ctag", None) or getattr(event, "tag", None)
        if tag and str(tag) not in {"!", "None"} and not isinstance(event, events.AliasEvent):
            self._say("yaml-tag", event, f"The tag {str(tag)!r} is used here.", tag=str(tag))

    def _scalar(self, event: events.ScalarEvent) -> None:
        top = self.stack[-1] if self.stack else None
        if top and isinstance(top.container, dict) and top.key is None:
            self._key(top, top.container, event)
        else:
            self._value(self._plain(event), event)

    def _key(self, top: _Open, container: dict[str, Any], event: events.ScalarEvent) -> None:
        key = top.key = str(event.value)
        if key in container:
            self._say("yaml-duplicate-key", event, f"The key {key!r} is given twice.", key=key)
        self.keys[(*top.path, key)] = self._place(event)

    def _value(self, value: Any, event: events.Event) -> Path:
        if not self.stack:
            self.root = value
            return ()
        top = self.stack[-1]
        if isinstance(top.container, list):
            path = (*top.path, len(top.container))
            top.container.append(value)
        elif top.key is None:
            self._break("yaml-key", event, "A list or mapping is used as a key.")
            return top.path
        else:
            path = (*top.path, top.key)
            top.container[top.key] = value
            top.key = None
        self.places[path] = self._place(event)
        return path

    def _plain(self, event: events.ScalarEvent) -> Any:
        text = str(event.value)
        if event.style in {"'", '"', "|", ">"}:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _NOT_FINITE.fullmatch(text):
            return self._bad_number(event)
        return self._number(text, event) if _NUMBER.fullmatch(text) else text

    def _number(self, text: str, event: events.Event) -> Any:
        if len(text) > _LONGEST_NUMBER:
            return self._bad_number(event)
        number = float(text)
        if not math.isfinite(number) or abs(number) >= _LARGEST_NUMBER:
            return self._bad_number(event)
        return int(text) if text.lstrip("+-").isdigit() else number

    def _bad_number(self, event: events.Event) -> None:
        self._say("yaml-number", event, "The number is not finite, or too large to be exact.")

    def _place(self, event: events.Event) -> Place:
        mark = event.start_mark
        return (self.first_line + mark.line, mark.column + 1) if mark else (self.first_line, 1)

    def _say(self, code: str, event: events.Event, message: str, **facts: str) -> None:
        line, column = self._place(event)
        self.margin.write(code, line, column, message, **facts)

    def _break(self, code: str, event: events.Event, message: str) -> None:
        if not self.broken:
            self._say(code, event, message)
        self.broken = True
