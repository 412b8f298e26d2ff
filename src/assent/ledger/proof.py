"""Checking the whole ledger: the chain, the rows it vouches for, and the content."""

from collections.abc import Iterator

from assent.errors import IntegrityError
from assent.ledger.content import Content
from assent.ledger.log import Log
from assent.ports import Row, Store, Transaction

__all__ = ["verify"]

_PAGE = 500


def verify(store: Store, log: Log, content: Content) -> None:
    """Check everything that is kept.

    Raises:
        IntegrityError: Names the first thing that is not what it was.
    """
    log.verify()
    with store.transaction() as tx:
        for row in tx.rows("runs"):
            log.vouched(tx, row["record"], row["opened"])
            _run(tx, log, row)
    for name in _digests(store):
        content.get(name)


def _run(tx: Transaction, log: Log, run: Row) -> None:
    for document in tx.rows("documents_of_run", run_id=run["id"]):
        log.vouched(tx, document["record"], document["entry"])
        _kept(tx, document["digest"], document["name"])
    for gate in tx.rows("gates_of_run", run_id=run["id"]):
        log.vouched(tx, gate["record"], gate["entry"])
        _kept(tx, gate["packet_digest"], gate["id"])
        if gate["resolution"] is not None:
            log.vouched(tx, gate["resolution"], gate["closed"])
        for said in (
            *tx.rows("decisions", gate=gate["id"]),
            *tx.rows("deferrals", gate=gate["id"]),
        ):
            log.vouched(tx, said["record"], said["entry"])
    for reply in tx.rows("replies_of_run", run_id=run["id"]):
        _kept(tx, reply["reply_digest"], reply["node"])


def _kept(tx: Transaction, digest: str, what: str) -> None:
    if not tx.rows("content_size", digest=digest):
        raise IntegrityError(f"{what!r} names content {digest}, which is not in the store.")


def _digests(store: Store) -> Iterator[str]:
    after = ""
    while True:
        with store.transaction() as tx:
            page = tx.rows("content_digests", after=after, most=_PAGE)
        if not page:
            return
        yield from (row["digest"] for row in page)
        after = page[-1]["digest"]
