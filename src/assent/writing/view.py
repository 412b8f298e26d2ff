"""The file a person opens: a document's content with its history before and signatures after."""

from collections.abc import Sequence

from assent.records import Decision, Document, Obligation
from assent.writing.hidden import reveal

__all__ = ["render_view"]


def render_view(
    document: Document,
    text: str,
    decisions: Sequence[Decision],
    procedure: str,
    *,
    signers: Sequence[str] = (),
    conditions: Sequence[Obligation] = (),
) -> str:
    """Return front matter, the content untouched, and one signature row per decision.

    ``signers`` are the people whose signature held under the procedure at launch. Below the
    signatures stand the conditions on which they were given, and the findings that they
    override.

    The digest in the front matter is that of the content alone: everything between the
    front matter and the signature block.
    """
    front = _front(document, procedure, signers)
    below = (_signatures(decisions), _conditions(conditions), _overrides(decisions))
    return "".join([front, text, *below])


def _front(document: Document, procedure: str, signers: Sequence[str]) -> str:
    lines = [
        "---",
        f"document: {document.name}",
        f"version: {document.version}",
        f"status: {document.status.value}",
        f"digest: {document.digest}",
        f"run: {document.run_id}",
        f"procedure: {_quoted(procedure)}",
        f"procedure_signed: {'true' if signers else 'false'}",
        *([f"procedure_signed_by: [{', '.join(signers)}]"] if signers else []),
        f"step: {document.step}",
        f"drafted_by: [{', '.join(document.roles)}]",
        f"edited_by: [{', '.join(document.editors)}]",
        f"drafted_at: {document.plain()['made_at']}",
        "made_from:" if document.made_from else "made_from: {}",
        *(f"  {name}: {digest}" for name, digest in document.made_from.items()),
        "---",
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + reveal(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _signatures(decisions: Sequence[Decision]) -> str:
    if not decisions:
        return ""
    head = (
        "\n---\n\n## Signatures\n\n| Name | Role | Meaning | When (UTC) | Identity | Reason | "
        "Content |\n|---|---|---|---|---|---|---|\n"
    )
    return head + "\n".join(_row(decision) for decision in decisions) + "\n"


def _conditions(conditions: Sequence[Obligation]) -> str:
    rows = [
        _cells(one.id, one.text, one.owner, f"{one.raised_name}, {one.role}", _stands(one))
        for one in conditions
    ]
    return _block("Conditions", ("Id", "Condition", "Owner", "Set by", "Stands"), rows)


def _stands(one: Obligation) -> str:
    by = one.discharge
    return f"{by.ending} by {by.name}, {by.plain()['at']}: {by.evidence}" if by else "open"


def _overrides(decisions: Sequence[Decision]) -> str:
    rows = [
        _cells(o.finding, o.quote, f"{decision.approver_name}, {decision.seat}", o.rationale)
        for decision in decisions
        for o in decision.overrides
    ]
    return _block("Findings overridden", ("Finding", "Quoted", "By", "Because"), rows)


def _block(title: str, columns: Sequence[str], rows: Sequence[str]) -> str:
    if not rows:
        return ""
    table = [_cells(*columns), "|" + "---|" * len(columns), *rows]
    return f"\n### {title}\n\n" + "\n".join(table) + "\n"


def _cells(*texts: str) -> str:
    return "| " + " | ".join(_cell(text) for text in texts) + " |"


def _row(decision: Decision) -> str:
    at = decision.plain()["decided_at"]
    cells = (
        decision.approver_name,
        decision.capacity,
        decision.decision.value,
        at,
        decision.identity_assurance,
        decision.reason,
        decision.subject_digest,
    )
    return _cells(*cells)


def _cell(text: str) -> str:
    return reveal(text).replace("|", "\\|").replace("\n", " ")
