"""The journal of model replies: each paid call once, and the first valid reply wins."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from assent.canonical import digest
from assent.ledger.content import Content, storable
from assent.ledger.intact import intact
from assent.ledger.leases import Lease, Leases
from assent.ledger.log import Log
from assent.ports import Row, Store, Transaction
from assent.records import Digest, Record, Reply

__all__ = ["LARGEST_REPLY", "Journal", "Journalled", "UsageRow"]

LARGEST_REPLY = 1 << 20
"""Bytes of a raw reply that are kept; what is longer is cut there."""

_LARGEST_ERROR = 4096
_LARGEST_NAME = 160


class Journalled(Record):
    """The reply that won a turn. Both texts lie in the content store under their digests."""

    run_id: str
    node: str
    round: int
    attempt: int
    request_digest: Digest
    reply_digest: Digest
    contribution_digest: Digest
    role: str
    step: int | None
    model: str


class UsageRow(Record):
    """What one role cost in one step; ``refused`` of the calls gave nothing usable.

    ``cost`` is in millionths of the currency of the model's prices.
    """

    role: str
    step: int | None
    calls: int
    refused: int
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    estimated: bool
    cost: int = 0
    cache_hits: int = 0


class Journal:
    """The replies of every run, keyed by run, node, round and attempt."""

    def __init__(self, store: Store, log: Log, content: Content, leases: Leases) -> None:
        self._store, self._log = store, log
        self._content, self._leases = content, leases

    def winner(self, run_id: str, node: str, round_: int) -> Journalled | None:
        """Return the reply that won the turn, or None while nothing valid came."""
        with self._store.transaction() as tx:
            rows = tx.rows("winning_reply", run_id=run_id, node=node, round=round_)
        return _as_journalled(rows[0]) if rows else None

    def winners(self, run_id: str) -> dict[tuple[str, str], str]:
        """Return the contribution that won each turn of a run, by node and round."""
        with self._store.transaction() as tx:
            rows = tx.rows("replies_of_run", run_id=run_id)
        return {
            (row["node"], str(row["round"])): row["contribution"]
            for row in rows
            if row["contribution"] is not None
        }

    def record(  # noqa: PLR0913 - one reply is all of these facts
        self,
        lease: Lease,
        *,
        node: str,
        round_: int,
        request_digest: str,
        reply: Reply,
        contribution: bytes | None,
        role: str,
        step: int | None,
        error: str | None = None,
        attempt: int | None = None,
    ) -> str:
        """Keep a reply and return the digest of the contribution that won the turn.

        ``contribution`` None means the reply was not valid, for the reason ``error``, or asked
        for tools, without one; then, and while nothing else has won, the answer is empty. A
        valid reply that comes after another is kept as a call that was paid for, and does not
        win. Without ``attempt`` the next one is taken; an attempt that is there already is
        left as it is.

        Raises:
            LeaseLostError: The run is not held any more.
        """
        turn = {"run_id": lease.run_id, "node": node, "round": round_}
        with self._store.transaction(write=True) as tx:
            self._leases.held(tx, lease)
            won = _won(tx, turn)
            number = attempt or _count(tx, turn) + 1
            if tx.rows("reply", **turn, attempt=number):
                return won
            late = bool(won) and contribution is not None
            kept = None if late or contribution is None else contribution
            said = "another reply was first" if late else error
            facts = {
                "attempt": number,
                "request_digest": request_digest,
                "role": role,
                "step": step,
            }
            self._insert(tx, turn | facts, reply, kept, said)
            return _won(tx, turn)

    def read(
        self, lease: Lease, where: Mapping[str, Any], tool: str, arguments: str, result: str
    ) -> None:
        """Keep what a role read with a tool in its turn.

        ``where`` says in which turn (node, round, role, step) and whether it failed.

        Raises:
            LeaseLostError: The run is not held any more.
        """
        with self._store.transaction(write=True) as tx:
            self._leases.held(tx, lease)
            body = {
                **where,
                "tool": storable(tool, _LARGEST_NAME).decode(),
                "arguments_digest": self._content.put_in(tx, storable(arguments, LARGEST_REPLY)),
                "result_digest": self._content.put_in(tx, storable(result, LARGEST_REPLY)),
            }
            self._log.append(tx, lease.run_id, "tool.read", body)

    def attempts(self, run_id: str, node: str, round_: int) -> int:
        """Return how often the turn was asked."""
        with self._store.transaction() as tx:
            return _count(tx, {"run_id": run_id, "node": node, "round": round_})

    def turns(self, run_id: str) -> set[tuple[str, int]]:
        """Return node and round of every turn that was begun."""
        with self._store.transaction() as tx:
            return {(r["node"], r["round"]) for r in tx.rows("replies_of_run", run_id=run_id)}

    def usage(self, run_id: str) -> list[UsageRow]:
        """Return what each role cost in each step, in the order they first answered."""
        with self._store.transaction() as tx:
            rows = tx.rows("replies_of_run", run_id=run_id)
        totals: dict[tuple[str, int | None], Counter[str]] = defaultdict(Counter)
        for row in rows:
            totals[row["role"], row["step"]].update(_cost(row))
        return [
            UsageRow(role=role, step=step, **_figures(cost))
            for (role, step), cost in totals.items()
        ]

    def _insert(
        self, tx: Transaction, key: Row, reply: Reply, contribution: bytes | None, error: str | None
    ) -> None:
        text = storable(reply.text, LARGEST_REPLY)
        facts = {
            "reply_digest": self._content.put_in(tx, text),
            "contribution": None
            if contribution is None
            else self._content.put_in(tx, contribution),
            "model": storable(reply.model).decode(),
            "finish": reply.finish,
            **reply.usage.plain(),
        }
        why = None if error is None else storable(error, _LARGEST_ERROR).decode()
        told = {"error_digest": None if why is None else digest(why.encode())}
        kind = _kind(contribution, why)
        entry = self._log.append(tx, key["run_id"], kind, {**key, **facts, **told})
        facts["estimated"] = int(reply.usage.estimated)
        tx.rows("insert_reply", **key, **facts, error=why, entry=entry.sequence)


def _kind(contribution: bytes | None, error: str | None) -> str:
    """Return the kind of a reply's entry: it won, it was no use, or it asked for a tool."""
    if contribution is not None:
        return "model.replied"
    return "model.refused" if error is not None else "model.asked"


def _won(tx: Transaction, turn: Row) -> str:
    rows = tx.rows("winning_reply", **turn)
    return str(rows[0]["contribution"]) if rows else ""


def _count(tx: Transaction, turn: Row) -> int:
    return int(tx.rows("reply_attempts", **turn)[0]["attempts"])


def _cost(row: Row) -> dict[str, int]:
    return {
        "calls": 1,
        "refused": int(row["contribution"] is None and row["error"] is not None),
        "prompt_tokens": row["prompt_tokens"],
        "cached_tokens": row["cached_tokens"],
        "completion_tokens": row["completion_tokens"],
        "estimated": row["estimated"],
        "cost": row["cost"],
        "cache_hits": int(row["cached_tokens"] > 0),
    }


def _figures(cost: Counter[str]) -> dict[str, Any]:
    return {**dict(cost), "estimated": bool(cost["estimated"])}


def _as_journalled(row: Row) -> Journalled:
    named = {name: row[name] for name in Journalled.model_fields if name in row}
    with intact(f"reply {row['node']!r}"):
        return Journalled(**named, contribution_digest=row["contribution"])
