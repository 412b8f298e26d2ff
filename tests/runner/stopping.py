"""Run the small procedure to its end in this process, and be killed at a given event.

``python stopping.py STORE CALLS KILL``: each model call adds a line to the file CALLS; at
the KILL-th event of the run the process kills itself, as a power cut would.
"""

import os
import signal
import sys
from pathlib import Path

from tests.runner.conftest import BRIEF, workflow

from assent.llm.offline import Offline
from assent.records import Reply, Request
from assent.runner import Runner, approve


class Counting(Offline):
    def __init__(self, calls: Path) -> None:
        self.calls = calls

    async def reply(self, request: Request) -> Reply:
        reply = await super().reply(request)
        with self.calls.open("a") as file:
            file.write(request.role + "\n")
        return reply


def main(store: str, calls: str, kill: int) -> None:
    seen = 0

    def listen(event: object) -> None:
        nonlocal seen
        seen += 1
        if seen == kill:
            os.kill(os.getpid(), signal.SIGKILL)

    models = {"default": Counting(Path(calls))}
    with Runner.open(None, store, models=models, listen=listen) as runner:
        run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")
        for gate in run.gates:
            runner.decide(gate.packet_digest, approve("Fit.", by="ines-okafor"))
        runner.resume(run.id)
        print(run.status.value, seen)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
