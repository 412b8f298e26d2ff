"""Whether this process records, and what: the variable ``ASSENT_RECORD``."""

import os
from collections.abc import Mapping

from assent.errors import RecordingModeError

__all__ = ["MODES", "mode_in"]

MODES = ("none", "once", "exchange", "all")
"""``none`` plays; ``once`` records a cassette that is not there; ``exchange`` records the one
exchange whose request has changed; ``all`` records the whole cassette anew."""


def mode_in(environ: Mapping[str, str] = os.environ) -> str:
    """Return the mode that ``ASSENT_RECORD`` names; without it, recordings are played.

    Raises:
        RecordingModeError: There is no such mode, or this is CI, where nothing is recorded.
    """
    mode = environ.get("ASSENT_RECORD") or "none"
    if mode not in MODES:
        raise RecordingModeError(mode, f"it may be {', '.join(MODES)}")
    if mode != "none" and environ.get("CI", "").lower() not in {"", "0", "false"}:
        raise RecordingModeError(mode, "this is CI, where recordings are only played")
    return mode
