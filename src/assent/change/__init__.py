"""Rules over change requests, as pure functions: windows, intake, tiers. Nothing is read or run."""

from assent.change.intake import examine
from assent.change.tier import Tier, raised
from assent.change.window import read_window

__all__ = ["Tier", "examine", "raised", "read_window"]
