"""A signature counts only from a listed key, over exactly these bytes, for exactly this use."""

import subprocess
from pathlib import Path

import pytest

from assent.authority.sshsig import NAMESPACE, signed_by

MESSAGE = b"sha256:" + b"0" * 64


@pytest.fixture(scope="module")
def keys(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    for name in ("hers", "his"):
        _ssh("-t", "ed25519", "-N", "", "-q", "-f", str(folder / name))
    return folder


def _ssh(*words: str) -> None:
    subprocess.run(["ssh-keygen", *words], check=True, capture_output=True, timeout=30)


def signature(keys: Path, name: str, message: bytes = MESSAGE, use: str = NAMESPACE) -> str:
    subject = keys / f"{name}-{use}"
    subject.write_bytes(message)
    made = subject.with_name(subject.name + ".sig")
    made.unlink(missing_ok=True)
    _ssh("-Y", "sign", "-q", "-f", str(keys / name), "-n", use, str(subject))
    return made.read_text()


def public(keys: Path, name: str) -> str:
    return (keys / f"{name}.pub").read_text().strip()


def test_a_signature_of_a_listed_key_counts(keys) -> None:
    listed = [public(keys, "his"), public(keys, "hers")]

    assert signed_by(MESSAGE, signature(keys, "hers"), listed) == public(keys, "hers")


def test_a_signature_of_another_key_does_not_count(keys) -> None:
    assert signed_by(MESSAGE, signature(keys, "his"), [public(keys, "hers")]) is None


def test_a_signature_over_other_bytes_does_not_count(keys) -> None:
    made = signature(keys, "hers", b"something else")

    assert signed_by(MESSAGE, made, [public(keys, "hers")]) is None


def test_a_signature_for_another_use_does_not_count(keys) -> None:
    made = signature(keys, "hers", use="git")

    assert signed_by(MESSAGE, made, [public(keys, "hers")]) is None


@pytest.mark.parametrize("text", ["", "x", "-----BEGIN SSH SIGNATURE-----\n", "\x00"])
def test_what_is_no_signature_does_not_count(keys, text) -> None:
    assert signed_by(MESSAGE, text, [public(keys, "hers")]) is None


def test_a_cut_or_changed_signature_does_not_count(keys) -> None:
    made = signature(keys, "hers")
    changed = made.replace("A", "B", 3)
    cut = made.replace("\n", "", 1)[:-60] + "\n-----END SSH SIGNATURE-----\n"

    assert signed_by(MESSAGE, changed, [public(keys, "hers")]) is None
    assert signed_by(MESSAGE, cut, [public(keys, "hers")]) is None


@pytest.mark.parametrize("line", ["", "ssh-ed25519", "ssh-rsa AAAA", "ssh-ed25519 !!!"])
def test_a_line_that_is_no_key_signs_nothing(keys, line) -> None:
    assert signed_by(MESSAGE, signature(keys, "hers"), [line]) is None
