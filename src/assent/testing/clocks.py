"""A clock that stands where a test put it."""

from datetime import UTC, datetime, timedelta

__all__ = ["FixedClock"]

_START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class FixedClock:
    """Tells the time it was set to, and goes on by ``step`` after each reading."""

    def __init__(self, start: datetime = _START, step: timedelta = timedelta(0)) -> None:
        """Start at a moment; without a step the clock stands still."""
        self._at = start
        self._step = step

    def now(self) -> datetime:
        """Return the moment, then take one step."""
        at = self._at
        self._at = at + self._step
        return at

    def set(self, at: datetime) -> None:
        """Put the clock to a moment, forwards or back."""
        self._at = at

    def advance(self, by: timedelta) -> None:
        """Let the time pass."""
        self._at += by
