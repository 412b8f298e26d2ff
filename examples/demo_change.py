"""Change control from request to commit, with the very commands a person types.

The procedure is signed first, since one of three requests is carried out live; one fails
at its second write and is undone, in staging, which needs no signature; one goes back.
Every line that begins with $ is a command; it is printed, then run. The records are
examples/change/records in a git repository made for the purpose. The windows of the first
two requests are put around the present moment. Run it as often as you like; with made, undone
or sent-back it shows that request alone.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples" / "change"
STORE = ".demo"
RECORDS = f"{STORE}/records"
PROCEDURE = "ops-change-control"
REQUESTER, REVIEWER = "lucia-ferrante", "tomas-lindqvist"
DONE, WAITING, SENT_BACK, REFUSED = 0, 3, 4, 4
ABOVE = 16
ITEMS = {
    "risk-and-policy-review": ("risk-tier", "governance-level", "scope"),
    "execution-plan": ("plan", "window", "back-out"),
}
REASONS = {
    "risk-and-policy-review": "The rules are applied as they stand, and the scope is one record.",
    "execution-plan": "The difference is what was asked for, and the rota can undo it.",
}


def shown(program: str, *words: str, show: bool = True, expect: int = DONE) -> str:
    """Run one command and return what it printed; progress is shown as it comes."""
    if show:
        print(f"\n$ {program} {shlex.join(words)}", flush=True)
    start = [sys.executable, "-m", "assent"] if program == "assent" else [program]
    done = subprocess.run(
        [*start, *words],
        cwd=ROOT,
        env={**os.environ, "ASSENT_STORE": STORE},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != expect:
        raise SystemExit(f"that ended with exit code {done.returncode}, expected {expect}")
    if show:
        print(done.stdout, end="", flush=True)
    return done.stdout


def records() -> None:
    """Make the repository of records, with a branch for staging."""
    shutil.rmtree(ROOT / RECORDS, ignore_errors=True)
    shutil.copytree(EXAMPLES / "records", ROOT / RECORDS / "records")
    shown("git", "init", "--quiet", "--initial-branch=main", RECORDS)
    shown("git", "-C", RECORDS, "add", "records")
    somebody = ("-c", "user.name=Larkmoor", "-c", "user.email=records@larkmoor.example")
    shown("git", "-C", RECORDS, *somebody, "commit", "--quiet", "-m", "Records as they are")
    shown("git", "-C", RECORDS, "branch", "staging")


def opened(name: str) -> str:
    """Write a request with its window around the present moment; return its path."""
    now = datetime.now(UTC)
    start, end = now - timedelta(minutes=5), now + timedelta(minutes=55)
    text = (EXAMPLES / "requests" / name).read_text()
    text = re.sub(
        "^window:.*", f"window: {start:%Y-%m-%dT%H:%MZ}/{end:%Y-%m-%dT%H:%MZ}", text, flags=re.M
    )
    text = re.sub(
        "^raised:.*", f"raised: {start - timedelta(days=7):%Y-%m-%dT%H:%MZ}", text, flags=re.M
    )
    folder = ROOT / STORE / "requests"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return f"{STORE}/requests/{name}"


def sign(request: str) -> None:
    """Read the procedure and sign it as it stands, unless it is signed; before, nothing is live."""
    whole = shown("assent", "sign", PROCEDURE, show=False)
    unsigned = "stands     unsigned" in whole
    if unsigned:
        run_of(request, "live", expect=REFUSED)
    print(f"\n$ assent sign {PROCEDURE} | head -{ABOVE}")
    print("\n".join(whole.split("\n")[:ABOVE]), flush=True)
    if unsigned:
        digest = whole.partition("digest     sha256:")[2][:12]
        said = ["--as", REVIEWER, "--reason", "Read whole, with the platform team."]
        shown("assent", "sign", PROCEDURE, digest, *said)


def run_of(request: str, mode: str, expect: int) -> None:
    """Launch a run of change control over a request."""
    given = ["--with", f"request={request}", "--mode", mode]
    seats = ["--role", "reviewer=cm-manager", "--as", REQUESTER, "--again"]
    shown("assent", "run", PROCEDURE, *given, *seats, expect=expect)


def launch(request: str, mode: str, expect: int) -> str:
    """Launch a run of change control over a request and return its id."""
    run_of(request, mode, expect)
    run: str = json.loads(shown("assent", "runs", "--json", show=False))[-1]["id"]
    return run


def approve(run: str, gate: str, expect: int = DONE) -> None:
    """Read the packet of the gate that waits, approve each item of it, and go on."""
    waiting = json.loads(shown("assent", "review", run, "--json", show=False))
    packet = waiting["packet_digest"].removeprefix("sha256:")[:12]
    confirm = [word for item in ITEMS[gate] for word in ("--confirm", item)]
    said = ["--as", REVIEWER, *confirm, "--reason", REASONS[gate]]
    reading = ["review", waiting["gate"], "--as", REVIEWER]
    if gate == "execution-plan":
        shown("assent", *reading)
    else:
        print(f"\n$ assent {shlex.join([*reading, '--bytes'])} > {STORE}/packet.md", flush=True)
        packet_text = shown("assent", *reading, "--bytes", show=False)
        (ROOT / STORE / "packet.md").write_text(packet_text)
    shown("assent", "decide", packet, "approve", *said, "--resume", expect=expect)


def carried_out(name: str, mode: str) -> str:
    """Take one request through both gates to its end; return the run."""
    run = launch(opened(name), mode, WAITING)
    approve(run, "risk-and-policy-review", expect=WAITING)
    approve(run, "execution-plan")
    return run


def made() -> None:
    """Change one field of one record, from the request to the commit."""
    print("\n== One field of one record: from the request to the commit ==")
    carried_out("rostering-access.yaml", "live")
    shown("git", "-C", RECORDS, "--no-pager", "log", "-p", "-1", "main")


def undone() -> None:
    """Write twice, of which the second does not pass its check."""
    print("\n== Two writes, of which the second does not pass its check: both are undone ==")
    run = carried_out("ferry-handover.yaml", "staging")
    shown("git", "-C", RECORDS, "--no-pager", "log", "--oneline", "staging")
    shown("git", "-C", RECORDS, "--no-pager", "diff", "--stat", "staging~4", "staging")
    shown("assent", "documents", run, "execution-telemetry.md")


def sent_back() -> None:
    """Ask for what cannot be examined."""
    print("\n== No date, and no back-out for a critical record: sent back ==")
    launch("examples/change/requests/fare-table-tonight.yaml", "staging", SENT_BACK)


REQUESTS = {"made": made, "undone": undone, "sent-back": sent_back}


def main(names: Sequence[str]) -> None:
    """The procedure signed, one change made, one undone, one sent back; or those named."""
    print(f"$ export ASSENT_STORE={STORE}")
    records()
    print("\n== A live run needs a procedure that somebody signed as it is ==")
    sign(opened("rostering-access.yaml"))
    for name in names or REQUESTS:
        REQUESTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
