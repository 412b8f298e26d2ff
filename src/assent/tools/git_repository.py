"""A branch of a git repository, read and written with git's own plumbing.

No hook runs, nobody's settings are read, no shell is started, and every call has a time
limit. A commit is built beside the work tree and put on the branch by compare-and-swap.
"""

import fcntl
import os
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from assent.errors import ToolError, WriteError

__all__ = ["Entry", "Repository"]

TRAILER = "Assent-Key"
LARGEST = 1 << 20
"""Bytes of a record that are read."""

_SECONDS = 30
_PAUSE = 0.01
_BRANCH = re.compile(r"^(?!.*(\.\.|//|/\.|\.lock(/|$)))[A-Za-z0-9][A-Za-z0-9._/-]{0,200}(?<![/.])$")
_FILES = frozenset({"100644", "100755"})
_SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.attributesFile": os.devnull,
    "core.fsync": "all",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "safe.directory": "*",
    "protocol.allow": "never",
}


_KEPT = 64
_alone = threading.Lock()
_known: dict[tuple[object, ...], bytes] = {}
"""What git last said of ids, by repository and question: what an id names never changes."""


class Entry(NamedTuple):
    """A file in a tree: its mode and the id of its blob."""

    mode: str
    blob: str


class Repository:
    """One branch of one repository, bare or with a work tree."""

    def __init__(self, tool: str, folder: Path, branch: str) -> None:
        """Find the repository.

        Raises:
            ToolError: The branch is no branch name, or the folder is no repository.
        """
        self._tool, self._folder = tool, folder
        if not _BRANCH.match(branch):
            raise ToolError(tool, f"{branch!r} is no name of a branch")
        if not folder.is_dir():
            raise ToolError(tool, f"there is no folder {folder.name!r}")
        self._ref = f"refs/heads/{branch}"
        found = self._line("rev-parse", "--absolute-git-dir", "--git-path", "objects")
        self._git_dir, _, objects = found.partition("\n")
        self._objects = str((folder / objects).resolve())
        self._place = (self._objects, *self._identity())

    def _identity(self) -> tuple[int, int]:
        """Return what tells this folder of objects from another one at the same path."""
        try:
            held = Path(self._objects).stat()
        except OSError as error:
            raise ToolError(self._tool, f"the objects of the repository: {error}") from error
        return held.st_dev, held.st_ino

    # ---- reading -----------------------------------------------------------------------

    def head(self) -> str:
        """Return the id of the branch's newest commit."""
        return self._line("rev-parse", "--verify", "--quiet", f"{self._ref}^{{commit}}")

    def tree(self, commit: str) -> str:
        """Return the id of a commit's tree."""
        return self._fixed("rev-parse", "--verify", f"{commit}^{{tree}}").decode().strip()

    def entry(self, commit: str, path: str) -> Entry | None:
        """Return the file at a path, or None; anything but a plain file is refused.

        Raises:
            ToolError: It is a link, a folder or another repository.
        """
        found = self._fixed("ls-tree", "-z", "--full-tree", commit, "--", path).decode()
        if not found:
            return None
        facts, _, name = found.rstrip("\0").partition("\t")
        mode, kind, blob = facts.split(" ")
        if kind != "blob" or mode not in _FILES or name != path:
            raise ToolError(self._tool, f"{path!r} is no plain file")
        return Entry(mode, blob)

    def blob(self, blob: str) -> bytes:
        """Return the bytes of a blob.

        Raises:
            ToolError: There is none of that id, or it is larger than 1 MiB.
        """
        if int(self._fixed("cat-file", "-s", blob)) > LARGEST:
            raise ToolError(self._tool, "the file is larger than 1 MiB")
        return self._fixed("cat-file", "blob", blob)

    def commit_with(self, key: str) -> str | None:
        """Return the commit of the branch whose trailer holds the key, or None."""
        with self._alone(os.O_RDWR):
            return self._commit_with(key)

    def _commit_with(self, key: str) -> str | None:
        form = f"--format=%H %(trailers:key={TRAILER},valueonly,separator=%x2C)"
        grep = ("--fixed-strings", f"--grep={TRAILER}: {key}")
        for line in self._run("log", *grep, form, self._ref).decode().splitlines():
            commit, _, keys = line.partition(" ")
            if key in keys.split(","):
                return commit
        return None

    def foresee(self, commit: str, files: Mapping[str, bytes]) -> tuple[dict[str, str], str]:
        """Return the blobs and the tree that writing these files would make; writes nothing."""
        with tempfile.TemporaryDirectory() as beside:
            own = {
                "GIT_OBJECT_DIRECTORY": beside,
                "GIT_ALTERNATE_OBJECT_DIRECTORIES": self._objects,
            }
            blobs = {path: self.store(body, own) for path, body in files.items()}
            return blobs, self._tree_with(commit, blobs, own)

    # ---- writing -----------------------------------------------------------------------

    def store(self, body: bytes, own: Mapping[str, str] | None = None) -> str:
        """Keep bytes as a blob and return its id."""
        line = self._run("hash-object", "-w", "--no-filters", "--stdin", given=body, own=own)
        return line.decode().strip()

    def advance(self, old: str, path: str, blob: str, message: str) -> str:
        """Put a commit that changes one file on the branch, if it still stands at ``old``.

        Raises:
            WriteError: The branch moved, or git refused.
        """
        tree = self._tree_with(old, {path: blob})
        new = self._run("commit-tree", tree, "-p", old, given=message.encode()).decode().strip()
        try:
            with self._alone(os.O_RDWR | os.O_CREAT) as lock:
                words = ("update-ref", "-m", "assent", self._ref, new, old)
                self._run(*words, lock=lock)
        except ToolError as error:
            raise WriteError(self._tool, f"the branch moved meanwhile ({error.why})") from error
        return new

    def follow(self, old: str, new: str) -> bool:
        """Bring a clean work tree that stands on the branch along; tell whether it is there."""
        try:
            if self._line("symbolic-ref", "--quiet", "HEAD") != self._ref:
                return True
            if self._line("rev-parse", "--is-bare-repository") == "true":
                return True
            self._run("update-index", "-q", "--refresh")
            self._run("read-tree", "-m", "-u", old, new)
        except ToolError:
            return False
        return True

    def _tree_with(
        self, commit: str, blobs: Mapping[str, str], own: Mapping[str, str] | None = None
    ) -> str:
        with _index() as index:
            beside = {**(own or {}), "GIT_INDEX_FILE": index}
            self._run("read-tree", commit, own=beside)
            for path, blob in blobs.items():
                entry = self.entry(commit, path)
                mode = entry.mode if entry else "100644"
                info = f"{mode},{blob},{path}"
                self._run("update-index", "--add", "--cacheinfo", info, own=beside)
            return self._run("write-tree", own=beside).decode().strip()

    # ---- git ---------------------------------------------------------------------------

    def _fixed(self, *words: str) -> bytes:
        """Return what git says of whole ids; it is asked once."""
        asked = (self._place, *words)
        with _alone:
            said = _known.get(asked)
        if said is None:
            said = self._run(*words)
            with _alone:
                _known[asked] = said
                while len(_known) > _KEPT:
                    del _known[next(iter(_known))]
        return said

    def _line(self, *words: str) -> str:
        return self._run(*words).decode().strip()

    @contextmanager
    def _alone(self, flags: int) -> Iterator[int | None]:
        """Wait until no other git of ours moves the branch.

        The lock is inherited by git itself: when this process is killed, a git that is still
        on its way keeps it, and whoever looks next waits for what becomes of that write.
        """
        try:
            lock = os.open(Path(self._git_dir) / "assent.lock", flags | os.O_CLOEXEC, 0o600)
        except FileNotFoundError:
            yield None
            return
        except OSError as error:
            raise ToolError(self._tool, f"the lock of the repository: {error}") from error
        try:
            self._wait(lock)
            yield lock
        finally:
            os.close(lock)

    def _wait(self, lock: int) -> None:
        until = time.monotonic() + _SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if time.monotonic() > until:
                    why = "another process keeps the repository locked"
                    raise ToolError(self._tool, why) from error
                time.sleep(_PAUSE)
            else:
                return

    def _run(
        self,
        *words: str,
        given: bytes = b"",
        own: Mapping[str, str] | None = None,
        lock: int | None = None,
    ) -> bytes:
        settings = [part for pair in _SETTINGS.items() for part in ("-c", "=".join(pair))]
        try:
            done = subprocess.run(
                ["git", *settings, *words],
                cwd=self._folder,
                input=given,
                env={**self._environment(), **(own or {})},
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                pass_fds=() if lock is None else (lock,),
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ToolError(self._tool, f"git {words[0]}: {error}") from error
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip() or "it gave no reason"
            raise ToolError(self._tool, f"git {words[0]} refused: {said[:500]}")
        return done.stdout

    def _environment(self) -> dict[str, str]:
        """Return an environment without anybody's settings."""
        plain = {
            "PATH": os.environ.get("PATH", os.defpath),
            "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CEILING_DIRECTORIES": str(self._folder.resolve().parent),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_LITERAL_PATHSPECS": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
        }
        for who in ("AUTHOR", "COMMITTER"):
            plain |= {f"GIT_{who}_NAME": "assent", f"GIT_{who}_EMAIL": "assent@localhost"}
        return plain


@contextmanager
def _index() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield str(Path(folder) / "index")
