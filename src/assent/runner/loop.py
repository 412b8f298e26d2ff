"""One event loop in one thread, so that synchronous and asynchronous callers share a runner."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

__all__ = ["LoopThread"]

Value = TypeVar("Value")
UNWINDING = 5.0
"""Seconds that cancelled work is given to release what it holds."""


class LoopThread:
    """An event loop that starts when first needed and ends with its owner."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def submit(self, work: Coroutine[Any, Any, Value]) -> "Future[Value]":
        """Start the coroutine on the loop and return its future."""
        return asyncio.run_coroutine_threadsafe(work, self._running())

    def run(self, work: Coroutine[Any, Any, Value]) -> Value:
        """Run the coroutine on the loop and return what it returns."""
        future = self.submit(work)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """Stop the loop and its thread; what still runs is cancelled and lets go first."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop and thread:
            asyncio.run_coroutine_threadsafe(_unwind(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="assent-loop", daemon=True
                )
                self._thread.start()
            return self._loop


async def _unwind() -> None:
    """Cancel every other task of this loop, and wait until each has ended."""
    running = asyncio.all_tasks() - {asyncio.current_task()}
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running, timeout=UNWINDING)
