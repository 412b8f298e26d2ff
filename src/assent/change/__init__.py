"""Rules over change requests, as pure functions: windows, intake, tiers, the calendar.

Nothing is read or run.
"""

from assent.change.calendar import obstacles, standing
from assent.change.intake import examine, examine_again
from assent.change.tier import Tier, raised
from assent.change.window import read_window

__all__ = ["Tier", "examine", "examine_again", "obstacles", "raised", "read_window", "standing"]
