"""The one row of an assessment: what the rules say at least, in their own words."""

import re

from assent.llm.material import Material
from assent.llm.tables import Row

__all__ = ["assessment"]

_TIER = re.compile(r"The tier is at least (\w+)\.")
_LEVEL = re.compile(r"The level is (\w+) at most\.")
_RULE = re.compile(r"- (.+)")


def assessment(known: Material) -> list[Row]:
    """Return the row that the brief ``rules`` makes, or none without that brief.

    It proposes neither more nor less than the rules do: caution beyond them is a judgement,
    and this model has none.
    """
    rules = known.briefs.get("rules", "")
    tier, level = _TIER.search(rules), _LEVEL.search(rules)
    if not tier or not level:
        return []
    reasons = " ".join(
        f"“{found[1]}”" for found in map(_RULE.fullmatch, rules.split("\n")) if found
    )
    rationale = f"By the rules: {reasons} “{level[0]}” No judgement was added."
    cells = {"tier": tier[1], "level": level[1], "rationale": rationale}
    return [Row(subject=rationale, note=rationale, cells=cells)]
