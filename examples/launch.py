"""Launch the policy from Python and look at what the agents drafted."""

from pathlib import Path

from assent import Runner

brief = Path(__file__).with_name("brief.md")

with Runner.open(store=".assent-example") as runner:
    run = runner.launch("cm-policy", {"brief": brief}, by="tomas-lindqvist")
    print(run.id, run.status, run.stage)
    for name, document in run.documents.items():
        print(f"  {name}, version {document.version}, {document.status}")
    print(run.documents["policy-scope.md"].text)
