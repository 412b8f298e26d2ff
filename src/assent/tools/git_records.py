"""git-record: one value of a JSON or YAML file in a git repository, as one commit.

Target: ``{kind: git, repository: FOLDER, branch: NAME, pins: tree|file}``. With ``pins:
tree`` (the default) a plan holds for exactly one state of the branch; with ``file``, other
files may move while the plan waits.
"""

import difflib
import json
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any, NamedTuple

from assent.canonical import hidden_characters
from assent.errors import ProposalError, ToolError, WriteError
from assent.records import Action, Probed, Simulated, Target, ToolDescriptor
from assent.tools import json_text, yaml_text
from assent.tools.git_repository import TRAILER, Repository
from assent.tools.pointer import MISSING, find, tokens, written

__all__ = ["GitRecord"]

NAME = "git-record"
RESTORE = "restore"
"""The operation of an undo: the file's own earlier bytes, by the id of their blob."""

_PATH = re.compile(r"^[A-Za-z0-9_@+=,. -]+$")
_GITS = frozenset({".git", "git~1"})
_SUFFIXES: dict[str, ModuleType] = {".json": json_text, ".yaml": yaml_text, ".yml": yaml_text}
_DESCRIPTOR = ToolDescriptor(
    name=NAME,
    description="Adds, replaces or removes one value of a JSON or YAML file in a git repository.",
    effect="write",
    parameters={
        "type": "object",
        "properties": {
            "path": {"type": "string", "description": "the file, below the repository's root"},
            "operation": {"type": "string", "enum": ["add", "replace", "remove"]},
            "pointer": {"type": "string", "description": "JSON pointer; '-' appends to an array"},
            "value": {"description": "the new value; null when one is removed"},
        },
        "required": ["path", "operation", "pointer", "value"],
        "additionalProperties": False,
    },
)


class _File(NamedTuple):
    """A record as a plan sees it: its text, and the other files the plan changed before."""

    head: str
    text: str
    changed: dict[str, bytes]


class GitRecord:
    """The tool; ``root`` is what relative folders of targets are below."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root or Path.cwd()

    @property
    def descriptor(self) -> ToolDescriptor:
        """Return what it is called, what it does, and what it takes."""
        return _DESCRIPTOR

    def simulate(
        self, target: Target, arguments: dict[str, Any], so_far: Sequence[Action]
    ) -> Simulated:
        """Return the change over the branch's newest commit and the actions before.

        Raises:
            ProposalError: The path, the pointer or the operation does not fit the file.
            ToolError: The repository could not be read.
        """
        repository = self._open(target)
        path = _checked(target, arguments["path"])
        found = _file(repository, target, path, so_far)
        parts, after = _changed(target, path, found.text, arguments)
        _look(target, path, after)
        old = _kept(repository, found, {})
        new = _kept(repository, found, {path: after.encode()})
        blob = _blob(repository, found, path)
        data = _SUFFIXES[PurePosixPath(path).suffix]
        return Simulated(
            expected=_versions(target, blob, old[1]),
            result=_versions(target, new[0][path], new[1]),
            before=_shown(find(data.parse(found.text), parts), arguments["operation"] == "add"),
            after=_shown(find(data.parse(after), parts), arguments["operation"] == "remove"),
            diff=_diff(path, found.text, after),
            validation=_validation(path, parts, arguments["operation"], data.parse(after)),
            undo={"path": path, "operation": RESTORE, "pointer": written(parts), "value": blob},
        )

    def observe(self, target: Target, action: Action) -> dict[str, str]:
        """Return the file's blob and the branch's tree, as they are now."""
        repository = self._open(target)
        head, path = repository.head(), _checked(target, action.arguments["path"])
        entry = repository.entry(head, path)
        return _versions(target, entry.blob if entry else "none", repository.tree(head))

    def apply(self, target: Target, action: Action, key: str) -> dict[str, Any]:
        """Commit the change with the key in a trailer.

        Raises:
            WriteError: The branch is not as expected, or moved meanwhile.
        """
        repository = self._open(target)
        path = _checked(target, action.arguments["path"])
        head = repository.head()
        entry = repository.entry(head, path)
        blob = entry.blob if entry else "none"
        if _versions(target, blob, repository.tree(head)) != action.expected:
            raise WriteError(NAME, f"{path!r} is not as the plan expects it")
        if action.arguments["operation"] == RESTORE:
            made = action.arguments["value"]
            repository.blob(made)
        else:
            text = _text(repository.blob(blob), target, path)
            made = repository.store(_changed(target, path, text, action.arguments)[1].encode())
        commit = repository.advance(head, path, made, _message(action, key))
        follows = repository.follow(head, commit)
        return {"key": key, "commit": commit, "parent": head, "blob": made, "work_tree": follows}

    def probe(self, target: Target, key: str) -> Probed:
        """Return whether a commit of the branch has the key in its trailer."""
        try:
            found = self._open(target).commit_with(key)
        except ToolError:
            return Probed.unknown
        return Probed.applied if found else Probed.absent

    def validate(self, target: Target, action: Action) -> list[str]:
        """Return what is not as approved: the file parses, and the value is the approved one."""
        wanted = action.validation
        path = _checked(target, action.arguments["path"])
        repository = self._open(target)
        entry = repository.entry(repository.head(), path)
        if entry is None:
            return [f"{path} is gone"]
        try:
            data = _SUFFIXES[PurePosixPath(path).suffix].parse(repository.blob(entry.blob).decode())
        except ValueError as error:
            return [f"{path} cannot be read any more: {error}"]
        return [*_unmet(data, wanted, "as approved"), *_unmet(data, action.stated, "as stated")]

    def read(self, target: Target, path: str) -> Any:
        """Return the record in a file as plain data, as the branch has it now.

        Raises:
            ProposalError: The path is unusable, or there is no such file.
            ToolError: The repository could not be read.
        """
        repository = self._open(target)
        text = _now(repository, target, repository.head(), path, {})
        try:
            return _SUFFIXES[PurePosixPath(path).suffix].parse(text)
        except ValueError as error:
            raise ProposalError(NAME, target.name, f"{path}: {error}") from error

    def _open(self, target: Target) -> Repository:
        folder, branch = target.settings.get("repository"), target.settings.get("branch")
        if target.kind != "git" or not isinstance(folder, str) or not isinstance(branch, str):
            why = "its target is no git repository with a branch"
            raise ProposalError(NAME, target.name, why)
        return Repository(NAME, (self._root / folder).resolve(), branch)


def _checked(target: Target, path: Any) -> str:
    """Return a path that stays below the root, and is of a kind that can be changed."""
    parts = path.split("/") if isinstance(path, str) else [""]
    usable = all(_PATH.match(p) and p == p.strip() and p.strip(".") for p in parts)
    if not usable or any(p.lower().rstrip(". ") in _GITS for p in parts):
        raise ProposalError(NAME, target.name, f"{path!r} is no usable path of a file")
    if PurePosixPath(path).suffix not in _SUFFIXES:
        raise ProposalError(NAME, target.name, f"{path!r} is neither JSON nor YAML")
    return str(path)


def _file(repository: Repository, target: Target, path: str, so_far: Sequence[Action]) -> _File:
    """Return the file as the actions before leave it, without writing any of them."""
    head = repository.head()
    changed: dict[str, bytes] = {}
    for action in so_far:
        before = action.arguments["path"]
        text = _now(repository, target, head, before, changed)
        changed[before] = _changed(target, before, text, action.arguments)[1].encode()
    return _File(head, _now(repository, target, head, path, changed), changed)


def _now(
    repository: Repository, target: Target, head: str, path: str, changed: dict[str, bytes]
) -> str:
    if path in changed:
        return changed[path].decode()
    entry = repository.entry(head, _checked(target, path))
    if entry is None:
        raise ProposalError(NAME, target.name, f"there is no file {path!r} on the branch")
    return _text(repository.blob(entry.blob), target, path)


def _kept(
    repository: Repository, found: _File, more: dict[str, bytes]
) -> tuple[dict[str, str], str]:
    files = {**found.changed, **more}
    return repository.foresee(found.head, files) if files else ({}, repository.tree(found.head))


def _blob(repository: Repository, found: _File, path: str) -> str:
    if path in found.changed:
        return repository.foresee(found.head, {path: found.changed[path]})[0][path]
    entry = repository.entry(found.head, path)
    return entry.blob if entry else "none"


def _changed(
    target: Target, path: str, text: str, arguments: dict[str, Any]
) -> tuple[tuple[str, ...], str]:
    """Return the parts of the pointer (``-`` counted out) and the text after the change."""
    module = _SUFFIXES[PurePosixPath(path).suffix]
    operation, value = arguments["operation"], arguments["value"]
    try:
        parts = tokens(arguments["pointer"])
        data = module.parse(text)
        holder = find(data, parts[:-1])
        if isinstance(holder, list) and parts[-1] == "-" and operation == "add":
            parts = (*parts[:-1], str(len(holder)))
        _fits(holder, find(data, parts), operation, parts)
        after: str = module.change(text, operation, parts, value)
        module.parse(after)
    except ValueError as error:
        raise ProposalError(NAME, target.name, f"{path}: {error}") from error
    if after == text:
        raise ProposalError(NAME, target.name, f"{path} is already so; nothing would change")
    return parts, after


def _fits(holder: Any, found: Any, operation: str, parts: Sequence[str]) -> None:
    place = written(parts)
    fault = ""
    if not isinstance(holder, dict | list):
        fault = f"nothing can be put at {place}"
    elif operation != "add":
        fault = f"there is nothing at {place}" if found is MISSING else ""
    elif isinstance(holder, dict) and found is not MISSING:
        fault = f"{place} is there already; replace it"
    elif isinstance(holder, list) and found is MISSING and parts[-1] != str(len(holder)):
        fault = f"{place} is no place in the array"
    if fault:
        raise ValueError(fault)


def _text(body: bytes, target: Target, path: str) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise ProposalError(NAME, target.name, f"{path} is no UTF-8 text") from error


def _look(target: Target, path: str, after: str) -> None:
    """Refuse what a reader of the packet would not see."""
    for line, column, character in hidden_characters(after.replace("\r\n", "\n")):
        why = f"{path} would hold a hidden U+{ord(character):04X} at {line}:{column}"
        raise ProposalError(NAME, target.name, why)


def _versions(target: Target, blob: str, tree: str) -> dict[str, str]:
    pinned = target.settings.get("pins", "tree") == "file"
    return {"blob": blob} if pinned else {"blob": blob, "tree": tree}


def _validation(path: str, parts: Sequence[str], operation: str, after: Any) -> dict[str, Any]:
    """Return the place to look at; items move up when one of an array is removed."""
    holder = find(after, parts[:-1])
    if operation != "remove":
        return {"path": path, "pointer": written(parts), "value": find(after, parts)}
    if isinstance(holder, list):
        return {"path": path, "pointer": written(parts[:-1]), "value": holder}
    return {"path": path, "pointer": written(parts)}


def _unmet(data: Any, wanted: dict[str, Any] | None, how: str) -> list[str]:
    """Return what a place of the record does not hold, or holds and should not."""
    if not wanted or "pointer" not in wanted:
        return []
    found = find(data, tokens(wanted["pointer"]))
    if "value" not in wanted:
        return [] if found is MISSING else [f"{wanted['pointer']} is still there"]
    return [] if found == wanted["value"] else [f"{wanted['pointer']} is not {how}"]


def _shown(value: Any, nothing: bool) -> str:  # noqa: FBT001 - said by the operation
    if nothing or value is MISSING:
        return ""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _diff(path: str, before: str, after: str) -> str:
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    told = difflib.unified_diff(*lines, f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in told)


def _message(action: Action, key: str) -> str:
    arguments = action.arguments
    what = f"{arguments['operation']} {arguments['pointer']} in {arguments['path']}"
    title = " ".join(what.split())[:200]
    return f"{title}\n\nAn approved change, written by assent.\n\n{TRAILER}: {key}\n"
