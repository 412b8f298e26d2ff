"""When changes are made and when not: the practice's calendar, and what takes a place in it."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from assent.records.record import Identifier, Instant, Record
from assent.records.recurrence import occurrences, recurrence

__all__ = [
    "Allowance",
    "Calendar",
    "ConfigurationItem",
    "Freeze",
    "Occasion",
    "OpenChange",
    "Scope",
    "Slot",
]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?")
_YEARS = range(2000, 2100)
_LONGEST = timedelta(days=366)
_MOST = 32


def _begins(value: Any) -> datetime:
    """Return the moment; a date without a time means its beginning."""
    if isinstance(value, str) and (_DAY.fullmatch(value) or _MOMENT.fullmatch(value)):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime) or value.tzinfo is not None:
        raise ValueError(
            "write it as 2026-12-20 or 2026-12-20T18:00, in the practice's own time and without "
            "a zone"
        )
    if value.year not in _YEARS:
        raise ValueError("its year lies between 2000 and 2099")
    return value


def _ends(value: Any) -> datetime:
    """Return the moment; a date without a time means that whole day too."""
    whole = isinstance(value, str) and _DAY.fullmatch(value) is not None
    return _begins(value) + timedelta(days=1 if whole else 0)


class ConfigurationItem(Record):
    """What a change writes to: a record by its name, and the target it lies in."""

    target: str = ""
    record: str = ""


class Scope(Record):
    """Which changes something of the calendar is for; with nothing stated, all of them."""

    targets: tuple[Identifier, ...] = ()
    records: tuple[str, ...] = ()

    def covers(self, item: ConfigurationItem) -> bool:
        """Tell whether it is for changes of that item."""
        every = not self.targets and not self.records
        return every or item.target in self.targets or item.record in self.records


class Occasion(Record):
    """A window or a blackout: from ``starts`` to ``ends`` by the practice's clock, once or again.

    ``repeats`` is a recurrence rule of RFC 5545; ``starts`` is its first occurrence.
    """

    title: str = Field(min_length=1, max_length=100)
    reason: str = Field(min_length=1, max_length=500)
    starts: Annotated[datetime, BeforeValidator(_begins)]
    ends: Annotated[datetime, BeforeValidator(_ends)]
    repeats: str = Field(default="", max_length=200)
    scope: Scope = Scope()

    @field_validator("ends")
    @classmethod
    def _later(cls, ends: datetime, known: ValidationInfo) -> datetime:
        starts = known.data.get("starts")
        if starts and not timedelta() < ends - starts <= _LONGEST:
            raise ValueError("it ends after it starts, and within 366 days")
        return ends

    @field_validator("repeats")
    @classmethod
    def _recurs(cls, repeats: str, known: ValidationInfo) -> str:
        starts = known.data.get("starts")
        if repeats and starts:
            recurrence(repeats, starts)
        return repeats

    def between(self, after: datetime, before: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield start and end of each time it happens that touches the span, by its own clock."""
        length = self.ends - self.starts
        found = iter([self.starts])
        if self.repeats:
            found = occurrences(self.repeats, self.starts, after - length, before)
        yield from ((s, s + length) for s in found if s < before and s + length > after)


class Allowance(Record):
    """Which changes a freeze lets through: by the kind they state, or by their tier."""

    kinds: tuple[str, ...] = ()
    tiers: tuple[Literal["low", "high"], ...] = ()


class Freeze(Occasion):
    """A span in which no change is made but those that it allows."""

    allows: Allowance = Allowance()


class Calendar(Record):
    """The change calendar of a practice.

    A change that windows are for lies inside one of them; freezes and blackouts keep changes
    out. ``readable`` is False when something stated could not be read: then nothing is known
    to be free.
    """

    windows: tuple[Occasion, ...] = Field(default=(), max_length=_MOST)
    freezes: tuple[Freeze, ...] = Field(default=(), max_length=_MOST)
    blackouts: tuple[Occasion, ...] = Field(default=(), max_length=_MOST)
    readable: bool = True


class Slot(Record):
    """The place in time that a change asks for: its window, its items, its kind and its tier.

    ``tiers`` are those that it may still turn out to be of.
    """

    run_id: str
    change: str
    window: tuple[Instant, Instant]
    items: tuple[ConfigurationItem, ...] = Field(min_length=1)
    kind: str = ""
    tiers: tuple[Literal["low", "high"], ...] = ("low", "high")


class OpenChange(Record):
    """A change of another run that is not over yet.

    ``approved`` is the entry of the log by which its plan was approved, None while it is not;
    ``begun`` tells that its writes were begun and are not over.
    """

    slot: Slot
    approved: int | None = None
    begun: bool = False
