"""Signing with a person's own SSH key: the key stays with ``ssh-keygen`` and its agent."""

import subprocess
import tempfile
from pathlib import Path

from assent.authority import NAMESPACE
from assent.errors import IdentityError

__all__ = ["sign_with"]

_PATIENCE = 120
"""Seconds a person has for a passphrase or a touch."""


def sign_with(key: Path, message: bytes, person: str) -> str:
    """Return the armoured signature over the message.

    Raises:
        IdentityError: ssh-keygen is missing or could not sign with the key.
    """
    with tempfile.TemporaryDirectory() as folder:
        subject = Path(folder) / "decision"
        subject.write_bytes(message)
        command = ["ssh-keygen", "-Y", "sign", "-q", "-f", str(key), "-n", NAMESPACE, str(subject)]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=_PATIENCE, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            why = f"ssh-keygen did not sign ({error})"
            raise IdentityError(person, why, "Install OpenSSH, or unlock the key.") from error
        signature = subject.with_name("decision.sig")
        if done.returncode or not signature.is_file():
            why = f"ssh-keygen could not sign with {str(key)!r}: {done.stderr.strip()[:200]}"
            raise IdentityError(person, why, "Name a private key: --sign KEY")
        return signature.read_text()
