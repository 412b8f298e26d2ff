"""A procedure is read before it is signed: shown first, then signed by its digest, taken back."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest

from assent.runner import Runner

NOTE = Path("graphs") / "note.md"
WHY = ("--reason", "I read it whole.")


def command_of(told: str) -> list[str]:
    """Return the words of the finished command, with a reason in place of the dots."""
    line = told.rstrip("\n").split("\n")[-1].strip()
    return [WHY[1] if word == "…" else word for word in shlex.split(line)[1:]]


@pytest.fixture
def key(here, tmp_path) -> Path:
    """A key that practice.yaml lists for Anders, in a practice where the note is strategic."""
    made = tmp_path / "anders"
    call = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(made)]
    subprocess.run(call, check=True, timeout=30)
    line = made.with_suffix(".pub").read_text().strip()
    change("practice.yaml", "roles: [editor], accounts: []", f'roles: [editor], keys: ["{line}"]')
    change(NOTE, "class: operational", "class: strategic")
    change("agents/editor.md", "[operational, quality]", "[strategic]")
    return made


def change(place: str | Path, old: str, new: str) -> None:
    text = Path(place).read_text()
    assert old in text
    Path(place).write_text(text.replace(old, new, 1))


def test_the_journey_from_reading_to_a_signature_a_change_and_another_signature(call) -> None:
    shown = call("sign", "note")
    assert (shown.code, shown.err) == (0, "")
    signed = call(*command_of(shown.out))
    assert signed.code == 0, signed.err
    assert "Anders Holm (anders-holm) as editor" in signed.out

    change(NOTE, "stages:", "# A remark.\nstages:")
    changed = call("sign", "note")
    assert "unsigned: this one was changed since Anders Holm" in changed.out
    assert "graphs/note.md\n    @@ " in changed.out
    assert "    +# A remark.\n" in changed.out
    assert "before     Anders Holm (anders-holm) signed it as editor" in changed.out

    again = call(*command_of(changed.out))
    assert again.code == 0, again.err
    assert "# To sign it\n\nIt is signed. To take that back:" in call("sign", "note").out
    assert call("verify").code == 0


def test_what_is_shown_is_summed_up_first_and_whole_after(call) -> None:
    change(NOTE, "version: 1\n", "")

    told = call("sign", "note").out

    for line in (
        "procedure  Decision note, version 1 (note)",
        "class      operational; may be signed by Anders Holm (anders-holm) as editor",
        "gate       step 5: note-final, operational, tier low: editor",
        "executes   nothing: it makes documents",
        "inferred   front matter: version",
        "findings   none",
        "It was never signed, so there is nothing to compare.",
        "inferred: [version]",
        "card      agents/editor.md",
    ):
        assert line in told


def test_what_was_inferred_is_marked_in_the_text_that_is_signed(call, here) -> None:
    text = NOTE.read_text()
    reads = next(line for line in text.split("\n") if line.startswith("- **Reads:**"))
    NOTE.write_text(text.replace(f"{reads}\n", "", 1))

    offer = json.loads(call("sign", "note", "--json").out)
    call("sign", "note", offer["digest"], *WHY, "--as", "anders-holm")

    assert "*(inferred)*" in offer["form"]
    assert any("reads" in place for place in offer["inferred"])
    with Runner.open(here) as runner:
        (one,) = runner.ledger.signatures.all()
        assert runner.ledger.content.text(one.signature.form) == offer["form"]


def test_what_check_finds_in_a_part_is_shown_to_who_signs(call) -> None:
    change(NOTE, "title: Decision note", "title: Decision note\ncolour: red")

    told = call("sign", "note").out

    assert "findings   1\n  graphs/note.md:" in told
    assert "colour" in told


def test_showing_signs_nothing(call, here) -> None:
    call("sign", "note")

    with Runner.open(here) as runner:
        assert runner.ledger.signatures.all() == []


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("DIGEST", *WHY, "--as", "mira-castellane"), 4, "may not sign procedure 'note'"),
        (("DIGEST", "--as", "anders-holm"), 4, "needs a reason"),
        (("DIGEST", "--reason", "Fit\u200b.", "--as", "anders-holm"), 2, "hidden character U+200B"),
        (("0123456789abcdef", *WHY, "--as", "anders-holm"), 4, "Read it as it is now"),
        (("0123", *WHY, "--as", "anders-holm"), 2, "at least 12 hex digits"),
        (("gate-0123456789", *WHY, "--as", "anders-holm"), 2, "at least 12 hex digits"),
        ((*WHY, "--as", "anders-holm"), 2, "name the digest of what you read"),
        (("--revoke",), 2, "name the digest of what you read"),
        (("DIGEST", "--revoke", *WHY, "--as", "anders-holm"), 2, "no signature of 'note' stands"),
        (("DIGEST", *WHY, "--as", "nobody-here"), 2, "'nobody-here' is nobody in practice.yaml"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_signed(call, here, words, code, why) -> None:
    digest = json.loads(call("sign", "note", "--json").out)["digest"]

    said = call("sign", "note", *(digest[7:19] if word == "DIGEST" else word for word in words))

    assert (said.code, said.out) == (code, "")
    assert why in said.err
    with Runner.open(here) as runner:
        assert runner.ledger.signatures.all() == []


def test_a_digest_that_was_read_yesterday_signs_nothing_today(call) -> None:
    words = command_of(call("sign", "note").out)
    change("agents/writer.md", "## ", "## Of ")

    said = call(*words)

    assert said.code == 4
    assert "Nothing was signed. Read it as it is now: assent sign note" in said.err


def test_a_signature_is_taken_back_by_the_command_that_is_shown(call) -> None:
    call(*command_of(call("sign", "note").out))
    line = call("sign", "note").out.rstrip("\n").split("\n")[-1]
    words = [{"…": WHY[1], "PERSON": "anders-holm"}.get(w, w) for w in shlex.split(line)[1:]]

    said = call(*words, "--json")

    back = json.loads(said.out)
    assert (said.code, back["person"], back["role"]) == (0, "anders-holm", "editor")
    shown = json.loads(call("sign", "note", "--json").out)
    assert shown["signed"] is False
    assert "took back" in shown["why_unsigned"]
    assert [one["revocation"]["reason"] for one in shown["history"]] == [WHY[1]]


def test_signing_the_same_again_names_who_was_first(call) -> None:
    words = command_of(call("sign", "note").out)
    call(*words)

    said = call(*words)

    assert said.code == 4
    assert "the first signature stands" in said.err
    assert "--revoke" in said.err


def test_who_has_a_key_is_shown_a_command_with_it(call, key) -> None:
    words = command_of(call("sign", "note").out)
    assert words[words.index("--sign") + 1] == "KEY"
    bare = [word for word in words if word not in {"--sign", "KEY"}]

    refused = call(*bare)
    signed = call(*(str(key) if word == "KEY" else word for word in words), "--json")

    assert (refused.code, "takes no name alone" in refused.err) == (4, True)
    assert json.loads(signed.out)["identity_assurance"] == "signed-key"


def test_a_command_that_is_shown_leads_to_the_same_place(call, here, tmp_path) -> None:
    store = tmp_path / "elsewhere"
    words = command_of(call("--store", store, "sign", "note").out)

    assert words[:2] == ["--store", str(store)]
    assert call(*words).code == 0


def test_check_tells_what_writes_and_is_not_signed_and_makes_no_store(
    call, tmp_path, monkeypatch
) -> None:
    call("new", tmp_path / "whole")
    monkeypatch.chdir(tmp_path / "whole")

    said = call("check")

    assert said.code == 0
    assert "ops-change-control is not signed: nobody has signed this one." in said.out
    assert said.out.rstrip("\n").endswith("See: assent sign ops-change-control")
    assert not (tmp_path / "whole" / ".assent").exists()

    call(*command_of(call("sign", "ops-change-control").out))
    assert "is not signed" not in call("check").out
    assert json.loads(call("check", "--json").out)["unsigned"] == []


def test_an_unsigned_live_run_is_refused_before_anybody_drafts(call, tmp_path, monkeypatch) -> None:
    call("new", tmp_path / "whole")
    monkeypatch.chdir(tmp_path / "whole")
    Path("request.yaml").write_text("id: CHG-1\n")
    words = ("run", "ops-change-control", "--with", "request=request.yaml", "--mode", "live")

    said = call(*words, "--role", "reviewer=cm-manager", "--as", "lucia-ferrante")

    assert (said.code, said.out) == (4, "")
    assert "nobody has signed this one. Read it and sign it: assent sign" in said.err
    assert json.loads(call("runs", "--json").out) == []
