"""Keys of people who exist only for an attack."""

import subprocess
from pathlib import Path

__all__ = ["key_for"]


def key_for(folder: Path, name: str) -> Path:
    """Return a private Ed25519 key without a passphrase, made when it is not there yet."""
    file = folder / name
    if not file.exists():
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(file)]
        subprocess.run(command, check=True, timeout=30)
    return file
