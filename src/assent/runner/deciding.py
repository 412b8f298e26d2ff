"""Deciding and editing: what people do at a gate, without a graph and without a model."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from assent.authority import acting_role, seat_for
from assent.canonical import digest, hidden_characters, normalise
from assent.crash import reach
from assent.errors import (
    AmbiguousReferenceError,
    GateClosedError,
    NotAuthorisedError,
    TextRefusedError,
    UnknownDocumentError,
)
from assent.ledger import Ledger
from assent.ports import Clock
from assent.reading.view import content_of
from assent.records import (
    Decision,
    Document,
    DocumentStatus,
    OpenGate,
    Organisation,
    Outcome,
    Proviso,
    Resolution,
    Seat,
)
from assent.runner.choice import Choice
from assent.runner.identity import Actor
from assent.runner.inputs import LARGEST_INPUT
from assent.runner.keys import sign_with
from assent.runner.provisos import provisos

__all__ = ["decide", "edit", "packet_of"]

_APPROVING = {Outcome.approve, Outcome.approve_with_conditions}


def decide(
    packet: str,
    choice: Choice,
    actor: Actor,
    ledger: Ledger,
    organisation: Organisation,
    clock: Clock,
) -> tuple[Decision, Resolution | None]:
    """Record what a person decided over exactly one packet.

    ``packet`` is the packet's digest or a unique prefix of at least 12 hex digits: who
    decides names what they read.

    Raises:
        AmbiguousReferenceError: A gate was named instead of the packet.
        ObstructedError: The window of the plan meets what stands in its way now.
        UnknownRoleError: A condition names an owner whom practice.yaml does not know.
        RefusedError: See ``authority.check``.
    """
    gate = ledger.gates.get(packet_of(packet, ledger))
    person = actor.person
    seat = seat_for(person.id, gate, ledger.gates.decisions(gate.id), organisation, choice.decision)
    acting = acting_role(person.id, gate, seat, organisation)
    conditions = provisos(choice.conditions, organisation)
    decision = _stated(gate, seat, acting, choice, actor, conditions, clock)
    decision = decision.model_copy(update={"shown_at": _shown_at(person.id, gate, ledger)})
    if choice.key:
        decision = _signed(decision, choice.key)
    if gate.bound.plan and choice.decision in _APPROVING:
        from assent.runner.timing import check_free  # imports the kernel: only plans pay for it

        check_free(gate, ledger, organisation)
    reach("before-decision")
    resolution = ledger.gates.decide(decision, organisation)
    reach("after-decision")
    return decision, resolution


def _stated(
    gate: OpenGate,
    seat: Seat,
    acting: str | None,
    choice: Choice,
    actor: Actor,
    conditions: tuple[Proviso, ...],
    clock: Clock,
) -> Decision:
    return Decision(
        run_id=gate.run_id,
        thread_id=gate.thread_id,
        gate=gate.id,
        seat=seat.id,
        acting_role=acting,
        decision=choice.decision,
        reason=choice.reason,
        conditions=conditions,
        confirmed=choice.confirmed,
        overrides=choice.overrides,
        deferred_until=choice.deferred_until,
        approver_identity=actor.person.id,
        approver_name=actor.person.name,
        identity_assurance=actor.assurance,
        subject_digest=gate.subject_digest,
        packet_digest=gate.packet_digest,
        bound=gate.bound,
        policy_version=gate.bound.policy,
        nonce=gate.nonce,
        requested_at=gate.requested_at,
        decided_at=clock.now(),
        expires_at=gate.expires_at,
    )


def _shown_at(person: str, gate: OpenGate, ledger: Ledger) -> datetime | None:
    mine = (s for s in ledger.gates.showings.of(gate.run_id) if s.person == person)
    return next((s.shown_at for s in mine if s.gate == gate.id), None)


def _signed(decision: Decision, key: Path) -> Decision:
    assured = decision.model_copy(update={"identity_assurance": "signed-key"})
    signature = sign_with(key, assured.signed_bytes, decision.approver_identity)
    return assured.model_copy(update={"signature": signature})


def packet_of(packet: str, ledger: Ledger) -> str:
    """Return the reference of the gate whose packet a person names.

    Raises:
        AmbiguousReferenceError: A gate was named instead of the packet.
        UnknownGateError: There is no such packet.
    """
    if packet.startswith("gate-"):
        why = "it names a gate, and a decision names the packet that was read"
        raise AmbiguousReferenceError(packet, why, f"assent review {packet}")
    return ledger.gates.find(packet)


def edit(
    run: str,
    name: str,
    text: str,
    reason: str,
    actor: Actor,
    ledger: Ledger,
    clock: Clock,
) -> Document:
    """Store a person's version of the document under decision; the open packet is void.

    Raises:
        UnknownDocumentError: The run has no such document.
        GateClosedError: No gate is open on the document.
        NotAuthorisedError: The person holds no role in the practice.
        TextRefusedError: The text is unchanged, empty, too large, or hides characters.
    """
    latest = ledger.documents.latest(run)
    if name not in latest:
        raise UnknownDocumentError(name, run, list(latest))
    gate = _open_on(run, name, ledger.gates.open_now(run))
    if not actor.person.roles:
        needed = ["any role of the practice"]
        raise NotAuthorisedError(actor.person.id, gate.id, needed, "edit the subject of gate")
    current = latest[name]
    content = _content(name, text, current, ledger)
    document = current.model_copy(
        update={
            "version": current.version + 1,
            "digest": digest(content),
            "status": DocumentStatus.draft,
            "editors": tuple(dict.fromkeys((*current.editors, actor.person.id))),
            "made_from": {**current.made_from, name: current.digest},
            "made_at": clock.now(),
            "note": reason,
        }
    )
    ledger.gates.edit(gate.id, document, content)
    return document


def _open_on(run: str, name: str, gates: Sequence[OpenGate]) -> OpenGate:
    for gate in gates:
        if gate.subject == name:
            return gate
    waiting = ", ".join(gate.subject for gate in gates) or "none"
    why = f"only a document under decision can be edited; under decision in {run!r}: {waiting}"
    raise GateClosedError(name, why, f"assent show {run}")


def _content(name: str, text: str, current: Document, ledger: Ledger) -> bytes:
    plain = normalise(content_of(normalise(text)))
    content = plain.encode()
    hidden = hidden_characters(plain)
    problem = ""
    if hidden:
        line, column, character = hidden[0]
        problem = f"it hides <U+{ord(character):04X}> at line {line}, column {column}"
    elif not plain.strip():
        problem = "the text is empty"
    elif len(content) > LARGEST_INPUT:
        problem = "the text is larger than 1 MiB"
    elif content == ledger.content.get(current.digest):
        problem = "the text is the same as before"
    if problem:
        raise TextRefusedError(name, current.run_id, problem)
    return content
