"""The time of a change: the practice's zone, and what is in the way as things stand now."""

from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assent.change import obstacles
from assent.errors import CalendarError
from assent.ledger import Ledger
from assent.records import Organisation, PlanMode, Remark, Slot

__all__ = ["in_the_way", "zone_of"]


def zone_of(organisation: Organisation) -> tzinfo:
    """Return the zone that the practice's calendar is read in.

    Raises:
        CalendarError: This machine does not know it.
    """
    try:
        return ZoneInfo(organisation.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        why = f"this machine does not know the time zone {organisation.time_zone!r}"
        raise CalendarError(why) from error


def in_the_way(
    ledger: Ledger, organisation: Organisation, slot: Slot, mode: PlanMode, plan: str = ""
) -> tuple[Remark, ...]:
    """Return what the calendar and the other open changes of this moment say of a window.

    ``plan`` is the digest of the change's own plan, when it has one.

    Raises:
        CalendarError: The practice's time zone is not known here.
        IntegrityError: What the ledger keeps of a change is not what the log tells.
    """
    return obstacles(
        slot,
        organisation.calendar,
        zone_of(organisation),
        ledger.changes.others(slot.run_id, mode),
        ledger.changes.approved(slot.run_id, plan) if plan else None,
    )
