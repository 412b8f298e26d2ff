"""Where documents live: a practice on disk or in the wheel, found, loaded, checked, copied."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from assent.errors import DocumentError, PlaceTakenError, PracticeNotFoundError
from assent.reading import (
    CODES,
    LARGEST,
    Reading,
    Survey,
    read,
    read_organisation,
    read_practice,
    read_whole,
)
from assent.records import Finding, Organisation, Practice, Severity

__all__ = ["around", "find", "load", "new", "organisation", "shipped", "sources", "survey"]

_MANIFEST = "practice.yaml"
_ROOMS = ("agents", "graphs", "prompts", "prompts/documents")
_MOST_FILES = 2000
_HERE = Path(__file__).parent
_CHECKOUT = Path(__file__).parents[2]


def shipped() -> Path:
    """Return the root of the practice that comes with the package.

    A wheel carries it beside the code; a checkout keeps it at its root, where people read
    and sign it.

    Raises:
        PracticeNotFoundError: This installation carries none.
    """
    return _carried(_HERE / "practice", _CHECKOUT)


def _minimal() -> Path:
    return _carried(_HERE / "practice-minimal", _CHECKOUT / "examples" / "minimal")


def _carried(installed: Path, checkout: Path) -> Path:
    for root in (installed, checkout):
        if (root / _MANIFEST).is_file() and (root / "agents").is_dir():
            return root
    raise PracticeNotFoundError(str(installed))


def find(start: Path | None = None) -> Path:
    """Return the root of the practice that ``start`` (or the current folder) lies in.

    Without one anywhere above, the shipped practice is meant.

    Raises:
        PracticeNotFoundError: There is none above, and this installation carries none.
    """
    return _above(start or Path.cwd()) or shipped()


def _above(start: Path) -> Path | None:
    place = start.absolute()
    return next((p for p in (place, *place.parents) if (p / _MANIFEST).is_file()), None)


def organisation(root: Path | None = None) -> Organisation:
    """Read practice.yaml alone: people, the roles they hold, policy.

    Raises:
        PracticeNotFoundError: There is no practice.yaml at that place.
        DocumentError: It has findings that are errors.
    """
    place = root or find()
    content = _bounded(place / _MANIFEST)
    if content is None:
        raise PracticeNotFoundError(str(place))
    found, findings = read_organisation(content)
    errors = _errors(findings)
    if errors or found is None:
        raise DocumentError(errors)
    return found


def sources(root: Path | None = None) -> dict[str, str]:
    """Return the exact text of every file of a practice by its path below the root.

    Raises:
        PracticeNotFoundError: There is no practice.yaml at that place.
        DocumentError: A file cannot be read as text, is too large, or lies outside.
    """
    place = root or find()
    collected = _collect(place)
    refused = list(collected.findings)
    for path, content in collected.contents.items():
        found = read(content, path, roles={}, groups={}, generic={}).findings
        refused += [f for f in _errors(found) if f.code.startswith(("file-", "line-"))]
    if refused:
        raise DocumentError(refused)
    return {path: content.decode() for path, content in collected.contents.items()}


def load(root: Path | None = None) -> Practice:
    """Load a practice: the one given, or the one that the current folder lies in.

    Raises:
        PracticeNotFoundError: There is no practice.yaml at that place.
        DocumentError: Its documents have findings that are errors.
    """
    collected = _collect(root or find())
    practice, findings = read_practice(collected.contents)
    errors = _errors([*collected.findings, *findings])
    if errors:
        raise DocumentError(errors)
    return practice


def survey(paths: Sequence[Path] = (), root: Path | None = None) -> Survey:
    """Read and check files and folders; by default the whole practice.

    A document is checked against the practice it lies in, else the one given or the
    current one. Never raises for what a file holds.

    Raises:
        PracticeNotFoundError: No paths were given and there is no practice to check.
    """
    surveyor = _Surveyor(root)
    for path in paths or (surveyor.root,):
        surveyor.visit(path, shown="" if not paths else None)
    return surveyor.report()


def around(path: Path, root: Path | None = None) -> Practice:
    """Return the practice that a document is read against, as far as it can be read.

    It is the one the document lies in, else the one given or the current one.

    Raises:
        PracticeNotFoundError: There is none.
    """
    return _Surveyor(root).of(path)


def new(target: Path, *, minimal: bool = False) -> tuple[str, ...]:
    """Copy the shipped practice, or a small one of two roles, and return the files written.

    Raises:
        PlaceTakenError: A file of the practice is already there; nothing was written.
        PracticeNotFoundError: This installation carries no practice.
    """
    contents = _collect(shipped()).contents
    if minimal:
        kept = {p: c for p, c in contents.items() if _is_shared(p)}
        contents = {**kept, **_collect(_minimal()).contents}
    taken = [path for path in contents if os.path.lexists(target / path)]
    if taken:
        raise PlaceTakenError(str(target), taken)
    for path, content in contents.items():
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return tuple(contents)


def _is_shared(path: str) -> bool:
    """Tell what every practice needs: the turn prompts, and the template of last resort."""
    room, _, name = path.rpartition("/")
    return room == "prompts" or (room == "prompts/documents" and name == "generic.md")


# ---- files -----------------------------------------------------------------------------


class _Collected(NamedTuple):
    contents: dict[str, bytes]
    findings: list[Finding]


def _collect(root: Path) -> _Collected:
    """Read the files of the known rooms, none of them unbounded and none outside the root."""
    if not (root / _MANIFEST).is_file():
        raise PracticeNotFoundError(str(root))
    collected = _Collected({}, [])
    inside = root.resolve()
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        if not path.resolve().is_relative_to(inside):
            message = "The link leaves the practice."
            collected.findings.append(_finding("file-outside", name, message))
            continue
        content = _bounded(path)
        if content is None:
            collected.findings.append(_finding("file-unreadable", name, "It cannot be read."))
        else:
            collected.contents[name] = content
    return collected


def _files(root: Path) -> Iterator[Path]:
    yield root / _MANIFEST
    for room in _ROOMS:
        yield from sorted(path for path in (root / room).glob("*.md"))[:_MOST_FILES]


def _bounded(path: Path) -> bytes | None:
    """Return at most one byte more than a document may hold; None when it is no file."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError:
        return None


def _errors(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is Severity.error]


def _finding(code: str, path: str, message: str) -> Finding:
    severity, remedy = CODES[code]
    return Finding(
        code=code, severity=severity, path=path, line=1, column=1, message=message, remedy=remedy
    )


def _printable(path: Path) -> str:
    return os.fsencode(path).decode(errors="replace")


# ---- checking --------------------------------------------------------------------------


class _Surveyor:
    """Reads what a check is asked for, each file against the practice it lies in."""

    def __init__(self, root: Path | None) -> None:
        self._given = root
        self._practices: dict[Path, Practice] = {}
        self._documents: dict[str, Reading] = {}
        self._findings: list[Finding] = []

    @property
    def root(self) -> Path:
        return self._given or find()

    def report(self) -> Survey:
        """Return what was read, each finding once."""
        findings = [*self._findings]
        for reading in self._documents.values():
            findings += reading.findings
        return Survey(
            documents=tuple(self._documents.values()), findings=tuple(dict.fromkeys(findings))
        )

    def visit(self, path: Path, *, shown: str | None = None) -> None:
        """Check one file or folder; ``shown`` is how its place is printed."""
        prefix = _printable(path) if shown is None else shown
        if (path / _MANIFEST).is_file():
            self._practice(path, prefix)
        elif path.is_dir():
            self._folder(path)
        else:
            self._file(path, prefix, path)

    def _practice(self, root: Path, prefix: str) -> None:
        collected = _collect(root)
        whole = read_whole(collected.contents)
        self._practices[root.resolve()] = whole.practice
        for reading in whole.readings:
            shown = _under(prefix, reading.path)
            self._documents[shown] = reading.model_copy(update={"path": shown, "findings": ()})
        placed = [*collected.findings, *whole.findings]
        self._findings += [f.model_copy(update={"path": _under(prefix, f.path)}) for f in placed]

    def _folder(self, folder: Path) -> None:
        paths = sorted(_markdown(folder))
        if len(paths) > _MOST_FILES:
            message = f"The folder holds more than {_MOST_FILES} documents."
            self._findings.append(_finding("files-too-many", _printable(folder), message))
        for path in paths[:_MOST_FILES]:
            self._file(path, _printable(path), folder)

    def _file(self, path: Path, shown: str, asked: Path) -> None:
        content = _bounded(path)
        if content is None:
            self._findings.append(_finding("file-unreadable", shown, "There is no such file."))
        elif path != asked and not path.resolve().is_relative_to(asked.resolve()):
            self._findings.append(_finding("file-outside", shown, "The link leaves the folder."))
        else:
            self._read(content, shown, self.of(path))

    def _read(self, content: bytes, shown: str, practice: Practice) -> None:
        company = practice.organisation
        self._documents[shown] = read(
            content, shown, roles=practice.roles, groups=company.groups, generic=company.generic
        )

    def of(self, path: Path) -> Practice:
        """Return the practice a document is checked against, as far as it can be read."""
        root = (_above(path.parent) or self.root).resolve()
        if root not in self._practices:
            self._practices[root] = read_practice(_collect(root).contents)[0]
        return self._practices[root]


def _under(prefix: str, name: str) -> str:
    return f"{prefix.rstrip('/')}/{name}" if prefix else name


def _markdown(folder: Path) -> Iterator[Path]:
    """Yield the documents of a folder and what lies below it, hidden places left out."""
    count = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f != "node_modules")
        for name in sorted(names):
            if name.endswith(".md") or name == _MANIFEST:
                count += 1
                yield Path(place) / name
        if count > _MOST_FILES:
            return
