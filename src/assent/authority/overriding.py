"""Whether an approval answers what an auditor found, and who may override a finding, and how.

A major finding is answered by name: it is confirmed as corrected, or overridden in writing.
"""

import re
from collections.abc import Sequence

from assent.authority.frameworks import is_external
from assent.errors import (
    ExternalFindingError,
    FindingNotAnsweredError,
    NotAuthorisedError,
    OverrideRefusedError,
    QuoteNotFoundError,
    RationaleMissingError,
)
from assent.records import (
    AuditFinding,
    AuditWeight,
    Decision,
    OpenGate,
    Organisation,
    Outcome,
    Override,
    Person,
)

__all__ = ["answered", "lawful", "overridable"]

_APPROVING = frozenset({Outcome.approve, Outcome.approve_with_conditions})
_FEWEST_WORDS = 4
_FEWEST_LETTERS = 20


def lawful(decision: Decision, gate: OpenGate, person: Person, organisation: Organisation) -> None:
    """Refuse an override that the person had no right to, or did not argue.

    Raises:
        OverrideRefusedError: The gate knows no such finding, the decision approves nothing,
            the finding is overridden twice or also confirmed, or the person holds the role
            that made it.
        NotAuthorisedError: The seat's role may not override findings.
        ExternalFindingError: The finding is an external framework's.
        QuoteNotFoundError: The quote is not of the finding, or too short.
        RationaleMissingError: There is no reason, or it only repeats the finding.
    """
    known = {finding.id: finding for finding in gate.findings}
    for override in decision.overrides:
        finding = known.get(override.finding)
        if finding is None:
            why = f"the document was made from no such finding; known: {', '.join(known) or 'none'}"
            raise OverrideRefusedError(gate.id, override.finding, why)
        _once(decision, override, gate)
        _entitled(decision, finding, gate, person)
        if finding.external or is_external(finding, organisation.frameworks):
            raise ExternalFindingError(gate.id, finding.id, finding.clause)
        _quoted(override, finding, gate)
        _argued(override, finding, gate)


def answered(decision: Decision, gate: OpenGate, earlier: Sequence[Decision]) -> None:
    """Refuse an approval that passes over a major finding.

    What somebody else overrode at this gate before needs no other answer.

    Raises:
        FindingNotAnsweredError: Names the findings, and those that may be overridden.
    """
    if decision.decision not in _APPROVING:
        return
    given = {*decision.confirmed}
    given |= {o.finding for made in (*earlier, decision) for o in made.overrides}
    major = [f for f in gate.findings if f.weight is AuditWeight.major]
    missing = [finding.id for finding in major if finding.id not in given]
    if missing:
        can = [f.id for f in overridable(gate) if f.id in missing]
        raise FindingNotAnsweredError(gate.id, missing, can)


def overridable(gate: OpenGate) -> tuple[AuditFinding, ...]:
    """Return the findings of a gate that a person in the right seat may override."""
    seated = any(seat.role in gate.overriders for seat in gate.seats)
    return tuple(f for f in gate.findings if seated and not f.external)


def _once(decision: Decision, override: Override, gate: OpenGate) -> None:
    if decision.decision not in _APPROVING:
        why = f"{decision.decision.value!r} approves nothing that a finding could stand against"
        raise OverrideRefusedError(gate.id, override.finding, why)
    if override.finding in decision.confirmed:
        why = "the same decision confirms it as corrected"
        raise OverrideRefusedError(gate.id, override.finding, why, "Say one or the other.")
    if sum(o.finding == override.finding for o in decision.overrides) > 1:
        raise OverrideRefusedError(gate.id, override.finding, "it is named twice", "Name it once.")


def _entitled(decision: Decision, finding: AuditFinding, gate: OpenGate, person: Person) -> None:
    seat = gate.seat(decision.seat)
    if seat is None or seat.role not in gate.overriders:
        may = [role for role in gate.overriders if role not in finding.roles]
        raise NotAuthorisedError(person.id, gate.id, may, "override a finding at gate")
    if {*finding.roles} & {seat.role, *person.roles}:
        why = f"{person.id!r} holds the role that made it, and nobody overrides their own finding"
        raise OverrideRefusedError(gate.id, finding.id, why)


def _quoted(override: Override, finding: AuditFinding, gate: OpenGate) -> None:
    quote, text = _spaced(override.quote), _spaced(finding.text)
    if not _within(quote, text):
        why = "the words quoted do not stand in it"
        raise QuoteNotFoundError(gate.id, finding.id, override.quote, why)
    if quote != text and not _substantial(quote):
        why = f"at least {_FEWEST_WORDS} words of it are quoted, or all of it"
        raise QuoteNotFoundError(gate.id, finding.id, override.quote, why)


def _argued(override: Override, finding: AuditFinding, gate: OpenGate) -> None:
    """Refuse a rationale that is none: too short, or words of the finding or of its quote."""
    said = _spaced(override.rationale).casefold()
    if not _substantial(said) or said in _spaced(finding.text).casefold():
        raise RationaleMissingError(gate.id, f"override {finding.id}", "--because 'WHY'")


def _substantial(text: str) -> bool:
    words = [word for word in text.split() if any(map(str.isalnum, word))]
    return len(words) >= _FEWEST_WORDS and len(text) >= _FEWEST_LETTERS


def _within(quote: str, text: str) -> bool:
    """Tell whether the words stand in the text, beginning and ending where words do."""
    return bool(quote) and re.search(rf"(?<!\w){re.escape(quote)}(?!\w)", text) is not None


def _spaced(text: str) -> str:
    return " ".join(text.split())
