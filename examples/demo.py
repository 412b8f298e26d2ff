"""The policy from brief to approval, with the very commands a person types.

Every line that begins with $ is a command; it is printed, then run. The offline model
drafts, the people of the demonstration practice decide. Run it as often as you like.
"""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STORE = ".demo"
REASONS = {
    "cm-practice-owner": "The scope is ours to keep, and each gap has an owner.",
    "governance-board": "Agreed in the board; the open questions come back to us in spring.",
}


def assent(*words: str, show: bool = True, expect: int = 0) -> str:
    """Run one assent command and return what it printed; progress is shown as it comes."""
    if show:
        print("\n$ assent " + shlex.join(words), flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "assent", *words],
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


def keep(file: str, *words: str) -> None:
    """Run one assent command and keep what it prints in a file."""
    print(f"\n$ assent {shlex.join(words)} > {file}", flush=True)
    (ROOT / file).write_text(assent(*words, show=False))


def main() -> None:
    """Launch, review, decide as each person who is waited for, and go on to the end."""
    print(f"$ export ASSENT_STORE={STORE}")
    launch = ["run", "cm-policy", "--with", "brief=examples/brief.md", "--as", "tomas-lindqvist"]
    assent(*launch, "--again", expect=3)

    newest = json.loads(assent("runs", "--json", show=False))[-1]
    waiting = json.loads(assent("review", newest["id"], "--json", show=False))
    owner, *others = [seat["eligible"][0] for seat in waiting["seats"]]
    assent("review", waiting["gate"], "--as", owner)
    for person in others:
        keep(f"{STORE}/packet.md", "review", waiting["gate"], "--as", person, "--bytes")

    confirm = [word for item in ("significance", "open-questions") for word in ("--confirm", item)]
    packet = waiting["packet_digest"].removeprefix("sha256:")[:12]
    for seat in waiting["seats"]:
        said = ["--as", seat["eligible"][0], *confirm, "--reason", REASONS[seat["role"]]]
        assent("decide", packet, "approve", *said)

    assent("resume", newest["id"])
    assent("documents", newest["id"])


if __name__ == "__main__":
    main()
