"""Negotiate to the end in this process, and be killed at a given event.

``python haggling.py STORE CALLS KILL``, as in ``stopping.py``: the offline model answers,
counters once and then accepts.
"""

import os
import signal
import sys
from pathlib import Path

from tests.runner.agreeing import BRIEF, negotiated
from tests.runner.stopping import Counting

from assent.runner import Runner


def main(store: str, calls: str, kill: int) -> None:
    seen = 0

    def listen(event: object) -> None:
        nonlocal seen
        seen += 1
        if seen == kill:
            os.kill(os.getpid(), signal.SIGKILL)

    models = {"default": Counting(Path(calls))}
    with Runner.open(None, store, models=models, listen=listen) as runner:
        run = runner.launch(negotiated(), {"brief": BRIEF}, by="tomas-lindqvist")
        print(run.status.value, seen)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
