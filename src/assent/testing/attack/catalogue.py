"""The catalogue of guards. Whoever adds a guard adds it here, with its attack."""

from assent.testing.attack.guards import Guard
from assent.testing.attack.guards_of_decisions import DECISIONS
from assent.testing.attack.guards_of_records import DOCUMENTS, RECORDS
from assent.testing.attack.guards_of_time import TIME
from assent.testing.attack.guards_of_writes import WRITES

__all__ = ["GUARDS"]

GUARDS: list[Guard] = [*DECISIONS, *TIME, *RECORDS, *WRITES, *DOCUMENTS]
"""Every guard; more may be appended before an attack is begun."""
