"""Decide at the gate as each person who is waited for, then let the run go on to its end."""

from pathlib import Path

from assent import Runner, approve

brief = Path(__file__).with_name("brief.md")

with Runner.open(store=".assent-example") as runner:
    run = runner.launch("cm-policy", {"brief": brief}, by="tomas-lindqvist")
    for gate in run.gates:
        for seat, people in runner.waiting(gate).seats:
            runner.packet(gate.id, by=people[0])  # who reads it is on record from now on
            choice = approve("Fit for use.", by=people[0], confirm=gate.gate.confirms)
            decision, _ = runner.decide(gate.packet_digest, choice)
            print(f"{decision.approver_name} decided as {seat}: {decision.decision}")
    run = runner.resume(run.id)
    print(run.status, " -> ".join(run.stages))
