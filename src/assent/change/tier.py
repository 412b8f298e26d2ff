"""The tier of a change: proposed by an agent, raised by rules, lowered by nobody but a person."""

from collections.abc import Iterable
from typing import Literal

from assent.records import Remark, Weight

__all__ = ["Tier", "raised"]

Tier = Literal["low", "high"]


def raised(proposed: Tier, remarks: Iterable[Remark]) -> tuple[Tier, tuple[str, ...]]:
    """Return the tier that the rules leave, and the reason for each step up."""
    reasons = tuple(r.message for r in remarks if r.weight is Weight.raises)
    return ("high" if reasons or proposed == "high" else "low"), reasons
