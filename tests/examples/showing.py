"""Run a demonstration, each ``assent`` that it types forked from a process that has imported it.

``python -m tests.examples.showing SCRIPT WORDS``; every other command is started as ever.
"""

import os
import runpy
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, NoReturn

from assent.cli import main

_ASSENT = [sys.executable, "-m", "assent"]
_started = subprocess.run


def _run(command: Sequence[str], **options: Any) -> Any:
    """Stand in for ``subprocess.run``."""
    if [*command[:3]] != _ASSENT:
        return _started(command, **options)
    sys.stdout.flush()
    with TemporaryFile() as said:
        pid = os.fork() or _typed(command[3:], options["cwd"], options["env"], said)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        said.seek(0)
        return subprocess.CompletedProcess(command, code, said.read().decode(), None)


def _typed(words: Sequence[str], cwd: Path, env: Mapping[str, str], said: IO[bytes]) -> NoReturn:
    """Be the command, in its own folder and environment."""
    code = 1
    try:
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(env)
        os.dup2(said.fileno(), 1)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
        code = main(words)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    script, *sys.argv[1:] = sys.argv[1:]
    subprocess.run = _run
    runpy.run_path(script, run_name="__main__")
