"""Programs in processes of their own, forked from one that has imported everything.

A test that kills many processes pays for their work, and once for their imports. Each has
its own id, memory and connections, and is killed by SIGKILL like any other.

``python -m tests.forking`` is the process they are forked from: it takes one call a line,
and answers each with how the process ended.
"""

import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import subprocess
import sys
import traceback
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import assent
from assent import practice

__all__ = ["forked", "imported"]

ROOT = Path(__file__).parents[1]
SECONDS = 60
"""How long a process may take before the alarm clock of the kernel ends it."""


def forked(
    program: str,
    *words: str,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    seconds: int = SECONDS,
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m PROGRAM WORDS`` in a process of its own, and wait for its end."""
    with TemporaryDirectory() as beside:
        out, err = Path(beside) / "out", Path(beside) / "err"
        asked = {"program": program, "words": words, "env": dict(env or {}), "cwd": str(cwd)}
        call = {**asked, "out": str(out), "err": str(err), "seconds": seconds}
        server = _server()
        assert server.stdin
        assert server.stdout
        server.stdin.write(json.dumps(call) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        return subprocess.CompletedProcess(
            [program, *words], code, out.read_text(), err.read_text()
        )


def imported() -> None:
    """Import everything that a command may need, and let nothing of it be collected."""
    for module in pkgutil.walk_packages(assent.__path__, "assent."):
        if not module.name.startswith("assent.testing") and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.collect()
    gc.freeze()


@cache
def _server() -> "subprocess.Popen[str]":
    """Start the process that the others are forked from; it ends with this one."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ASSENT_")}
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    return subprocess.Popen(
        [sys.executable, "-m", "tests.forking"],
        cwd=ROOT,
        env={**ours, "PYTHONPATH": paths},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _serve() -> None:
    """Fork a process for each call, until nobody can call any more."""
    practice.load(practice.shipped())  # the same bytes are read once, here for all of them
    imported()
    for line in sys.stdin:
        pid = os.fork() or _child(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def _child(call: dict[str, Any]) -> NoReturn:
    """Be the program that was called for, with output of its own."""
    code = 1
    try:
        signal.alarm(call["seconds"])
        for number, name in ((1, "out"), (2, "err")):
            file = Path(call[name]).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
            os.dup2(file.fileno(), number)
            setattr(sys, "stdout" if number == 1 else "stderr", file)
        os.environ |= call["env"]
        os.chdir(call["cwd"])
        sys.argv[1:] = call["words"]
        runpy.run_module(call["program"], run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
