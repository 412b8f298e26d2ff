"""Bytes by digest: documents, packets, replies, and whatever else a digest stands for.

They are kept compressed; the digest is always that of the bytes themselves.
"""

import zlib

from assent.canonical import digest
from assent.errors import IntegrityError
from assent.ports import Store, Transaction

__all__ = ["Content", "storable"]

_LARGEST = 64 * 1024 * 1024
"""Bytes beyond which stored content is not expanded: nothing that large is ever put."""


def storable(text: str, most: int | None = None) -> bytes:
    """Return text from outside as UTF-8, cut to at most so many bytes.

    Lone surrogates, which UTF-8 cannot carry, are written out as escapes.
    """
    encoded = text.encode("utf-8", "backslashreplace")
    return encoded[:most].decode("utf-8", "ignore").encode()


def _expanded(kept: bytes) -> bytes | None:
    """Return what was compressed, or None when it cannot be, or expands beyond reason."""
    expander = zlib.decompressobj()
    try:
        body = expander.decompress(kept, _LARGEST)
    except zlib.error:
        return None
    return body if expander.eof and not expander.unused_data else None


class Content:
    """The content-addressed table. The same bytes are kept once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, body: bytes) -> str:
        """Keep the bytes and return their digest."""
        name = digest(body)
        with self._store.transaction() as tx:
            if tx.rows("content_size", digest=name):
                return name
        with self._store.transaction(write=True) as tx:
            return self.put_in(tx, body)

    def put_in(self, tx: Transaction, body: bytes) -> str:
        """Keep the bytes inside an open transaction and return their digest."""
        name = digest(body)
        tx.rows("insert_content", digest=name, body=zlib.compress(body))
        return name

    def get(self, name: str) -> bytes:
        """Return the bytes of a digest.

        Raises:
            IntegrityError: They are missing, or are not what the digest says.
        """
        with self._store.transaction() as tx:
            return self.get_in(tx, name)

    def get_in(self, tx: Transaction, name: str) -> bytes:
        """Return the bytes of a digest inside an open transaction."""
        found = tx.rows("content", digest=name)
        if not found:
            raise IntegrityError(
                f"content {name} is not in the store. Restore a whole copy, then: assent verify"
            )
        body = _expanded(found[0]["body"])
        if body is None or digest(body) != name:
            raise IntegrityError(
                f"content {name} was changed: its bytes are not those of its digest. "
                "Trust nothing made from it; restore the store from a copy."
            )
        return body

    def check(self, name: str) -> None:
        """Check the bytes of a digest, and the size that is kept beside them.

        Raises:
            IntegrityError: They are missing, or are not what the digest and the size say.
        """
        with self._store.transaction() as tx:
            self.get_in(tx, name)
            (body,), (size,) = tx.rows("content", digest=name), tx.rows("content_size", digest=name)
        if len(body["body"]) != size["size"]:
            raise IntegrityError(f"the size of content {name} was changed outside assent.")

    def text(self, name: str) -> str:
        """Return the content of a digest as text.

        Raises:
            IntegrityError: It is missing, changed, or no text.
        """
        try:
            return self.get(name).decode()
        except UnicodeDecodeError as error:
            raise IntegrityError(f"content {name} is no UTF-8 text: {error}.") from error

    def expect(self, tx: Transaction, name: str, what: str) -> None:
        """Refuse to name content that is not kept.

        Raises:
            IntegrityError: Nothing of that digest is in the store.
        """
        if not tx.rows("content_size", digest=name):
            raise IntegrityError(f"{what} names content {name}, which was never stored.")
