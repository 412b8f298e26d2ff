"""LangGraph's state is never believed: the ledger must vouch for what it says.

Whoever can write to the file of checkpoints can write any state. So each node first holds
the state against the ledger, and the declared ends are reached only by what people decided.
"""

from typing import Any

from assent.compiler.blueprint import Node, NodeKind
from assent.compiler.context import RunContext
from assent.compiler.standing import unfounded
from assent.compiler.state import Body, State
from assent.errors import IntegrityError
from assent.records import (
    Document,
    DocumentStatus,
    Examination,
    OpenGate,
    Resolution,
    RunStatus,
    Verdict,
)

__all__ = ["check_closed", "check_state", "ended_by", "vouched"]

_FINAL = {DocumentStatus.approved, DocumentStatus.signed}
_ENDS = {
    Verdict.rejected: RunStatus.rejected,
    Verdict.withdrawn: RunStatus.withdrawn,
    Verdict.expired: RunStatus.expired,
}


def vouched(context: RunContext, node: Node, body: Body) -> Body:
    """Return the body, behind a check of the state it is given."""

    async def checked(state: State) -> Any:
        check_state(context, node, state)
        return await body(state)

    return checked


def check_state(context: RunContext, node: Node, state: State) -> None:
    """Refuse a state that is not this run's, or says what the ledger does not hold.

    A document may be one version behind: a crash between the ledger and LangGraph, or a
    person's edit that the graph has not taken up, leaves it so. Behind an approved version
    it may never be, but where the run is built again from the ledger alone.

    Raises:
        IntegrityError: Names what differs.
    """
    if why := unfounded(context, node, state):
        raise _changed(context, why)
    if state["run"]["id"] != context.run.id:
        raise _changed(context, "it is another run's")
    latest = context.ledger.documents.latest(context.run.id)
    for name, reference in state["documents"].items():
        known = latest.get(name)
        if known is None or not _known(context, known, reference):
            raise _changed(context, f"{name!r} is not what was drafted")


def _known(context: RunContext, latest: Document, reference: dict[str, Any]) -> bool:
    version, digest = reference.get("version"), reference.get("digest")
    if (version, digest) == (latest.version, latest.digest):
        return True
    current = version == latest.version - 1 and latest.status not in _FINAL
    if not current and not context.rebuilding:
        return False
    versions = context.ledger.documents.versions(context.run.id, latest.name)
    return any((d.version, d.digest) == (version, digest) for d in versions)


def check_closed(context: RunContext) -> None:
    """Refuse to close a run unless every gate approved what now stands.

    Every step must have left its document, too.

    Raises:
        IntegrityError: Names the gate or the document.
    """
    latest = context.ledger.documents.latest(context.run.id)
    for step in context.workflow.steps:
        if step.output and step.output not in latest:
            raise _changed(context, f"step {step.number} never left {step.output!r}")
    for node in context.blueprint.nodes:
        if node.kind is NodeKind.gate and node.gate and node.gate.kind != "escalation":
            opened = _last(context, node.gate.id)
            resolution = _resolution(context, opened)
            if opened is None or resolution is None or resolution.verdict is not Verdict.approved:
                raise _changed(context, f"gate {node.gate.id!r} was never approved")
            if latest[opened.subject].digest != opened.subject_digest:
                raise _changed(
                    context, f"{opened.subject!r} is not what gate {opened.id!r} approved"
                )


def ended_by(context: RunContext) -> RunStatus:
    """Return the status that a refusal, or the examination of a request, gave the run.

    Raises:
        IntegrityError: Nobody refused anything.
    """
    for opened in reversed(context.ledger.gates.for_run(context.run.id)):
        resolution = _resolution(context, opened)
        if resolution and resolution.verdict in _ENDS:
            return _ENDS[resolution.verdict]
    if _sent_back(context):
        return RunStatus.sent_back
    raise _changed(context, "nobody rejected or withdrew it")


def _sent_back(context: RunContext) -> bool:
    """Tell whether code sent the request back: its examination is an artifact of the run."""
    digest = context.ledger.runs.row(context.run.id).artifacts.get("intake.examination")
    if digest is None:
        return False
    found = Examination.model_validate_json(context.ledger.content.get(digest))
    return bool(found.sent_back)


def _last(context: RunContext, gate: str) -> OpenGate | None:
    opened = [g for g in context.ledger.gates.for_run(context.run.id) if g.gate.id == gate]
    return opened[-1] if opened else None


def _resolution(context: RunContext, opened: OpenGate | None) -> Resolution | None:
    return context.ledger.gates.resolution(opened.id) if opened else None


def _changed(context: RunContext, what: str) -> IntegrityError:
    return IntegrityError(
        f"the state that LangGraph kept for run {context.run.id!r} was changed outside assent: "
        f"{what}. Nothing was written. Move checkpoints.db away and resume: the run is built "
        f"again from the ledger. See: assent trace {context.run.id}"
    )
