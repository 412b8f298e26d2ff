"""Whether an approval still holds: every decision is judged again by the people of this moment."""

from collections.abc import Sequence
from typing import NamedTuple

from assent.authority.deciding import check
from assent.authority.resolving import resolve
from assent.errors import AssentError
from assent.records import Decision, OpenGate, Organisation, Verdict

__all__ = ["Held", "held"]


class Held(NamedTuple):
    """The decisions that hold, and (person, why) of each that the approval misses."""

    decisions: tuple[Decision, ...]
    lost: tuple[tuple[str, str], ...]


def held(gate: OpenGate, decisions: Sequence[Decision], organisation: Organisation) -> Held:
    """Return what still holds of an approval.

    Nothing is lost while the decisions that hold approve by themselves. Where they do not,
    the reasons are those of the decisions that fell away.
    """
    kept: list[Decision] = []
    lost: list[tuple[str, str]] = []
    for decision in decisions:
        try:
            check(decision, gate, kept, organisation)
            kept.append(decision)
        except AssentError as error:
            lost.append((decision.approver_identity, str(error)))
    verdict = resolve(gate, kept)
    if verdict is not None and verdict.verdict is Verdict.approved:
        lost = []
    elif not lost:
        lost = [(gate.requester, "no decision approves it")]
    return Held(tuple(kept), tuple(lost))
