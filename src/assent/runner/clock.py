"""The clock on the wall, and the certainty that a clock gives a time."""

from datetime import UTC, datetime

from assent.errors import AssentError, ClockUnavailableError
from assent.ports import Clock

__all__ = ["SureClock", "SystemClock"]


class SystemClock:
    """The machine's time, in UTC, to the second."""

    def now(self) -> datetime:
        """Return the present moment."""
        return datetime.now(UTC).replace(microsecond=0)


class SureClock:
    """Another clock, whose silence is a refusal: without a time nothing is decided."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """Return the present moment.

        Raises:
            ClockUnavailableError: The clock failed, or gave no moment with a zone.
        """
        try:
            moment = self._clock.now()
        except AssentError:
            raise
        except Exception as error:  # a clock is somebody else's code: whatever it raises is silence
            raise ClockUnavailableError(f"{type(error).__name__}: {error}") from error
        if not isinstance(moment, datetime) or moment.utcoffset() is None:
            raise ClockUnavailableError(f"{moment!r} is no moment with a zone")
        return moment
