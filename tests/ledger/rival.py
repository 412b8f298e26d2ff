"""One of two processes that decide the same gates at the same moment.

Called with the store's path; each line of input is a decision and an organisation, each
line of output is what came of it.
"""

import json
import sys
from datetime import UTC, datetime

from assent.errors import AssentError
from assent.ledger import Ledger
from assent.records import Decision, Organisation
from assent.store import SQLiteStore


class Now:
    def now(self) -> datetime:
        return datetime.now(UTC).replace(microsecond=0)


def main() -> None:
    ledger = Ledger(SQLiteStore(sys.argv[1]), Now())
    print("ready", flush=True)
    for line in sys.stdin:
        said = json.loads(line)
        decision = Decision.model_validate(said["decision"])
        organisation = Organisation.model_validate(said["organisation"])
        try:
            resolution = ledger.gates.decide(decision, organisation)
            print(json.dumps({"won": resolution and resolution.verdict.value}), flush=True)
        except AssentError as error:
            told = {"lost": type(error).__name__, "to": getattr(error, "person", None)}
            print(json.dumps(told), flush=True)


main()
