"""How many bytes the ledger keeps, for the usage figures."""

import json
from collections.abc import Iterator

from assent.ports import Row, Store, Transaction

__all__ = ["bytes_stored"]

_RECORDS = ("leaf", "record", "artifacts", "resolution")
_DIGESTS = ("digest", "packet_digest", "reply_digest", "contribution")


def bytes_stored(store: Store, run_id: str | None = None) -> int:
    """Return the bytes kept for one run, or for all.

    Counted are the content as it is kept, compressed (documents, packets, replies, inputs,
    the snapshot; each digest once), the leaves of the log, and the records of the state
    rows. Not counted are indexes, pages and the database's own journal. Content that runs
    share, such as role cards, counts in full for each of them.
    """
    with store.transaction() as tx:
        if run_id is None:
            return int(tx.rows("content_bytes")[0]["bytes"] + tx.rows("record_bytes")[0]["bytes"])
        rows = list(_rows(tx, run_id))
        digests = {row[name] for row in rows for name in _DIGESTS if row.get(name)}
        digests.update(_opened_with(tx, run_id))
        sizes = [tx.rows("content_size", digest=name) for name in digests]
        kept = sum(int(size["size"]) for found in sizes for size in found)
        return kept + sum(len(row.get(name) or b"") for row in rows for name in _RECORDS)


def _rows(tx: Transaction, run_id: str) -> Iterator[Row]:
    yield from tx.rows("entries_of_run", run_id=run_id, after=0)
    yield from tx.rows("run", run_id=run_id)
    yield from tx.rows("documents_of_run", run_id=run_id)
    yield from tx.rows("replies_of_run", run_id=run_id)
    for gate in tx.rows("gates_of_run", run_id=run_id):
        yield gate
        yield from tx.rows("decisions", gate=gate["id"])
        yield from tx.rows("deferrals", gate=gate["id"])


def _opened_with(tx: Transaction, run_id: str) -> Iterator[str]:
    for row in tx.rows("entries_of_kind", run_id=run_id, kind="run.opened"):
        yield from json.loads(row["leaf"])["body"]["contents"]
