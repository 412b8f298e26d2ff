"""The small procedure, run to its end by a process that may be killed on the way."""

from tests.runner.conftest import BRIEF, workflow
from tests.runner.killing import doomed

from assent.runner import approve

if __name__ == "__main__":
    with doomed() as (runner, seen):
        run = runner.launch(workflow(), {"brief": BRIEF}, by="tomas-lindqvist")
        for gate in run.gates:
            runner.decide(gate.packet_digest, approve("Fit.", by="ines-okafor"))
        if not run.status.ended:
            runner.resume(run.id)
        print(run.status.value, len(seen))
