"""Who may decide what, as pure functions over nouns.

The refusals live here and nowhere else; the ledger calls them inside the transaction
that records a decision. Nothing here reads a file, a clock or a database.
"""

from assent.authority.deciding import check
from assent.authority.escalating import chain
from assent.authority.holding import held
from assent.authority.resolving import resolve
from assent.authority.seats import (
    REQUESTER,
    acting_role,
    eligible,
    reachable,
    seat_for,
    vacancies,
)
from assent.authority.signing import (
    check_revocation,
    check_signature,
    entitled,
    may_revoke,
    may_sign,
    needs_key,
)
from assent.authority.spending import may_extend
from assent.authority.sshsig import NAMESPACE
from assent.authority.timing import due, expiry_of

__all__ = [
    "NAMESPACE",
    "REQUESTER",
    "acting_role",
    "chain",
    "check",
    "check_revocation",
    "check_signature",
    "due",
    "eligible",
    "entitled",
    "expiry_of",
    "held",
    "may_extend",
    "may_revoke",
    "may_sign",
    "needs_key",
    "reachable",
    "resolve",
    "seat_for",
    "vacancies",
]
