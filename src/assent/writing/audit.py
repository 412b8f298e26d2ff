"""What auditors found, and what earlier approvals left: a section of the packet.

The words of a finding are an agent's, so each of their lines stands behind a quotation mark.
"""

from collections.abc import Iterator, Sequence

from assent.records import AuditFinding, AuditWeight, Decision, Obligation
from assent.writing.hidden import flat
from assent.writing.quoting import MARGIN, quoted

__all__ = ["render_audit"]

_SHOWN = (AuditWeight.major, AuditWeight.minor)


def render_audit(
    findings: Sequence[AuditFinding],
    overriders: Sequence[str],
    earlier: Sequence[Decision],
    owed: Sequence[Obligation],
) -> str:
    """Return the body of the section, or nothing when there is nothing to tell.

    ``overriders`` are the printed roles with a seat here that may override a finding.
    """
    told = [*_found(findings, overriders), *_overridden(earlier), *_owed(owed)]
    return "\n\n".join(told)


def _found(findings: Sequence[AuditFinding], overriders: Sequence[str]) -> Iterator[str]:
    shown = [one for kind in _SHOWN for one in findings if one.weight is kind]
    if not findings:
        return
    documents = ", ".join(dict.fromkeys(one.document for one in findings))
    counts = {kind: sum(one.weight is kind for one in findings) for kind in AuditWeight}
    tally = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    yield _line(f"{documents}: {len(findings)} findings; {tally}.")
    if any(one.weight is AuditWeight.major for one in shown):
        yield (
            "An approval answers each major finding by name: it is confirmed as corrected"
            + (f", or overridden by {' or '.join(overriders)} in writing" if overriders else "")
            + ". What is an external framework's is overridden by nobody."
        )
    for one in shown:
        whose = "external: nobody may override it" if one.external else "the practice's own"
        words = f"{one.clause}\n\n{one.text}"
        yield f"{_line(f'{one.id}, {one.weight}, {whose}:')}\n\n{quoted(words)}"


def _overridden(earlier: Sequence[Decision]) -> Iterator[str]:
    for decision in earlier:
        for one in decision.overrides:
            who = f"{decision.approver_name} ({decision.approver_identity})"
            head = f"{one.finding} was overridden by {who} as {decision.seat}, who quoted:"
            why = f"and wrote:\n\n{quoted(one.rationale)}"
            yield f"{_line(head)}\n\n{quoted(one.quote)}\n\n{why}"


def _owed(owed: Sequence[Obligation]) -> Iterator[str]:
    for one in owed:
        by = one.discharge
        state = f"{by.ending}, says {by.name}" if by else "open"
        head = f"{one.id} of {one.document}, set by {one.raised_name}, owner {one.owner}: {state}."
        yield f"{_line(head)}\n\n{quoted(one.text)}"


def _line(text: str) -> str:
    return f"{MARGIN}{flat(text)}"
