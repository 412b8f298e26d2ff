"""Signatures made with ``ssh-keygen -Y sign``, checked without a key, a file or a command.

Source: PROTOCOL.sshsig of OpenSSH. Ed25519 keys only: one algorithm, one length, no choice
that a signer could weaken.
"""

import base64
import binascii
import hashlib
import struct
from collections.abc import Iterable

__all__ = ["NAMESPACE", "signed_by"]

NAMESPACE = "assent-decision"
"""What the signature is for; one made for anything else is none."""

_MAGIC = b"SSHSIG"
_KIND = b"ssh-ed25519"
_HASHES = {b"sha256": hashlib.sha256, b"sha512": hashlib.sha512}
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_LONGEST = 4096


def signed_by(message: bytes, signature: str, keys: Iterable[str]) -> str | None:
    """Return the first of the public keys that made the signature over the message, or None.

    ``keys`` are lines as in ``id_ed25519.pub``; what cannot be read makes no signature.
    """
    try:
        parts = _parts(signature)
    except (ValueError, struct.error, binascii.Error):
        return None
    for line in keys:
        blob = _blob(line)
        if blob and blob == parts.key and _holds(message, parts):
            return line
    return None


class _Parts:
    def __init__(self, key: bytes, hash_name: bytes, signature: bytes) -> None:
        self.key, self.hash_name, self.signature = key, hash_name, signature


def _parts(armoured: str) -> _Parts:
    text = armoured.strip()
    if len(text) > _LONGEST or not (text.startswith(_BEGIN) and text.endswith(_END)):
        raise ValueError("not an armoured signature")
    body = base64.b64decode("".join(text[len(_BEGIN) : -len(_END)].split()), validate=True)
    if not body.startswith(_MAGIC) or struct.unpack(">I", body[6:10]) != (1,):
        raise ValueError("not an SSH signature of version 1")
    key, namespace, reserved, hash_name, signature = _strings(body[10:], 5)
    if namespace != NAMESPACE.encode() or reserved or hash_name not in _HASHES:
        raise ValueError("a signature for something else")
    kind, raw = _strings(signature, 2)
    if kind != _KIND:
        raise ValueError("not an Ed25519 signature")
    return _Parts(key, hash_name, raw)


def _strings(body: bytes, count: int) -> list[bytes]:
    found: list[bytes] = []
    for _ in range(count):
        (length,) = struct.unpack(">I", body[:4])
        if length > len(body) - 4:
            raise ValueError("cut off")
        found.append(body[4 : 4 + length])
        body = body[4 + length :]
    if body:
        raise ValueError("something follows")
    return found


def _blob(line: str) -> bytes | None:
    words = line.split()
    try:
        return base64.b64decode(words[1], validate=True) if words[0] == _KIND.decode() else None
    except (IndexError, binascii.Error):
        return None


def _holds(message: bytes, parts: _Parts) -> bool:
    from cryptography.exceptions import InvalidSignature  # only signed decisions pay for it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # likewise
        Ed25519PublicKey,
    )

    hashed = _HASHES[parts.hash_name](message).digest()
    fields = (NAMESPACE.encode(), b"", parts.hash_name, hashed)
    signed = _MAGIC + b"".join(struct.pack(">I", len(f)) + f for f in fields)
    try:
        _, raw = _strings(parts.key, 2)
        Ed25519PublicKey.from_public_bytes(raw).verify(parts.signature, signed)
    except (InvalidSignature, ValueError, struct.error):
        return False
    return True
