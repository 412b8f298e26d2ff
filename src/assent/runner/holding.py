"""Who holds a run: one process at a time, and a dead process holds nothing."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from assent.crash import reach
from assent.errors import AssentError
from assent.ledger import Ledger
from assent.ledger.leases import Lease

__all__ = ["gone", "held", "holder", "taken"]

SECONDS = 30
"""How long a lease lasts unless it is renewed."""


def holder() -> str:
    """Return the name this process holds runs by: host, process id and start."""
    pid = os.getpid()
    return f"{socket.gethostname()}:{pid}:{_started(pid)}"


def gone(name: str) -> bool:
    """Tell whether the holder is a process of this host that no longer lives.

    A holder on another host is never thought gone: its lease must run out.
    """
    host, _, rest = name.rpartition(":")[0].rpartition(":")
    pid, started = rest, name.rpartition(":")[2]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    return _started(int(pid)) != started


def _started(pid: int) -> str:
    """Return when a process started, in the kernel's own count; "" when there is none."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return "" if fields[0] == "Z" else fields[19]
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        return "alive"
    return "" if Path("/proc/self/stat").exists() else "alive"


@asynccontextmanager
async def held(
    ledger: Ledger, run: str, on_beat: Callable[[], None] = lambda: None
) -> AsyncIterator[Lease]:
    """Hold a run while the block runs, renewing the lease in the background.

    ``on_beat`` is called after each renewal; what it refuses, the next tick says aloud.

    Raises:
        RunBusyError: Another process holds it.
    """
    reach("before-lease")
    lease = ledger.leases.take(run, holder(), gone=gone, seconds=SECONDS)
    reach("after-lease")
    beating = asyncio.create_task(_beat(ledger, lease, on_beat))
    try:
        yield lease
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        ledger.leases.release(lease)


@contextmanager
def taken(ledger: Ledger, run: str) -> Iterator[Lease]:
    """Hold a run for the few moments that one record takes.

    Raises:
        RunBusyError: Another process holds it.
    """
    lease = ledger.leases.take(run, holder(), gone=gone)
    try:
        yield lease
    finally:
        ledger.leases.release(lease)


async def _beat(ledger: Ledger, lease: Lease, on_beat: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(SECONDS / 3)
        ledger.leases.beat(lease)
        with suppress(AssentError):
            on_beat()
