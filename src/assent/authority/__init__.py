"""Who may decide what, as pure functions over nouns.

The refusals live here and nowhere else; the ledger calls them inside the transaction
that records a decision. Nothing here reads a file, a clock or a database.
"""

from assent.authority.classes import deciders, entitled, may_override
from assent.authority.deciding import check
from assent.authority.discharging import dischargeable, may_discharge
from assent.authority.escalating import chain
from assent.authority.frameworks import is_external
from assent.authority.holding import held
from assent.authority.overriding import overridable
from assent.authority.resolving import resolve
from assent.authority.seats import (
    REQUESTER,
    acting_role,
    eligible,
    present,
    reachable,
    seat_for,
    vacancies,
)
from assent.authority.showing import shown
from assent.authority.signing import (
    check_revocation,
    check_signature,
    may_revoke,
    may_sign,
    needs_key,
    signing_roles,
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
    "deciders",
    "dischargeable",
    "due",
    "eligible",
    "entitled",
    "expiry_of",
    "held",
    "is_external",
    "may_discharge",
    "may_extend",
    "may_override",
    "may_revoke",
    "may_sign",
    "needs_key",
    "overridable",
    "present",
    "reachable",
    "resolve",
    "seat_for",
    "shown",
    "signing_roles",
    "vacancies",
]
