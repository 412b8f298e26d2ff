"""What a person sees of a packet: between its marks, with what is new in it, and on record."""

import hashlib
import json
import os
import pwd
import subprocess
import sys

import pytest

from assent.errors import NotShownError
from assent.runner import Runner

EDITOR = ("--as", "anders-holm")


def between(out: str) -> tuple[str, str]:
    """Return the digest of the first mark, and everything up to the mark that ends it."""
    first, _, rest = out.partition("\n")
    digest = first.removeprefix("<<packet ").removesuffix(">>")
    return digest, rest.partition(f"<</packet {digest}>>\n")[0]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_what_stands_between_the_marks_is_what_is_signed(call, waiting) -> None:
    digest, packet = between(call("review", waiting["gate"]).out)

    assert sha256(packet.encode()) == digest
    assert digest.startswith(waiting["packet"])


def test_the_bytes_alone_can_be_kept_in_a_file(here, environment, waiting, tmp_path) -> None:
    kept = tmp_path / "packet.md"
    with kept.open("wb") as file:
        words = [sys.executable, "-m", "assent", "review", waiting["run"], "--bytes"]
        subprocess.run(words, env=environment, stdout=file, check=True, timeout=60)

    assert sha256(kept.read_bytes()).startswith(waiting["packet"])


@pytest.mark.parametrize("place", [0, 5, 11])
def test_a_decision_that_names_another_digest_is_refused(call, waiting, place) -> None:
    digit = "0" if waiting["packet"][place] != "0" else "1"
    other = waiting["packet"][:place] + digit + waiting["packet"][place + 1 :]

    said = call("decide", other, "approve", "--reason", "Clear.", *EDITOR)

    assert said.code == 2
    assert "there is no gate" in said.err


def test_who_reads_is_recorded_and_told_to_the_next_reader(call, waiting) -> None:
    nobody = call("review", waiting["gate"]).out
    call("review", waiting["gate"], *EDITOR)
    after = call("review", waiting["gate"]).out

    assert "Nobody was recorded as having been shown this packet." in nobody
    assert f"assent review {waiting['gate']} --as PERSON" in nobody
    assert "Shown to Anders Holm (anders-holm), " in after
    assert "anders-holm: " + waiting["gate"] in call("trace", waiting["run"]).out


def test_the_account_that_is_logged_in_says_who_reads(call, here, waiting) -> None:
    path = here / "practice.yaml"
    account = pwd.getpwuid(os.getuid()).pw_name
    kept = [row for row in path.read_text().splitlines() if "anders-holm" not in row]
    row = f"  - {{id: anders-holm, name: Anders Holm, roles: [editor], accounts: [{account}]}}"
    path.write_text("\n".join([*kept, ""]).replace("people:", f"people:\n{row}"))

    said = call("review", waiting["gate"]).out

    assert "Shown to Anders Holm (anders-holm), " in said
    assert ", identity os-account." in said


def test_a_receipt_says_what_its_author_was_shown(call, waiting) -> None:
    call("review", waiting["gate"], *EDITOR)

    said = call("decide", waiting["packet"], "approve", "--reason", "Clear.", *EDITOR)

    assert "shown     this packet 20" in said.out
    assert "not shown the packet" not in call("trace", waiting["run"]).out


def test_a_receipt_says_that_its_author_was_shown_nothing(call, waiting) -> None:
    words = ("decide", waiting["packet"], "approve", "--reason", "Clear.", *EDITOR, "--json")

    receipt = json.loads(call(*words).out)

    assert (receipt["shown"], receipt["decision"]["shown_at"]) == ([], None)
    assert "not shown the packet: Clear." in call("review", waiting["gate"]).out
    assert ", not shown the packet: Clear." in call("trace", waiting["run"]).out


def test_the_next_packet_comes_with_what_changed_since_the_last_one(call, here, waiting) -> None:
    call("review", waiting["gate"], *EDITOR)
    reason = ("--reason", "Say who writes the labels.")
    call("decide", waiting["packet"], "rework", *reason, *EDITOR, "--resume")

    mine = call("review", waiting["run"], *EDITOR).out
    theirs = call("review", waiting["run"], "--as", "mira-castellane").out

    changed = mine.partition("# Since you were last shown a packet of this gate")[2]
    assert f"That was packet {waiting['packet']}, " in changed
    assert "\n    + > Say who writes the labels.\n" in changed or "Say who writes" in changed
    assert "# Since you were last shown" not in theirs


def test_json_holds_who_was_shown_what_and_the_difference(call, waiting) -> None:
    call("review", waiting["gate"], *EDITOR)
    call("decide", waiting["packet"], "rework", "--reason", "Why?", *EDITOR, "--resume")

    said = json.loads(call("review", waiting["run"], *EDITOR, "--json").out)

    assert [s["person"] for s in said["shown"]] == ["anders-holm", "anders-holm"]
    assert said["last"]["packet_digest"].startswith("sha256:" + waiting["packet"])
    assert set(said["since"]) == {"facts", "document"}
    assert "Why?" in said["since"]["facts"]


def test_a_refusal_at_tier_high_names_the_command_that_reads(here) -> None:
    error = NotShownError("ann", "gate-0123456789")

    assert str(error).endswith("Read it with: assent review gate-0123456789 --as ann")
    assert error.exit_code == 4


def test_a_closed_packet_can_be_read_without_a_record(call, here, waiting) -> None:
    call("decide", waiting["packet"], "reject", "--reason", "No.", *EDITOR)

    said = call("review", waiting["gate"], *EDITOR)

    assert said.code == 0
    with Runner.open(here) as runner:
        assert runner.review(waiting["gate"]).shown == ()
