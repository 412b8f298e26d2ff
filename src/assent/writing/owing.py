"""What keeps a run from closing, in one sentence."""

from collections.abc import Sequence

from assent.records import Obligation
from assent.writing.hidden import reveal

__all__ = ["owed"]


def owed(obligations: Sequence[Obligation]) -> str:
    """Return which conditions are open, whose they are to meet, and where that is said.

    Nothing is returned when none is open.
    """
    if not obligations:
        return ""
    told = [f"{one.id} ({one.owner}): {_line(one.text)}" for one in obligations]
    see = f"assent conditions {obligations[0].run_id}"
    return f"not closed until these are met: {'; '.join(told)}. See: {see}"


def _line(text: str) -> str:
    return " ".join(reveal(text).split()).rstrip(".")
