"""A date as a person types it: with its own zone, or in the organisation's."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assent.errors import CallError

__all__ = ["read_date"]


def read_date(text: str, zone: str) -> datetime:
    """Return the moment that a date or a date with a time means; a date means its beginning.

    Raises:
        CallError: It is no date, or practice.yaml names a zone this machine does not know.
    """
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise CallError(
            f"{text!r} is not a date. Write it so: --until 2030-01-31 or --until 2030-01-31T17:00"
        ) from error
    if at.tzinfo is not None:
        return at
    try:
        return at.replace(tzinfo=ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise CallError(
            f"this machine does not know the time zone {zone!r} of practice.yaml. "
            f"Write the zone out: --until {at.isoformat()}+00:00"
        ) from error
