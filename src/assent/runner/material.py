"""The material of a run: text files taken from folders at launch, whole or not at all.

From then on the run has them by digest; what happens to the folders reaches it no more.
"""

import os
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

from assent.canonical import hidden_characters
from assent.errors import InputError

__all__ = ["LARGEST_FILE", "LARGEST_IN_ALL", "MOST_FILES", "Material", "collect"]

MOST_FILES = 200
LARGEST_FILE = 1024 * 1024
"""Bytes of one file."""
LARGEST_IN_ALL = 16 * 1024 * 1024
"""Bytes of all files together."""

_PROSE = {".md", ".markdown", ".txt", ".rst", ".adoc"}
_DATA = {".csv", ".tsv", ".json", ".jsonl", ".yaml", ".yml", ".toml", ".ini", ".xml", ".log"}


class Material(NamedTuple):
    """The files by name, and the names of those that were left out because they are no text."""

    files: dict[str, bytes]
    left_out: tuple[str, ...]


def collect(workflow: str, folders: Sequence[Path]) -> Material:
    """Return the text of every text file in the folders and below them.

    A file is named by its folder and its path in it (``policies/records/cm.md``). Hidden
    files and folders are passed over; files without the ending of a text are left out.

    Raises:
        InputError: A folder is none, a link leaves it, there is too much, two files have one
            name, or a file is not UTF-8 or holds characters a reader would not see.
    """
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    size = 0
    for folder in folders:
        for name, path in _found(workflow, folder):
            if path.suffix.lower() not in _PROSE | _DATA or not path.is_file():
                left_out.append(name)
                continue
            if name in files:
                _refuse(workflow, f"there are two files {name!r}", "Rename one of the folders.")
            files[name] = _text(workflow, name, path)
            size += len(files[name])
            _check_bounds(workflow, len(files), size)
    if folders and not files:
        _refuse(workflow, "holds no text file", "Text files end in .md, .txt, .json, .yaml …")
    return Material(dict(sorted(files.items())), tuple(left_out))


def _found(workflow: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield each file of a folder with its name, and refuse links that lead out of it."""
    inside = folder.resolve()
    if not inside.is_dir():
        _refuse(workflow, f"{str(folder)!r} is no folder", "Name a folder: --material DIR")
    for place, folders, names in os.walk(inside):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in [*folders, *sorted(names)]:
            path = Path(place) / name
            shown = f"{inside.name}/{path.relative_to(inside).as_posix()}"
            if path.is_symlink() and not path.resolve().is_relative_to(inside):
                _refuse(workflow, f"the link {shown!a} leaves the folder", "Copy what it names.")
            if name in names and not name.startswith("."):
                yield shown, path


def _check_bounds(workflow: str, count: int, size: int) -> None:
    if count > MOST_FILES:
        _refuse(workflow, f"has more than {MOST_FILES} files", "Give a smaller folder.")
    if size > LARGEST_IN_ALL:
        _refuse(workflow, "holds more than 16 MiB", "Give a smaller folder.")


def _text(workflow: str, name: str, path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        _refuse(workflow, f"{name!a} cannot be read ({error.strerror})", "Check its permissions.")
    if len(content) > LARGEST_FILE:
        _refuse(workflow, f"{name!a} is larger than 1 MiB", "Split it, or leave it out.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(workflow, f"{name!a} is not UTF-8 text (byte {error.start})", "Save it as UTF-8.")
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    for line, column, character in hidden_characters(f"{name}\n{plain}"):
        where = f"at line {line - 1}, column {column}" if line > 1 else "in its name"
        problem = f"{name!a} hides <U+{ord(character):04X}> {where}"
        _refuse(workflow, problem, "Remove it: a reader would not see it.")
    return plain.encode()


def _refuse(workflow: str, problem: str, remedy: str) -> NoReturn:
    raise InputError(workflow, f"its material: {problem}", remedy)
