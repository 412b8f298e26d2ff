"""Signatures under procedures: kept in the log, found by what they sign."""

from assent.ledger.log import Log
from assent.ports import Store
from assent.records import Signature

__all__ = ["Signatures"]

_KIND = "procedure.signed"


class Signatures:
    """The signatures of one store. The log entry is the signature; there is no other row."""

    def __init__(self, store: Store, log: Log) -> None:
        self._store, self._log = store, log

    def add(self, signature: Signature) -> None:
        """Log a signature; signing the same procedure again adds another line, not a change."""
        with self._store.transaction(write=True) as tx:
            self._log.append(tx, None, _KIND, signature.plain())

    def of(self, procedure: str) -> list[Signature]:
        """Return the signatures under exactly this procedure, oldest first."""
        return [s for s in self.all() if s.procedure == procedure]

    def all(self) -> list[Signature]:
        """Return every signature, oldest first."""
        return [
            Signature.model_validate(entry.body)
            for entry in self._log.entries()
            if entry.kind == _KIND
        ]
