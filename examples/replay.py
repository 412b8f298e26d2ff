"""Replay a recorded run of the policy: no service, no key, no network."""

from pathlib import Path

from assent import Runner, approve
from assent.testing.tapes import Tape

root = Path(__file__).resolve().parent.parent
brief = root / "examples" / "brief.md"
(recorded,) = (root / "cassettes" / "policy").glob("*.yaml")

tape = Tape(recorded)
with tape, Runner.open(store=".assent-example", models={"default": tape.model()}) as runner:
    run = runner.launch("cm-policy", {"brief": brief}, by="tomas-lindqvist", again=True)
    for gate in run.gates:
        for _, people in runner.waiting(gate).seats:
            choice = approve("Fit for use.", by=people[0], confirm=gate.gate.confirms)
            runner.decide(gate.packet_digest, choice)
    print(runner.resume(run.id).status)

print(f"{len(tape.held)} recorded exchanges, all of them heard")
