"""The ledger: small objects over one store, each with its part of the record."""

from assent.ledger.budgets import Budgets
from assent.ledger.changes import Changes
from assent.ledger.content import Content
from assent.ledger.documents import Documents
from assent.ledger.effects import Effects
from assent.ledger.gates import Gates
from assent.ledger.journal import Journal
from assent.ledger.leases import Leases
from assent.ledger.log import Log
from assent.ledger.moves import Moves
from assent.ledger.obligations import Obligations
from assent.ledger.proof import verify
from assent.ledger.runs import Runs
from assent.ledger.signatures import Signatures
from assent.ledger.sizes import bytes_stored
from assent.ledger.timing import Timing
from assent.ports import Clock, Store

__all__ = ["Ledger"]


class Ledger:
    """Everything that was done and decided in one installation."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Read and write the store, with times from the clock."""
        self.store = store
        self.content = Content(store)
        self.log = Log(store, clock)
        self.leases = Leases(store, clock)
        self.runs = Runs(store, self.log, self.content, self.leases)
        self.documents = Documents(store, self.log, self.content, self.leases)
        self.gates = Gates(store, clock, self.log, self.content, self.leases, self.documents)
        self.timing = Timing(store, clock, self.log)
        self.obligations = Obligations(store, self.log, self.content)
        self.effects = Effects(store, clock, self.log, self.leases)
        self.budgets = Budgets(store, self.log)
        self.signatures = Signatures(store, self.log, self.content)
        self.journal = Journal(store, self.log, self.content, self.leases)
        self.moves = Moves(store, self.log, self.content, self.leases)
        self.changes = Changes(
            store, self.log, self.content, self.runs, self.gates, self.effects, self.moves
        )

    def verify(self) -> None:
        """Check the chain of the log, every state row it vouches for, and all content.

        Raises:
            IntegrityError: Names the first thing that is not what it was.
        """
        verify(self.store, self.log, self.content)

    def bytes_stored(self, run_id: str | None = None) -> int:
        """Return the bytes kept for one run, or for all; see ``sizes`` for what counts."""
        return bytes_stored(self.store, run_id)
