"""Checking the whole ledger: the chain, the rows it vouches for, and the content."""

from collections.abc import Iterator

from assent.errors import IntegrityError
from assent.ledger.content import Content
from assent.ledger.log import Log
from assent.ledger.telling import check_run
from assent.ports import Store

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
    for entry in log.entries():
        if entry.kind == "run.opened" and entry.run_id not in runs:
            raise IntegrityError(
                f"run {entry.run_id!r} was opened by entry {entry.sequence} of the log and is "
                "gone; it was removed outside assent. Restore the store from a copy."
            )
    for name in _digests(store):
        content.check(name)


def _digests(store: Store) -> Iterator[str]:
    after = ""
    while True:
        with store.transaction() as tx:
            page = tx.rows("content_digests", after=after, most=_PAGE)
        if not page:
            return
        yield from (row["digest"] for row in page)
        after = page[-1]["digest"]
