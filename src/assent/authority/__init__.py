"""Who may decide what, as pure functions over nouns.

The refusals live here and nowhere else; the ledger calls them inside the transaction
that records a decision. Nothing here reads a file, a clock or a database.
"""

from assent.authority.classes import deciders, entitled, may_override
from assent.authority.deciding import check
from assent.authority.discharging import dischargeable, may_discharge
from assent.authority.escalating import chain
from assent.authority.frameworks import is_external
from assent.authority.overriding import overridable
from assent.authority.resolving import resolve
from assent.authority.seats import REQUESTER, eligible, present, reachable, seat_for, vacancies
from assent.authority.signing import may_sign
from assent.authority.sshsig import NAMESPACE

__all__ = [
    "NAMESPACE",
    "REQUESTER",
    "chain",
    "check",
    "deciders",
    "dischargeable",
    "eligible",
    "entitled",
    "is_external",
    "may_discharge",
    "may_override",
    "may_sign",
    "overridable",
    "present",
    "reachable",
    "resolve",
    "seat_for",
    "vacancies",
]
