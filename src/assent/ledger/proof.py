"""Checking the whole ledger: the chain, the rows it vouches for, and the content."""

import json
from collections import Counter
from collections.abc import Iterator

from assent.canonical import digest_of
from assent.errors import IntegrityError
from assent.ledger.content import Content
from assent.ledger.intact import intact
from assent.ledger.log import Log
from assent.ledger.owing import Owing
from assent.ledger.signatures import signed
from assent.ledger.telling import check_run, kept, untold
from assent.ports import Store, Transaction
from assent.records import Procedure

__all__ = ["verify"]

_PAGE = 500


def verify(store: Store, log: Log, content: Content) -> None:
    """Check everything that is kept.

    Raises:
        IntegrityError: Names the first thing that is not what it was.
    """
    log.verify()
    with store.transaction() as tx:
        runs = {run["id"]: run for run in tx.rows("runs")}
        for run in runs.values():
            check_run(tx, log, run)
            _overrides(tx, run["id"])
            _conditions(tx, Owing(log, content), run["id"])
        _signatures(tx, log, content)
    for entry in log.entries():
        if entry.kind == "run.opened" and entry.run_id not in runs:
            raise IntegrityError(
                f"run {entry.run_id!r} was opened by entry {entry.sequence} of the log and is "
                "gone; it was removed outside assent. Restore the store from a copy."
            )
    for name in _digests(store):
        content.check(name)


def _signatures(tx: Transaction, log: Log, content: Content) -> None:
    """Check that every part of what was signed is still there to be shown."""
    for one in signed(tx, log):
        kept(tx, one.signature.form, f"the signature of {one.signature.workflow}")
        with intact(f"procedure {one.signature.workflow!r}"):
            body = content.get_in(tx, one.signature.procedure)
            procedure = Procedure.model_validate_json(body)
        for name, part in {**procedure.parts, "its reading": procedure.reading}.items():
            kept(tx, part, f"{name} as it was signed")


def _overrides(tx: Transaction, run_id: str) -> None:
    """Compare the findings that decisions override with those that the log says they do."""
    stated: Counter[str] = Counter()
    for gate in tx.rows("gates_of_run", run_id=run_id):
        for said in tx.rows("decisions", gate=gate["id"]):
            for one in json.loads(said["record"]).get("overrides", ()):
                stated[digest_of([gate["id"], one["finding"], digest_of(one)])] += 1
    for row in tx.rows("entries_of_kind", run_id=run_id, kind="finding.overridden"):
        body = json.loads(row["leaf"])["body"]
        stated[digest_of([body["gate"], body["finding"], body["override"]])] -= 1
    if any(stated.values()):
        raise untold(run_id, "overridden findings")


def _conditions(tx: Transaction, owing: Owing, run_id: str) -> None:
    """Check that each condition was closed once, and that nothing else was."""
    owed = [one.id for one in owing.of(tx, run_id)]
    for one in owing.discharges(tx, run_id):
        if one.run_id != run_id or one.condition not in owed:
            raise untold(one.condition, "closing")
        owed.remove(one.condition)


def _digests(store: Store) -> Iterator[str]:
    after = ""
    while True:
        with store.transaction() as tx:
            page = tx.rows("content_digests", after=after, most=_PAGE)
        if not page:
            return
        yield from (row["digest"] for row in page)
        after = page[-1]["digest"]
