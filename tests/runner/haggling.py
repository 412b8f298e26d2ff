"""A negotiation in which the other side counters once, run by a process that may be killed."""

from tests.runner.agreeing import BRIEF, negotiated
from tests.runner.killing import doomed

if __name__ == "__main__":
    with doomed() as (runner, seen):
        run = runner.launch(negotiated(), {"brief": BRIEF}, by="tomas-lindqvist")
        print(run.status.value, len(seen))
