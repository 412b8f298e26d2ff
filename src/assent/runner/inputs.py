"""What a run is launched with: read, made canonical, checked against the procedure."""

from collections.abc import Mapping
from pathlib import Path

from assent.canonical import hidden_characters, normalise
from assent.errors import InputError, NotCanonicalError
from assent.records import Input, Workflow

__all__ = ["LARGEST_INPUT", "accept"]

LARGEST_INPUT = 1024 * 1024
"""Bytes of one input; more is refused."""


def accept(workflow: Workflow, given: Mapping[str, str | Path]) -> dict[str, bytes]:
    """Return the canonical bytes of every input by name, defaults filled in.

    A ``Path`` is read, a ``str`` is the text itself. For a choice, a path stands for the
    value it spells.

    Raises:
        InputError: An input is missing, unknown, unreadable, too large, not text, or holds
            characters a reader would not see.
    """
    declared = {entry.name: entry for entry in workflow.inputs}
    strange = sorted(set(given) - set(declared))
    if strange:
        known = ", ".join(declared) or "none"
        raise InputError(
            workflow.id, f"it takes no input {strange[0]!r}", f"Its inputs are: {known}."
        )
    values = {name: _value(workflow, entry, given.get(name)) for name, entry in declared.items()}
    return {name: value.encode() for name, value in values.items() if value is not None}


def _value(workflow: Workflow, entry: Input, given: str | Path | None) -> str | None:
    if given is None:
        if entry.default is not None:
            return normalise(entry.default)
        if entry.required:
            raise InputError(
                workflow.id,
                f"input {entry.name!r} is missing{f' ({entry.about})' if entry.about else ''}",
                f"Add: --with {entry.name}=FILE",
            )
        return None
    if entry.kind == "choice":
        return _choice(workflow, entry, str(given))
    text = _text(workflow, entry.name, given)
    return _readable(workflow, entry.name, text)


def _choice(workflow: Workflow, entry: Input, value: str) -> str:
    if value.strip() not in entry.choices:
        allowed = " or ".join(entry.choices)
        raise InputError(
            workflow.id,
            f"input {entry.name!r} is {value.strip()!r}",
            f"It must be {allowed}: --with {entry.name}={entry.choices[0]}",
        )
    return normalise(value.strip())


def _text(workflow: Workflow, name: str, given: str | Path) -> str:
    if isinstance(given, str):
        return given
    try:
        content = given.read_bytes()
    except OSError as error:
        problem = f"input {name!r} cannot be read from {str(given)!r} ({error.strerror})"
        raise InputError(workflow.id, problem, f"Name a file: --with {name}=FILE") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"input {name!r} ({given}) is not UTF-8 text (byte {error.start})"
        raise InputError(workflow.id, problem, "Save it as UTF-8 text.") from error


def _readable(workflow: Workflow, name: str, text: str) -> str:
    if len(text.encode(errors="replace")) > LARGEST_INPUT:
        raise InputError(workflow.id, f"input {name!r} is larger than 1 MiB", "Shorten it.")
    try:
        plain = normalise(text)
    except NotCanonicalError as error:
        raise InputError(workflow.id, f"input {name!r}: {error.why}", "Correct it.") from error
    if not plain.strip():
        raise InputError(workflow.id, f"input {name!r} is empty", "Fill it in.")
    for line, column, character in hidden_characters(plain):
        problem = f"input {name!r} hides <U+{ord(character):04X}> at line {line}, column {column}"
        raise InputError(workflow.id, problem, "Remove it: a reader would not see it.")
    return plain
