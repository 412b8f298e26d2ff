"""A reader who does what a page says: saves its files, types its commands, compares the output."""

import contextlib
import io
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from assent.cli import main
from assent.testing.plugin import assent_run

__all__ = ["assent_run"]

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

_FENCE = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_VARYING = re.compile(
    r"((?m:^\.\.\.\n))"  # any lines
    r"|(\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?)"  # a time
    r"|(\d+(?= other| files were written))"  # how many prompts this version has
    r"|([0-9a-f]{10,64})"  # an id
)
_REPLACE = re.compile(r"in (.+), (replace|delete)")
_EDITOR = """
import pathlib, sys
text = pathlib.Path(sys.argv[-1])
changed = text.read_text()
for old, new in {edits!r}:
    assert old in changed, old
    changed = changed.replace(old, new)
text.write_text(changed)
"""


class Block(NamedTuple):
    """A fenced block of a page: its language, its title, and what stands in it."""

    language: str
    title: str
    text: str


def blocks(page: Path) -> Iterator[Block]:
    for found in _FENCE.finditer(page.read_text()):
        yield Block(found[1], found[2] or "", found[3])


class Reader:
    """Follows a page in a folder of its own. Ids on the page stand for the ids they get."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home, self.monkeypatch = home, monkeypatch
        self.known: dict[str, str] = {}
        self.edits: list[tuple[str, str]] = []
        self.code = 0
        self.replacing: tuple[str, str] | None = None
        monkeypatch.chdir(home)

    def follow(self, page: Path) -> None:
        for block in blocks(page):
            if block.language == "console":
                for command, shown in _commands(block.text):
                    self.compare(command, shown, self.type(command))
            elif found := _REPLACE.fullmatch(block.title):
                self.replacing = (found[1], block.text)
                if found[2] == "delete":
                    self.change("")
            elif block.title == "by":
                self.change(block.text)
            elif block.title:
                place = Path(block.title)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(block.text)

    def change(self, new: str) -> None:
        assert self.replacing, "nothing to replace"
        place, old = self.replacing
        self.replacing = None
        if place == "the editor":
            self.edits.append((old, new))
            script = self.home / "editor.py"
            script.write_text(_EDITOR.format(edits=self.edits))
            self.monkeypatch.setenv("EDITOR", shlex.join([sys.executable, str(script)]))
            return
        text = Path(place).read_text()
        assert old in text, f"{place} does not hold {old!r}"
        Path(place).write_text(text.replace(old, new))

    def type(self, command: str) -> str:
        for shown, real in self.known.items():
            command = command.replace(shown, real)
        name, *words = shlex.split(command)
        if name == "assent":
            return self.call(words)
        if name == "cd":
            self.monkeypatch.chdir(Path.cwd() / words[0])
        elif name == "rm":
            for word in words:
                Path(word).unlink()
        elif command == "echo $?":
            return f"{self.code}\n"
        else:
            raise AssertionError(f"no reader of ours can type {command!r}")
        return ""

    def call(self, words: list[str]) -> str:
        screen = io.StringIO()
        with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen):
            self.code = main(words)
        return screen.getvalue().replace(str(self.home), "/home/you")

    def compare(self, command: str, shown: str, printed: str) -> None:
        """Hold what the page shows against what is printed; a line of dots stands for any lines."""
        if not shown:
            return
        pattern, places = self._pattern(shown)
        found = re.fullmatch(pattern, printed.rstrip("\n") + "\n")
        assert found, f"$ {command}\n--- the page shows\n{shown}\n--- it prints\n{printed}"
        self.known |= {token: found[name] for name, token in places.items()}

    def _pattern(self, shown: str) -> tuple[str, dict[str, str]]:
        pattern, places, end = "", {}, 0
        for token in _VARYING.finditer(shown):
            pattern += re.escape(shown[end : token.start()])
            end = token.end()
            named = {value: name for name, value in places.items()}
            if token[1]:
                pattern += r"(?:.*\n)*?"
            elif token[2]:
                pattern += r"[-0-9: T]{" + str(len(token[2])) + "}"
            elif token[3]:
                pattern += r"\d+"
            elif token[0] in self.known:
                pattern += re.escape(self.known[token[0]])
            elif token[0] in named:
                pattern += f"(?P={named[token[0]]})"
            else:
                name = f"id{len(places)}"
                places[name] = token[0]
                pattern += f"(?P<{name}>[0-9a-f]{{{len(token[0])}}})"
        return pattern + re.escape(shown[end:]), places


def _commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console block, continued lines joined, with the output below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.replace("\\\n", "").partition("\n")
        yield command, shown.rstrip("\n") + "\n" if shown.strip() else ""


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    for name in [n for n in os.environ if n.startswith("ASSENT_")] + ["VISUAL"]:
        monkeypatch.delenv(name, raising=False)
    return Reader(tmp_path, monkeypatch)


@pytest.fixture
def python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], str]:
    """Run the Python of a page, as one program, and return what it prints."""

    def run(page: Path) -> str:
        monkeypatch.chdir(tmp_path)
        source = "\n".join(b.text for b in blocks(page) if b.language == "python" and not b.title)
        screen = io.StringIO()
        with contextlib.redirect_stdout(screen):
            exec(compile(source, str(page), "exec"), {"__name__": "__main__"})
        return screen.getvalue()

    return run


@pytest.fixture
def shown() -> Callable[[Path, str], str]:
    """Return the text of a block of a page by its title."""
    return lambda page, title: next(b.text for b in blocks(page) if b.title == title)
