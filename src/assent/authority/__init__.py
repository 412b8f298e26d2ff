"""Who may decide what, as pure functions over nouns.

The refusals live here and nowhere else; the ledger calls them inside the transaction
that records a decision. Nothing here reads a file, a clock or a database.
"""

from assent.authority.deciding import check
from assent.authority.escalating import chain
from assent.authority.resolving import resolve
from assent.authority.seats import REQUESTER, eligible, reachable, seat_for, vacancies
from assent.authority.showing import shown
from assent.authority.signing import may_sign
from assent.authority.sshsig import NAMESPACE

__all__ = [
    "NAMESPACE",
    "REQUESTER",
    "chain",
    "check",
    "eligible",
    "may_sign",
    "reachable",
    "resolve",
    "seat_for",
    "shown",
    "vacancies",
]
