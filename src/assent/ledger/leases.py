"""Who is at work on a run now; a token that only grows tells the latest from the late."""

from collections.abc import Callable
from typing import Any

from assent.errors import LeaseLostError, RunBusyError
from assent.ports import Clock, Store, Transaction
from assent.records import Record

__all__ = ["Lease", "Leases"]

SECONDS = 30
"""How long a lease holds without a beat."""


class Lease(Record):
    """The right to write in one run, until somebody takes it over."""

    run_id: str
    token: int
    holder: str


def _never(_: str) -> bool:
    return False


class Leases:
    """One lease per run. Taking, beating and releasing leave no entries in the log."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def take(
        self,
        run_id: str,
        holder: str,
        *,
        gone: Callable[[str], bool] = _never,
        seconds: int = SECONDS,
    ) -> Lease:
        """Take the run. ``gone`` tells whether an earlier holder is known to have died.

        Raises:
            RunBusyError: Another holder is at work.
        """
        with self._store.transaction(write=True) as tx:
            row = _row(tx, run_id)
            if self._is_held(row) and not gone(row["holder"]):
                raise RunBusyError(run_id, row["holder"])
            lease = Lease(run_id=run_id, token=row["token"] + 1, holder=holder)
            self._save(tx, lease, seconds)
            return lease

    def beat(self, lease: Lease, seconds: int = SECONDS) -> None:
        """Keep the lease for some more seconds.

        Raises:
            LeaseLostError: Somebody took the run over, or the lease was released.
        """
        with self._store.transaction(write=True) as tx:
            self.held(tx, lease)
            self._save(tx, lease, seconds)

    def release(self, lease: Lease) -> None:
        """Let the run go; a lease that was lost is not touched."""
        with self._store.transaction(write=True) as tx:
            if _owns(_row(tx, lease.run_id), lease):
                free = {"token": lease.token, "holder": None, "expires_at": 0}
                tx.rows("save_lease", run_id=lease.run_id, **free)

    def held(self, tx: Transaction, lease: Lease, run_id: str | None = None) -> None:
        """Refuse to write for somebody who does not hold the run.

        A lease whose time ran out still holds until somebody else takes it.

        Raises:
            LeaseLostError: It was taken over or released, or it is for another run.
        """
        if run_id not in {None, lease.run_id} or not _owns(_row(tx, lease.run_id), lease):
            raise LeaseLostError(run_id or lease.run_id)

    def _is_held(self, row: dict[str, Any]) -> bool:
        return row["holder"] is not None and row["expires_at"] > self._now()

    def _save(self, tx: Transaction, lease: Lease, seconds: int) -> None:
        until = self._now() + seconds
        tx.rows("save_lease", **lease.plain(), expires_at=until)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _row(tx: Transaction, run_id: str) -> dict[str, Any]:
    found = tx.rows("lease", run_id=run_id)
    return found[0] if found else {"token": 0, "holder": None, "expires_at": 0}


def _owns(row: dict[str, Any], lease: Lease) -> bool:
    return row["holder"] is not None and row["token"] == lease.token
