"""What was done and decided, kept so that it can be proven; over any store.

Every state row is written in the transaction that logs it, and names its log entry. Only
leases have no entries: they say who is at work, not what was done.
"""

from assent.ledger.gates import Gates
from assent.ledger.journal import Journalled, UsageRow
from assent.ledger.leases import Lease
from assent.ledger.ledger import Ledger
from assent.ledger.runs import RunRow
from assent.ledger.signatures import Signed

__all__ = ["Gates", "Journalled", "Lease", "Ledger", "RunRow", "Signed", "UsageRow"]
